/** Renders scripts/icon.svg to icon.png, the picture that Rocket.Chat shows for the app. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';

const SIDE_PX = 512;

const svg = readFileSync(new URL('icon.svg', import.meta.url), 'utf8');
const image = new Resvg(svg, { fitTo: { mode: 'width', value: SIDE_PX }, font: { loadSystemFonts: false } });
writeFileSync(new URL('../icon.png', import.meta.url), image.render().asPng());

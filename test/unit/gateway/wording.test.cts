import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import type { Content, Forwarded } from '../../../src/gateway/content';
import * as records from '../../../src/gateway/records/records';
import { linesOf, needsWords, sayIn } from '../../../src/gateway/inbox/wording';
import { greenApi } from '../../../src/channels/green-api/index';
import { CONNECTION } from '../../support/world/world.cjs';

const folder = join(__dirname, '../../fixtures/green-api');
const parsed = readdirSync(folder).map((file) => {
    const { body } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { body: unknown };
    return greenApi.parse({ ...CONNECTION, id: '7103990042' }, body, 0);
});
const messages = parsed
    .flatMap((one) => (one.kind === 'events' ? one.events : []))
    .flatMap((event) => (event.kind === 'message' ? [event] : []));

test('messages of every kind survive the store', () => {
    for (const event of messages) {
        const entry = { t: 'entry', v: 1, key: 'k', conversation: 'c', event, arrivedAt: 1, process: 'p' };
        // Across the border what is missing arrives as null.
        const stored = JSON.parse(JSON.stringify({ ...entry, journal: null })) as unknown;
        expect(records.only(records.entry, [stored])).toEqual([entry]);
    }
    expect(new Set(messages.flatMap(({ content }) => content.map(({ kind }) => kind))).size).toBe(15);
});

test('what needs words of ours has them in both languages, with every value in its place', () => {
    for (const { content, forwarded } of messages) {
        const [en, ru] = ['en', 'ru'].map((language) => linesOf(content, forwarded, sayIn(language)).join('\n'));
        expect(`${en} ${ru}`).not.toMatch(/\{\w+\}|undefined|null/);
        expect(en === ru).toBe(!needsWords(content, forwarded) || content.every(isTheirsAlone(forwarded)));
    }
});

/** Menus are the sender's words alone. */
const isTheirsAlone =
    (forwarded: Forwarded | undefined) =>
    ({ kind }: Content): boolean =>
        kind === 'menu' && forwarded === undefined;

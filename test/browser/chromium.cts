import { existsSync } from 'fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian, other distributions and people put it. */
const PLACES = [
    process.env['CHROMIUM'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A browser without a screen. Rejects with what to do where there is none. */
export async function launch(): Promise<Browser> {
    const executablePath = PLACES.find((path) => path !== undefined && path !== '' && existsSync(path));
    if (executablePath === undefined) {
        throw new Error(
            'No Chromium was found. Install it (Debian: apt-get install chromium), or name it in the environment variable CHROMIUM.',
        );
    }
    // Root, as in most containers, has no sandbox; the page under test is our own.
    return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}

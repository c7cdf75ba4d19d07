/** The page on which an account is linked. Everything is in it: nothing is fetched but where the login stands. */
import { createHash } from 'crypto';
import type { LoginWords } from '../login-words';
import { SCRIPT, STYLE } from './login-page-parts';

const sourceOf = (code: string): string => `'sha256-${createHash('sha256').update(code, 'utf8').digest('base64')}'`;

/**
 * It stands on the workspace's own origin: so nothing runs or is shown in it but what is ours, nobody can frame it, and its
 * address goes nowhere.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex, nofollow',
    'content-security-policy': [
        "default-src 'none'",
        `script-src ${sourceOf(SCRIPT)}`,
        `style-src ${sourceOf(STYLE)}`,
        'img-src data:',
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ].join('; '),
};

/** Without scripts the page is loaded anew this often, seconds. */
const RELOAD_SECONDS = 20;

/** What stands on the page besides where the login stands. */
export interface PageFrame {
    readonly language: string;
    /** Small, above everything. */
    readonly heading: string;
    /** What its script says when the time is over, or nobody answers. */
    readonly texts: {
        readonly renews: string;
        readonly left: string;
        readonly offline: string;
        readonly expiredTitle: string;
        readonly expired: string;
        readonly pictureAlt: string;
    };
    /** ms until its address holds no more. */
    readonly leftMs: number;
}

/** The page of a login. */
export function loginPage(frame: PageFrame, shown: LoginWords): string {
    const { texts, leftMs } = frame;
    const minutes = Math.floor(leftMs / 60_000);
    const seconds = String(Math.floor((leftMs % 60_000) / 1_000)).padStart(2, '0');
    const data = {
        left: String(leftMs),
        offline: texts.offline,
        'expired-title': texts.expiredTitle,
        expired: texts.expired,
    };
    const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escaped(value)}"`);
    const reload = shown.ends ? '' : `<noscript><meta http-equiv="refresh" content="${RELOAD_SECONDS}"></noscript>`;
    return document(
        frame,
        shown.title,
        reload,
        `<main id="card" data-kind="${shown.kind}" data-ends="${String(shown.ends)}"${attributes.join('')}>
<p class="heading">${escaped(frame.heading)}</p>
<div role="status">
<h1 id="title">${escaped(shown.title)}</h1>
<p id="code"${hiddenUnless(shown.code)}>${escaped(shown.code ?? '')}</p>
<p id="words">${escaped(shown.words)}</p>
</div>
<div class="picture"${hiddenUnless(shown.picture)} id="frame"><img id="picture" width="264" height="264" alt="${escaped(texts.pictureAlt)}"${shown.picture === undefined ? '' : ` src="${escaped(shown.picture)}"`}></div>
<p class="note" id="renews"${hiddenUnless(shown.picture)}>${escaped(texts.renews)}</p>
<p class="note" id="left"${shown.ends ? ' hidden' : ''}>${escaped(texts.left)} <span id="time" role="timer">${minutes}:${seconds}</span></p>
</main>
<script>${SCRIPT}</script>`,
    );
}

/** A page that says why there is nothing else. */
export function plainPage(frame: Pick<PageFrame, 'language' | 'heading'>, title: string, words: string): string {
    return document(
        frame,
        title,
        '',
        `<main data-kind="refused">
<p class="heading">${escaped(frame.heading)}</p>
<h1>${escaped(title)}</h1>
<p>${escaped(words)}</p>
</main>`,
    );
}

function document(
    { language, heading }: Pick<PageFrame, 'language' | 'heading'>,
    title: string,
    head: string,
    body: string,
): string {
    return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} – ${escaped(heading)}</title>
<link rel="icon" href="data:,">
${head}<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

const hiddenUnless = (value: string | undefined): string => (value === undefined ? ' hidden' : '');

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text as it may stand in a page, also between quotation marks. */
export function escaped(text: string): string {
    return text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? '');
}

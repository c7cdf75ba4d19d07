import type { HttpResponse } from '../../gateway/ports';
import { HttpFailure } from '../../gateway/ports';
import { tryDecode } from '../../lib/decode';
import { retryAfterOf } from '../../lib/retry-after';
import { ChannelError } from '../channel';
import type { ErrorKind } from '../channel';
import type { TextName } from '../../lib/texts';
import { failure } from './wire';

export const CHANNEL = 'rapidpro';

/** RapidPro may write a ticket down only after it has got its room: for so long an unknown ticket is a young one. */
const YOUNG_MS = 120_000;
const MINUTE_MS = 60_000;

/** What an answer of the callback means; `code` tells the cases apart that are handled on the way. */
interface Rule {
    readonly code: string;
    readonly kind: ErrorKind;
    readonly words: TextName;
    readonly retryAfterMs?: number;
}

export const FILE_REFUSED = 'file-refused';
export const NO_TICKET = 'no-ticket';

/** Which rule fits an answer of this status with this error; the first one that does. `age` of the thread in ms. */
const RULES: ReadonlyArray<{
    readonly status: number;
    readonly text?: RegExp;
    readonly age?: 'young' | 'old';
    readonly rule: Rule;
}> = [
    {
        status: 400,
        text: /fetching ticket file/i,
        rule: { code: FILE_REFUSED, kind: 'rejected', words: 'ticketFile' },
    },
    {
        status: 401,
        rule: {
            code: 'secret',
            kind: 'retry',
            words: 'ticketSecret',
            retryAfterMs: 5 * MINUTE_MS,
        },
    },
    {
        status: 404,
        text: /no such ticket\b(?!er)/i,
        age: 'young',
        rule: {
            code: NO_TICKET,
            kind: 'retry',
            words: 'ticketEarly',
            retryAfterMs: 5_000,
        },
    },
    {
        status: 404,
        text: /no such ticket\b(?!er)/i,
        rule: {
            code: NO_TICKET,
            kind: 'rejected',
            words: 'ticketGone',
        },
    },
    {
        status: 404,
        rule: {
            code: 'no-ticketer',
            kind: 'retry',
            words: 'ticketServiceGone',
            retryAfterMs: 5 * MINUTE_MS,
        },
    },
    { status: 413, rule: { code: '413', kind: 'rejected', words: 'ticketTooLarge' } },
    { status: 429, rule: { code: '429', kind: 'retry', words: 'ticketTooFast' } },
    { status: 500, rule: { code: '500', kind: 'retry', words: 'ticketTrouble' } },
    { status: 502, rule: { code: '502', kind: 'retry', words: 'ticketAway' } },
    { status: 503, rule: { code: '503', kind: 'retry', words: 'ticketAway' } },
];

/** The error for an answer of the callback that is not "handled". RapidPro's own words come only where they help. */
export function errorOf(answer: HttpResponse, threadAgeMs: number): ChannelError {
    const said = (tryDecode(failure, answer.json)?.error ?? '').slice(0, 300);
    const age = threadAgeMs < YOUNG_MS ? 'young' : 'old';
    const found = RULES.find(
        (one) =>
            one.status === answer.status &&
            (one.text === undefined || one.text.test(said)) &&
            (one.age === undefined || one.age === age),
    );
    const { code, kind, words, ...rule } = found?.rule ?? otherwise(answer.status);
    const values = { status: String(answer.status), detail: said };
    const retryAfterMs = retryAfterOf(answer) ?? rule.retryAfterMs;
    return new ChannelError(
        CHANNEL,
        kind,
        { name: words, values },
        { code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
    );
}

/** 504 among the others: whatever stands in front of RapidPro had passed it on. */
function otherwise(status: number): Rule {
    return status >= 400 && status < 500
        ? { code: String(status), kind: 'rejected', words: 'ticketRefused' }
        : { code: String(status), kind: 'in-doubt', words: 'ticketStatus' };
}

/** The error for an answer that did not come. */
export function errorOfFailure(thrown: unknown): ChannelError {
    if (thrown instanceof HttpFailure && thrown.reached === 'no') {
        return new ChannelError(
            CHANNEL,
            'retry',
            { name: thrown.reason ?? 'ticketUnreachable' },
            {
                code: 'unreachable',
            },
        );
    }
    return new ChannelError(
        CHANNEL,
        'in-doubt',
        { name: 'ticketSilent' },
        {
            code: 'no-answer',
        },
    );
}

import type { Decoder } from '../../lib/decode';
import { DecodeError, number, object, optional, tryDecode } from '../../lib/decode';
import { retryAfterOf } from '../../lib/retry-after';
import type { Secret } from '../../lib/secrets';
import { maskIn } from '../../lib/secrets';
import type { TextName, Words } from '../../lib/texts';
import type { HttpResponse } from '../../gateway/ports';
import { HttpFailure } from '../../gateway/ports';
import type { ErrorKind } from '../channel';
import { ChannelError } from '../channel';
import { failure, quota } from './wire';

const CHANNEL = 'green-api';

interface Rule {
    readonly kind: ErrorKind;
    /** Its text may name `detail` (GREEN-API's own words), `status` and `count` (of a quota). */
    readonly text: TextName;
    readonly retryAfterMs?: number;
}

/** One of several texts of the same status. */
interface Case {
    readonly said: RegExp;
    readonly rule: Rule;
}

const REFUSED: Rule = { kind: 'rejected', text: 'greenRefused' };

/**
 * Answers that are told apart by their words (green-api.com/en/docs/api/common-errors). The first that fits counts.
 * An instance that is not authorized may be so again any minute: what is to be sent waits for it.
 */
const BY_WORDS: Readonly<Record<number, readonly Case[]>> = {
    400: [
        {
            said: /instance (?:is )?(?:in )?starting/i,
            rule: { kind: 'retry', text: 'greenStarting', retryAfterMs: 15_000 },
        },
        { said: /not authorized/i, rule: { kind: 'retry', text: 'greenNotAuthorized', retryAfterMs: 30_000 } },
        { said: /webhook ?url/i, rule: { kind: 'retry', text: 'greenPushes', retryAfterMs: 15_000 } },
        { said: /expired|is deleted/i, rule: { kind: 'unauthorized', text: 'greenExpired' } },
        { said: /timeout limit exceeded/i, rule: { kind: 'retry', text: 'greenTooFast', retryAfterMs: 60_000 } },
        { said: /bad phone number|phoneNumber/i, rule: { kind: 'rejected', text: 'greenPhone' } },
    ],
    403: [{ said: /suspended/i, rule: { kind: 'unauthorized', text: 'greenSuspended' } }],
    500: [{ said: /too large|size|100 ?mb/i, rule: { kind: 'rejected', text: 'greenTooLarge' } }],
};

const BY_STATUS: Readonly<Record<number, Rule>> = {
    400: REFUSED,
    401: { kind: 'unauthorized', text: 'greenToken' },
    403: { kind: 'unauthorized', text: 'greenForbidden' },
    404: { kind: 'unauthorized', text: 'greenUnknown' },
    413: { kind: 'rejected', text: 'greenTooLarge' },
    429: { kind: 'retry', text: 'greenTooFast', retryAfterMs: 1_000 },
    466: { kind: 'rejected', text: 'greenQuota' },
    469: { kind: 'rejected', text: 'greenChecks' },
    499: { kind: 'in-doubt', text: 'greenCut' },
};

/** A gateway in front of GREEN-API may fail after the request went through. */
const ANY_OTHER: Rule = { kind: 'in-doubt', text: 'greenStatus' };

/** GREEN-API's own words. Its error bodies repeat the address with the token, so it is looked for in every text. */
function detailOf({ json }: HttpResponse, secrets: readonly Secret[]): string {
    const said = tryDecode(failure, json);
    return maskIn((said?.message ?? said?.reason ?? said?.description ?? '').slice(0, 300), secrets);
}

function ruleFor(status: number, detail: string): Rule {
    return BY_WORDS[status]?.find(({ said }) => said.test(detail))?.rule ?? BY_STATUS[status] ?? ANY_OTHER;
}

/** How much of the month's quota is used, of whatever it is that is used up; undefined where nothing is said to be. */
function usedUpIn({ json }: HttpResponse): string | undefined {
    const { invokeStatus, correspondentsStatus } = tryDecode(quota, json) ?? {};
    const exceeded = [correspondentsStatus, invokeStatus].find((one) => /QUOT[AE]_EXCEEDED/.test(one?.status ?? ''));
    return exceeded && `${exceeded.used ?? '?'}/${exceeded.total ?? '?'}`;
}

/** The error for an answer that is not the one hoped for. */
export function errorOf(answer: HttpResponse, secrets: readonly Secret[]): ChannelError {
    const status = statusOf(answer);
    const detail = detailOf(answer, secrets);
    const rule = ruleFor(status, detail);
    const used = usedUpIn(answer);
    const count = used === undefined ? '' : ` (${used})`;
    const words: Words = { name: rule.text, values: { detail, status: String(status), count } };
    const retryAfterMs = retryAfterOf(answer) ?? rule.retryAfterMs;
    return new ChannelError(CHANNEL, rule.kind, words, {
        code: String(status),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
}

const named = object({ code: optional(number), statusCode: optional(number) });

/**
 * What an answer's status is in truth: GREEN-API has been seen to wrap a refusal into a 200, and to report there that a
 * quota is used up. Undefined for a 200 that says neither.
 */
export function refusalIn(answer: HttpResponse): number | undefined {
    const said = tryDecode(named, answer.json);
    const code = said?.code ?? said?.statusCode;
    if (code !== undefined && code >= 400 && code < 600) {
        return code;
    }
    return usedUpIn(answer) === undefined ? undefined : 466;
}

/** Takes any answer, also none, but one that says that it was refused: for calls of which nothing has to be known back. */
export const unlessRefused =
    <T extends object>(answer: Decoder<T>): Decoder<Partial<T>> =>
    (value, path) => {
        if (refusalIn({ status: 200, headers: {}, text: '', json: value }) !== undefined) {
            throw new DecodeError(path, 'no refusal');
        }
        return tryDecode(answer, value) ?? {};
    };

function statusOf(answer: HttpResponse): number {
    return answer.status === 200 ? (refusalIn(answer) ?? 200) : answer.status;
}

/** The error for an answer that did not come. The failure's own text may hold the address with the token: it is not passed on. */
export function errorOfFailure(thrown: unknown): ChannelError {
    if (thrown instanceof HttpFailure && thrown.reached === 'no') {
        return new ChannelError(
            CHANNEL,
            'retry',
            { name: thrown.reason ?? 'greenUnreachable' },
            { code: 'unreachable' },
        );
    }
    return new ChannelError(CHANNEL, 'in-doubt', { name: 'greenSilent' }, { code: 'no-answer' });
}

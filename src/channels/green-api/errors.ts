import { tryDecode } from '../../lib/decode';
import type { Secret } from '../../lib/secrets';
import { maskIn } from '../../lib/secrets';
import type { HttpResponse } from '../../gateway/ports';
import { HttpFailure } from '../../gateway/ports';
import type { ErrorKind } from '../channel';
import { ChannelError } from '../channel';
import { failure } from './wire';

const CHANNEL = 'green-api';

interface Rule {
    readonly kind: ErrorKind;
    readonly message: string;
    readonly retryAfterMs?: number;
}

/** Answers of status 400, told apart by their text (green-api.com/en/docs/api/common-errors). The first that fits counts. */
const BAD_REQUESTS: ReadonlyArray<{ readonly text: RegExp; readonly rule: Rule }> = [
    {
        text: /instance (is )?(in )?starting/i,
        rule: {
            kind: 'retry',
            message: 'The GREEN-API instance is starting. This takes up to 5 minutes.',
            retryAfterMs: 15_000,
        },
    },
    {
        text: /not authorized/i,
        rule: {
            kind: 'unauthorized',
            message: 'The GREEN-API instance has no WhatsApp account linked. Link the phone again in the console.',
        },
    },
    {
        text: /expired|is deleted/i,
        rule: {
            kind: 'unauthorized',
            message: 'The GREEN-API instance is expired or deleted. Renew it in the console.',
        },
    },
];

/** Answers of other statuses. */
const STATUSES: Readonly<Record<number, Rule>> = {
    401: { kind: 'unauthorized', message: 'GREEN-API does not accept the token of this instance.' },
    403: {
        kind: 'unauthorized',
        message: 'GREEN-API refuses this instance: wrong id, wrong host, or the account is suspended.',
    },
    404: { kind: 'unauthorized', message: 'GREEN-API does not know this instance at this address.' },
    429: { kind: 'retry', message: 'GREEN-API asks to send more slowly.', retryAfterMs: 1_000 },
    466: { kind: 'rejected', message: "The monthly quota of the instance's GREEN-API plan is used up." },
    469: { kind: 'rejected', message: 'GREEN-API refuses further number checks for some hours.' },
    499: { kind: 'in-doubt', message: 'GREEN-API did not finish the request. It may have been carried out.' },
};

/** GREEN-API's own words. Its error bodies repeat the address with the token, so it is looked for in every text. */
function detailOf(answer: HttpResponse, secrets: readonly Secret[]): string {
    const said = tryDecode(failure, answer.json);
    return maskIn((said?.message ?? said?.reason ?? '').slice(0, 300), secrets);
}

function ruleFor(answer: HttpResponse, detail: string): Rule {
    if (answer.status === 400) {
        const known = BAD_REQUESTS.find(({ text }) => text.test(detail));
        return (
            known?.rule ?? {
                kind: 'rejected',
                message: `GREEN-API refused the request${detail === '' ? '.' : `: ${detail}`}`,
            }
        );
    }
    const rule = STATUSES[answer.status];
    if (rule !== undefined) {
        return rule;
    }
    if (answer.status === 500 && /entity too large|size/i.test(detail)) {
        return { kind: 'rejected', message: `GREEN-API refused the request: ${detail}` };
    }
    // A gateway in front of GREEN-API may fail after the request went through.
    return {
        kind: 'in-doubt',
        message: `GREEN-API answered with status ${answer.status}. The request may have been carried out.`,
    };
}

/** The error for an answer that is not the one hoped for. */
export function errorOf(answer: HttpResponse, secrets: readonly Secret[]): ChannelError {
    const { kind, message, ...rule } = ruleFor(answer, detailOf(answer, secrets));
    const retryAfterMs = retryAfterOf(answer) ?? rule.retryAfterMs;
    return new ChannelError(CHANNEL, kind, message, {
        code: String(answer.status),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
}

/** No such header is documented, but a gateway in front may send one: seconds. */
function retryAfterOf({ headers }: HttpResponse): number | undefined {
    const seconds = Number(headers['retry-after'] ?? NaN);
    return Number.isFinite(seconds) && seconds >= 0 && seconds <= 86_400 ? seconds * 1_000 : undefined;
}

/** The error for an answer that did not come. The failure's own text may hold the address with the token: it is not passed on. */
export function errorOfFailure(thrown: unknown): ChannelError {
    if (thrown instanceof HttpFailure && thrown.reached === 'no') {
        return new ChannelError(CHANNEL, 'retry', thrown.reason ?? 'GREEN-API could not be reached.', {
            code: 'unreachable',
        });
    }
    return new ChannelError(
        CHANNEL,
        'in-doubt',
        'GREEN-API did not answer in time. The request may have been carried out.',
        {
            code: 'no-answer',
        },
    );
}

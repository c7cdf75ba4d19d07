import type { HttpResponse } from '../../gateway/ports';
import { HttpFailure } from '../../gateway/ports';
import { tryDecode } from '../../lib/decode';
import { retryAfterOf } from '../../lib/retry-after';
import type { Secret } from '../../lib/secrets';
import { maskIn } from '../../lib/secrets';
import type { TextName, Words } from '../../lib/texts';
import type { ErrorKind } from '../channel';
import { ChannelError } from '../channel';
import { CHANNEL, failure } from './wire';

/** An earlier try with the same id has arrived. */
export const ALREADY_THERE = 'requestId-is-not-unique';
/** The cascade is gone, or belongs to another account. */
export const NO_CASCADE = 'cascade-not-found';
/** There is no such call at this address. */
export const NOT_THERE = '404';

/**
 * What edna's codes mean for people: those of refused calls (docs-pulse.edna.io, sending messages), those of statuses
 * (the same, statuses) and those of `callback/set` (docs.edna.ru/kb). None of them changes by waiting.
 */
const BY_CODE: ReadonlyArray<{ readonly code: RegExp; readonly text: TextName }> = [
    { code: /^attachmentName-is-too-long$/, text: 'ednaNameTooLong' },
    { code: /^cascade-not-found$/, text: 'ednaCascadeGone' },
    { code: /^request-doesn't-contain-content-for-all-cascade-stages$/, text: 'ednaStages' },
    { code: /^cascade-scheduling-request(?:-is)?-not-valid$/, text: 'ednaContentKind' },
    {
        code: /^(?:matched-template-not-found|not-template-match|no-match-template|not-match-template)$/,
        text: 'ednaTemplate',
    },
    { code: /^(?:error-subject-unknown|default\.subject\.not_found)$/, text: 'ednaSubject' },
    { code: /^error-address-format$/, text: 'ednaAddress' },
    { code: /^error-insufficient-balance$/, text: 'ednaBalance' },
    { code: /^error-system$/, text: 'ednaSystem' },
    { code: /^not-(?:whatsapp|viber)-user$/, text: 'ednaNoAccount' },
    { code: /^user-blocked$/, text: 'ednaBlocked' },
    { code: /^error-content/, text: 'ednaContent' },
    { code: /^error-callback-url-max-length$/, text: 'ednaUrlTooLong' },
    { code: /^error-callback-url-not-https$/, text: 'ednaUrlNotHttps' },
    { code: /^error-callback-url-not-available$/, text: 'ednaUrlSilent' },
    { code: /-not-specified$/, text: 'ednaMissing' },
];

interface Rule {
    readonly kind: ErrorKind;
    readonly text: TextName;
    readonly retryAfterMs?: number;
}

const BY_STATUS: Readonly<Record<number, Rule>> = {
    401: { kind: 'unauthorized', text: 'ednaKey' },
    403: { kind: 'unauthorized', text: 'ednaForbidden' },
    404: { kind: 'rejected', text: 'ednaNotThere' },
    // Behind a gateway it may have gone through.
    408: { kind: 'in-doubt', text: 'ednaStatus' },
    429: { kind: 'retry', text: 'ednaTooFast' },
};

/** The words for one of edna's codes, where it is known. */
export function wordsFor(code: string): Words | undefined {
    const found = BY_CODE.find((one) => one.code.test(code));
    return found && { name: found.text, values: { code } };
}

/** Whether only a template would have been taken. */
export const isForTemplates = ({ name }: Words): boolean => name === 'ednaTemplate';

/** Looks like a code of edna's, and not like words: `requestId-is-not-unique`, `default.subject.not_found`. */
const CODE = /^[\w'-]+(?:[.-][\w'-]+)+$/;

/** edna's code and words in an error body: the code may stand in `code`, `title` or `detail`. */
function saidIn({ json }: HttpResponse): { readonly code: string; readonly detail: string } {
    const { title = '', detail = '', code = '' } = tryDecode(failure, json) ?? {};
    const said = [code, title, detail].map((one) => one.trim()).filter((one) => one !== '');
    const known = said.find((one) => one === ALREADY_THERE || wordsFor(one) !== undefined);
    const found = known ?? said.find((one) => CODE.test(one)) ?? '';
    return {
        code: found,
        detail: [...new Set([found, ...said])]
            .filter((one) => one !== '')
            .join(': ')
            .slice(0, 300),
    };
}

/** The code in a body that refuses although its status is 200 (older calls); undefined for any other body. */
export function refusalIn(answer: HttpResponse): string | undefined {
    const { title = '', detail = '', code = '' } = tryDecode(failure, answer.json) ?? {};
    const told = code.trim();
    return told !== '' && told.toLowerCase() !== 'ok'
        ? told
        : [title, detail].find((one) => wordsFor(one.trim()) !== undefined);
}

/** The error for an answer that is not the one hoped for. */
export function errorOf(answer: HttpResponse, path: string, secrets: readonly Secret[]): ChannelError {
    const { code, detail } = saidIn(answer);
    const { status } = answer;
    const values = { detail: maskIn(detail, secrets), status: String(status), path, code };
    const waited = retryAfterOf(answer);
    const fail = (kind: ErrorKind, words: Words, name: string): ChannelError =>
        new ChannelError(CHANNEL, kind, words, {
            code: name,
            onlyTemplates: isForTemplates(words),
            ...(waited === undefined ? {} : { retryAfterMs: waited }),
        });
    const rule = BY_STATUS[status];
    if (rule !== undefined && status !== 404) {
        return fail(rule.kind, { name: rule.text, values }, String(status));
    }
    if (status >= 500 || status < 200 || (status >= 300 && status < 400)) {
        return fail('in-doubt', { name: 'ednaStatus', values }, String(status));
    }
    const known = wordsFor(code);
    if (known !== undefined || code === ALREADY_THERE) {
        return fail('rejected', known ?? { name: 'ednaRefused', values }, code);
    }
    return fail(
        'rejected',
        { name: rule?.text ?? 'ednaRefused', values },
        rule === undefined && code !== '' ? code : String(status),
    );
}

/** The error for an answer that did not come. */
export function errorOfFailure(thrown: unknown): ChannelError {
    if (thrown instanceof HttpFailure && thrown.reached === 'no') {
        return refused('retry', thrown.reason ?? 'ednaUnreachable', {}, 'unreachable');
    }
    return refused('in-doubt', 'ednaSilent', {}, 'no-answer');
}

/** The error for something that is wrong before any call, or with what a call has told. */
export function refused(
    kind: ErrorKind,
    name: TextName,
    values: Readonly<Record<string, string>> = {},
    code?: string,
): ChannelError {
    return new ChannelError(CHANNEL, kind, { name, values }, code === undefined ? {} : { code });
}

import type { Answer } from '../fake.cjs';
import { type Exchanges, NoAnswer } from '../exchange.cjs';
import type { Slots } from './account.cjs';
import { wordsIn } from './content.cjs';
import { type Call, coded, permit } from './call.cjs';
import { isReachable } from './sending.cjs';

/** Longest address of a callback, in characters. */
const URL_LIMIT_CHARS = 500;

const NAMES = ['statusCallbackUrl', 'inMessageCallbackUrl', 'messageMatcherCallbackUrl'] as const;

/** Both are asked, and both must be answered with 200. */
const PROBES = ['GET', 'HEAD'] as const;

/** Sets where callbacks go; what was set before is replaced. Without `subjectId` for every channel of the account. */
export async function setCallback(call: Call): Promise<Answer> {
    const { account, body, post } = call;
    const slots: Slots = Object.fromEntries(
        NAMES.map((name) => [name, wordsIn(body[name])] as const).filter(([, url]) => url !== undefined),
    );
    const urls = [...new Set(Object.values(slots) as string[])];
    if (urls.length === 0) {
        return coded('url-not-specified');
    }
    const subjectId = body['subjectId'];
    const subject = account.subjects.find((one) => one.subjectId === subjectId);
    if (subject !== undefined) {
        permit(call, subject);
    } else if (subjectId !== undefined && subjectId !== null) {
        return coded('error-subject-unknown');
    }
    for (const url of urls) {
        const problem = await problemWith(url, post.exchanges);
        if (problem !== undefined) {
            return coded(problem);
        }
    }
    if (subject === undefined) {
        account.slots = { ...account.slots, ...slots };
        account.subjects.forEach((one) => (one.slots = { ...one.slots, ...slots }));
    } else {
        subject.slots = { ...subject.slots, ...slots };
    }
    return coded('ok');
}

async function problemWith(url: string, exchanges: Exchanges): Promise<string | undefined> {
    if (url.length > URL_LIMIT_CHARS) {
        return 'error-callback-url-max-length';
    }
    if (!isReachable(url)) {
        return 'error-callback-url-not-https';
    }
    for (const method of PROBES) {
        if (!(await answers200(method, url, exchanges))) {
            return 'error-callback-url-not-available';
        }
    }
    return undefined;
}

async function answers200(method: string, url: string, exchanges: Exchanges): Promise<boolean> {
    try {
        return (await exchanges.once({ method, url, headers: {} })).status === 200;
    } catch (error) {
        if (error instanceof NoAnswer) {
            return false;
        }
        throw error;
    }
}

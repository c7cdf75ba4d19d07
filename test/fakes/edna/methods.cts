import type { Answer } from '../fake.cjs';
import { Refusal } from './answers.cjs';
import type { Call } from './call.cjs';
import { setCallback } from './callback-set.cjs';
import { bodyIn } from './content.cjs';
import { channelProfile, getAll, getByRequest, history } from './lists.cjs';
import { legacySend, maxBotSend, maxSend, seedSend, templateSend } from './other-sends.cjs';
import { schedule } from './schedule.cjs';

export interface Method {
    readonly verb: 'GET' | 'POST';
    readonly path: RegExp;
    /** @throws Refusal */
    readonly run: (call: Call) => Answer | Promise<Answer>;
}

/** Everything that the fake can do, by the name that faults and the log use. A further method is a further line. */
export const METHODS: Readonly<Record<string, Method>> = {
    'channel-profile': { verb: 'GET', path: /^\/api\/channel-profile\/?$/, run: channelProfile },
    'get-all': { verb: 'POST', path: /^\/api\/cascade\/get-all\/?$/, run: getAll },
    schedule: { verb: 'POST', path: /^\/api\/cascade\/schedule$/, run: withBody(schedule) },
    'get-by-request': { verb: 'POST', path: /^\/api\/message-matchers\/get-by-request$/, run: withBody(getByRequest) },
    'callback-set': { verb: 'POST', path: /^\/api\/callback\/set$/, run: withBody(setCallback) },
    history: { verb: 'POST', path: /^\/api\/messages\/history$/, run: withBody(history) },
    'seed-send': { verb: 'POST', path: /^\/api\/messages\/send$/, run: withBody(seedSend) },
    'legacy-send': { verb: 'POST', path: /^\/api\/imOutMessage$/, run: withBody(legacySend) },
    'max-bot': { verb: 'POST', path: /^\/api\/v1\/out-messages\/max-bot$/, run: withBody(maxBotSend) },
    max: { verb: 'POST', path: /^\/api\/v1\/out-messages\/max$/, run: withBody(maxSend) },
    template: { verb: 'POST', path: /^\/api\/v1\/out-messages\/whatsapp\/template$/, run: withBody(templateSend) },
};

function withBody(run: (call: Call) => Answer | Promise<Answer>): Method['run'] {
    return (call) => {
        if (typeof call.request.body !== 'object' || call.request.body === null) {
            throw new Refusal('request-not-valid', 400, 'The body is no JSON object');
        }
        return run({ ...call, body: bodyIn(call.request.body) });
    };
}

import type { Answer, FakeRequest } from '../fake.cjs';
import { ok } from '../fake.cjs';
import type { Timers } from '../timers.cjs';
import { STARTING, failure } from './answers.cjs';
import { FILE_LIMIT_BYTES, SEND_FILE, SEND_MESSAGE, SETTINGS, problemWith } from './fields.cjs';
import { type Instance, type Settings, stateOf, widOf } from './instance.cjs';
import { lastOutgoingMessages, showMessagesQueue } from './lists.cjs';
import { lastIncomingMessages } from './received.cjs';
import { WAITING, stopsPushing } from './waiting.cjs';
import { LOGIN_METHODS } from './login.cjs';
import { readForm } from './multipart.cjs';
import { deleteMessage, editMessage } from './changes.cjs';
import { readChat, sendTyping } from './courtesies.cjs';
import { checkWhatsapp, getChats } from './identity.cjs';
import { sendContact, sendLocation } from './pieces.cjs';
import { getAvatar, getGroupData } from './people.cjs';
import { accept, goOn } from './sending.cjs';

export interface Call {
    readonly instance: Instance;
    readonly request: FakeRequest;
    readonly timers: Timers;
    /** How long a restart after `setSettings` takes, in milliseconds. */
    readonly restartMs: number;
}

export interface Method {
    readonly verb: 'GET' | 'POST' | 'DELETE';
    /** What stands behind the token, as a pattern. */
    readonly tail?: string;
    /** Requests a second and instance. green-api.com/en/docs/api/ratelimiter */
    readonly perSecond: number;
    readonly run: (call: Call) => Answer | Promise<Answer>;
}

/** A longer JSON body is refused. */
const BODY_LIMIT_BYTES = 100 * 1024;

/** Everything that the fake can do, by the name in the URL. A further method is a further line. */
export const METHODS: Readonly<Record<string, Method>> = {
    getSettings: { verb: 'GET', perSecond: 1, run: getSettings },
    setSettings: { verb: 'POST', perSecond: 1, run: withBody(setSettings) },
    getStateInstance: { verb: 'GET', perSecond: 1, run: ({ instance }) => ok({ stateInstance: stateOf(instance) }) },
    getWaSettings: { verb: 'GET', perSecond: 1, run: getWaSettings },
    sendMessage: { verb: 'POST', perSecond: 50, run: withBody(sendMessage) },
    sendFileByUpload: { verb: 'POST', perSecond: 50, run: sendFileByUpload },
    sendLocation: { verb: 'POST', perSecond: 50, run: withBody(sendLocation) },
    sendContact: { verb: 'POST', perSecond: 50, run: withBody(sendContact) },
    editMessage: { verb: 'POST', perSecond: 1, run: withBody(editMessage) },
    deleteMessage: { verb: 'POST', perSecond: 10, run: withBody(deleteMessage) },
    sendTyping: { verb: 'POST', perSecond: 50, run: withBody(sendTyping) },
    readChat: { verb: 'POST', perSecond: 10, run: withBody(readChat) },
    showMessagesQueue: { verb: 'GET', perSecond: 1, run: showMessagesQueue },
    getAvatar: { verb: 'POST', perSecond: 10, run: withBody(getAvatar) },
    getGroupData: { verb: 'POST', perSecond: 1, run: withBody(getGroupData) },
    lastOutgoingMessages: { verb: 'GET', perSecond: 1, run: lastOutgoingMessages },
    lastIncomingMessages: { verb: 'GET', perSecond: 1, run: lastIncomingMessages },
    ...WAITING,
    ...LOGIN_METHODS,
    checkWhatsapp: { verb: 'POST', perSecond: 10, run: withBody(checkWhatsapp) },
    getChats: { verb: 'GET', perSecond: 1, run: getChats },
};

export type Body = Readonly<Record<string, unknown>>;

function withBody(run: (call: Call, body: Body) => Answer): (call: Call) => Answer {
    return (call) => {
        const { request } = call;
        const now = call.timers.now();
        if (request.raw.length > BODY_LIMIT_BYTES) {
            return failure(500, request, now, 'request entity too large');
        }
        let body: unknown;
        try {
            body = JSON.parse(request.raw.toString('utf8')) as unknown;
        } catch {
            return failure(400, request, now, 'Unexpected token in JSON at position 0');
        }
        if (typeof body !== 'object' || body === null || Array.isArray(body)) {
            return failure(400, request, now, 'bad request data');
        }
        return run(call, body as Body);
    };
}

/** green-api.com/en/docs/api/account/GetSettings: the values in force, not those that a restart is about to bring. */
function getSettings({ instance }: Call): Answer {
    return ok({ wid: widOf(instance), ...instance.settings });
}

/** green-api.com/en/docs/api/account/SetSettings */
function setSettings({ instance, request, timers, restartMs }: Call, body: Body): Answer {
    const now = timers.now();
    if (Object.keys(body).length === 0) {
        return failure(400, request, now, "Validation failed. Details: 'value' must have at least 1 key");
    }
    const problem = problemWith(body, SETTINGS, 'refused');
    if (problem) {
        return failure(400, request, now, `Validation failed. Details: ${problem}`);
    }
    if (stateOf(instance) === 'starting') {
        return failure(400, request, now, STARTING);
    }
    const takeEffect = (): void => {
        instance.restarting = false;
        stopsPushing(instance, body as Settings, now);
        instance.settings = { ...instance.settings, ...(body as Settings) };
        instance.webhooks.wake();
        goOn(instance, timers);
    };
    if (restartMs === 0) {
        takeEffect();
    } else {
        instance.restarting = true;
        timers.after(restartMs, takeEffect);
    }
    return ok({ saveSettings: true });
}

/** green-api.com/en/docs/api/account/GetWaSettings: the account is only known while it works. */
function getWaSettings({ instance }: Call): Answer {
    const stateInstance = stateOf(instance);
    const isKnown = stateInstance === 'authorized';
    return ok({
        avatar: '',
        phone: isKnown ? instance.phone : '',
        stateInstance,
        deviceId: isKnown ? `${instance.phone}:7@c.us` : '',
    });
}

/** green-api.com/en/docs/api/sending/SendMessage */
function sendMessage({ instance, request, timers }: Call, body: Body): Answer {
    const now = timers.now();
    const problem = problemWith(body, SEND_MESSAGE, 'ignored');
    if (problem) {
        return failure(400, request, now, `Validation failed. Details: ${problem}`);
    }
    if (stateOf(instance) === 'starting') {
        return failure(400, request, now, STARTING);
    }
    const { chatId, message, quotedMessageId, typingTime } = body as {
        chatId: string;
        message: string;
        quotedMessageId?: string;
        typingTime?: number;
    };
    const typing = typingTime === undefined ? {} : { typingTime };
    const { idMessage } = accept(instance, { chatId, message, quotedMessageId, ...typing }, timers);
    return ok({ idMessage });
}

/** green-api.com/en/docs/api/sending/SendFileByUpload */
async function sendFileByUpload({ instance, request, timers }: Call): Promise<Answer> {
    const now = timers.now();
    const form = await readForm(request);
    const file = form?.files.find(({ field }) => field === 'file');
    if (form === undefined || file === undefined) {
        return failure(400, request, now, 'bad request data');
    }
    const problem = problemWith(form.fields, SEND_FILE, 'ignored');
    if (problem) {
        return failure(400, request, now, `Validation failed. Details: ${problem}`);
    }
    if (file.bytes.length > FILE_LIMIT_BYTES) {
        return failure(500, request, now, `file size ${file.bytes.length} exceeds the limit of 100 MB`);
    }
    if (stateOf(instance) === 'starting') {
        return failure(400, request, now, STARTING);
    }
    const { chatId = '', fileName = '', caption = '', quotedMessageId, typingTime } = form.fields;
    const { mimeType, bytes } = file;
    const typing = typingTime === undefined ? {} : { typingTime: Number(typingTime) };
    const sent = { chatId, message: caption, file: { fileName, mimeType, bytes }, quotedMessageId, ...typing };
    const { idMessage } = accept(instance, sent, timers);
    return ok({ idMessage, urlFile: `https://storage.example/${idMessage}/${encodeURIComponent(fileName)}` });
}

import type { Connection, Credentials } from '../../gateway/model';
import type { HttpRequest, HttpResponse } from '../../gateway/ports';
import type { Decoder } from '../../lib/decode';
import { record, tryDecode } from '../../lib/decode';
import { formOf } from '../../lib/multipart';
import type { Secret } from '../../lib/secrets';
import { reveal, secretOf } from '../../lib/secrets';
import type { ChannelPorts } from '../channel';
import { ChannelError } from '../channel';
import { errorOf, errorOfFailure, refusalIn, unlessRefused } from './errors';
import type { SendContact, SendFile, SendLocation, SendMessage } from './render';
import * as wire from './wire';

/** What every call needs: `{apiUrl}/waInstance{id}/{method}/{token}`, green-api.com/en/docs/api/request-format */
export interface Access {
    readonly id: string;
    readonly apiUrl: string;
    readonly token: Secret;
}

/** A file passes through two machines. A handler has 30 s in all. */
const FILE_TIMEOUT_MS = 25_000;

/** Where every instance can be reached, green-api.com/en/docs/api/recommendations/using-green-api-hosts */
const ANY_HOST = 'https://api.greenapi.com';
/** A host of GREEN-API itself: of some instances, or of all. Another one was named by an administrator. */
const OWN_HOST = /^https:\/\/(?:\d{4}\.)?api\.green-?api\.com$/;

/** The host of an instance: its first four digits (same page), unless told. */
export function accessOf(id: string, credentials: Credentials): Access {
    const told = credentials.plain.apiUrl ?? '';
    return {
        id,
        apiUrl: told === '' ? `https://${id.slice(0, 4)}.api.greenapi.com` : told.replace(/\/+$/, ''),
        token: credentials.secret.token ?? secretOf(''),
    };
}

/** The host that takes files. One that an administrator has named takes everything. */
export function mediaUrlOf(apiUrl: string): string {
    return OWN_HOST.test(apiUrl) ? apiUrl.replace('api.', 'media.') : apiUrl;
}

type Call = Pick<HttpRequest, 'json' | 'body' | 'timeoutMs'> & {
    readonly method: string;
    readonly host?: string;
    /** GET without, or POST where something is sent. */
    readonly verb?: 'DELETE';
    /** What stands behind the token. */
    readonly tail?: string;
};

/** Makes one call. The address holds the token and therefore never leaves this function. @throws ChannelError */
async function request(access: Access, ports: ChannelPorts, call: Call): Promise<HttpResponse> {
    const { method, host = access.apiUrl, verb, tail, ...more } = call;
    const [name, query] = method.split('?');
    const behind = `${tail === undefined ? '' : `/${tail}`}${query === undefined ? '' : `?${query}`}`;
    try {
        return await ports.http.request({
            method: verb ?? (more.json === undefined && more.body === undefined ? 'GET' : 'POST'),
            url: `${host}/waInstance${access.id}/${name}/${reveal(access.token)}${behind}`,
            ...more,
        });
    } catch (thrown) {
        throw errorOfFailure(thrown);
    }
}

/**
 * Makes one call and reads its answer. A host that knows nothing of the instance has done nothing: then any host may.
 * @throws ChannelError
 */
export async function call<T>(access: Access, ports: ChannelPorts, answer: Decoder<T>, how: Call): Promise<T> {
    let response = await request(access, ports, how);
    if (response.status === 404 && OWN_HOST.test(access.apiUrl) && access.apiUrl !== ANY_HOST) {
        const host = how.host === undefined ? ANY_HOST : mediaUrlOf(ANY_HOST);
        response = await request(access, ports, { ...how, host });
    }
    const decoded = response.status === 200 ? tryDecode(answer, response.json) : undefined;
    if (decoded !== undefined) {
        return decoded;
    }
    if (response.status === 200 && refusalIn(response) === undefined) {
        const words = { name: 'greenStrange', values: { method: how.method } } as const;
        throw new ChannelError('green-api', 'in-doubt', words, { code: '200' });
    }
    throw errorOf(response, [access.token]);
}

export const getSettings = (access: Access, ports: ChannelPorts) =>
    call(access, ports, wire.settings, { method: 'getSettings' });

/** Every setting, by GREEN-API's own names (account/GetSettings): the values in force. */
export const getAllSettings = (access: Access, ports: ChannelPorts) =>
    call(access, ports, record, { method: 'getSettings' });

export const getState = (access: Access, ports: ChannelPorts) =>
    call(access, ports, wire.state, { method: 'getStateInstance' });

export const getWaSettings = (access: Access, ports: ChannelPorts) =>
    call(access, ports, wire.waSettings, { method: 'getWaSettings' });

/** Changes the given settings only; restarts the instance, and holds after up to 5 minutes. */
export const setSettings = (access: Access, ports: ChannelPorts, changes: Readonly<Record<string, string>>) =>
    call(access, ports, wire.saved, { method: 'setSettings', json: changes });

/** Puts a message into the instance's queue and gives its id; the outcome comes later by webhook. */
export const sendMessage = (access: Access, ports: ChannelPorts, message: SendMessage) =>
    call(access, ports, wire.accepted, { method: 'sendMessage', json: message });

/** The same with a file, whose bytes go along. */
export function sendFile(
    access: Access,
    ports: ChannelPorts,
    { fileName, ...message }: SendFile,
    file: { readonly type: string; readonly bytes: Uint8Array },
): Promise<{ idMessage: string }> {
    const texts = Object.entries({ ...message, fileName }).map(([name, text]) => ({ name, text: String(text) }));
    const body = formOf([...texts, { name: 'file', fileName, ...file }]);
    return call(access, ports, wire.accepted, {
        method: 'sendFileByUpload',
        host: mediaUrlOf(access.apiUrl),
        body,
        timeoutMs: FILE_TIMEOUT_MS,
    });
}

export const sendLocation = (access: Access, ports: ChannelPorts, message: SendLocation) =>
    call(access, ports, wire.accepted, { method: 'sendLocation', json: message });

export const sendContact = (access: Access, ports: ChannelPorts, message: SendContact) =>
    call(access, ports, wire.accepted, { method: 'sendContact', json: message });

/** A message of a chat. */
interface Named {
    readonly chatId: string;
    readonly idMessage: string;
}

/** Changes a text; too late, nothing happens, and the answer is the same. The id may be that of the change. */
export const editMessage = (access: Access, ports: ChannelPorts, message: Named & { readonly message: string }) =>
    call(access, ports, unlessRefused(wire.edited), { method: 'editMessage', json: message });

/** Deletes a message for everybody. Answered without a word. */
export async function deleteMessage(access: Access, ports: ChannelPorts, message: Named): Promise<void> {
    await call(access, ports, unlessRefused(wire.edited), { method: 'deleteMessage', json: message });
}

/** Marks a chat as read, up to now. */
export async function readChat(access: Access, ports: ChannelPorts, chat: Pick<Named, 'chatId'>): Promise<void> {
    await call(access, ports, unlessRefused(wire.edited), { method: 'readChat', json: chat });
}

/** What waits to be sent. */
export const showMessagesQueue = (access: Access, ports: ChannelPorts) =>
    call(access, ports, wire.queue, { method: 'showMessagesQueue' });

/** What was sent in the last minutes; up to two minutes behind. */
export const lastOutgoingMessages = (access: Access, ports: ChannelPorts, minutes: number) =>
    call(access, ports, wire.outgoing, { method: `lastOutgoingMessages?minutes=${minutes}` });

export const accessTo = (connection: Connection): Access => accessOf(connection.id, connection.credentials);

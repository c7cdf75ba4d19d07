import type { Connection, Credentials } from '../../gateway/model';
import type { HttpResponse } from '../../gateway/ports';
import type { Decoder } from '../../lib/decode';
import { record, tryDecode } from '../../lib/decode';
import type { Secret } from '../../lib/secrets';
import { reveal, secretOf } from '../../lib/secrets';
import type { ChannelPorts } from '../channel';
import { ChannelError } from '../channel';
import { errorOf, errorOfFailure } from './errors';
import type { SendMessage } from './render';
import * as wire from './wire';

/** What every call needs: `{apiUrl}/waInstance{id}/{method}/{token}`, green-api.com/en/docs/api/request-format */
export interface Access {
    readonly id: string;
    readonly apiUrl: string;
    readonly token: Secret;
}

/** The host of an instance: its first four digits (green-api.com/en/docs/api/recommendations/using-green-api-hosts), unless told. */
export function accessOf(id: string, credentials: Credentials): Access {
    const told = credentials.plain.apiUrl ?? '';
    return {
        id,
        apiUrl: told === '' ? `https://${id.slice(0, 4)}.api.greenapi.com` : told.replace(/\/+$/, ''),
        token: credentials.secret.token ?? secretOf(''),
    };
}

/** Makes one call. The address holds the token and therefore never leaves this function. @throws ChannelError */
async function call<T>(
    access: Access,
    ports: ChannelPorts,
    method: string,
    answer: Decoder<T>,
    body?: object,
): Promise<T> {
    let response: HttpResponse;
    try {
        response = await ports.http.request({
            method: body === undefined ? 'GET' : 'POST',
            url: `${access.apiUrl}/waInstance${access.id}/${method}/${reveal(access.token)}`,
            ...(body === undefined ? {} : { json: body }),
        });
    } catch (thrown) {
        throw errorOfFailure(thrown);
    }
    const decoded = response.status === 200 ? tryDecode(answer, response.json) : undefined;
    if (decoded !== undefined) {
        return decoded;
    }
    if (response.status === 200) {
        throw new ChannelError('green-api', 'in-doubt', `GREEN-API answered ${method} in a form that is not known.`, {
            code: '200',
        });
    }
    throw errorOf(response, [access.token]);
}

export const getSettings = (access: Access, ports: ChannelPorts) => call(access, ports, 'getSettings', wire.settings);

/** Every setting, by GREEN-API's own names (account/GetSettings): the values in force. */
export const getAllSettings = (access: Access, ports: ChannelPorts) => call(access, ports, 'getSettings', record);

export const getState = (access: Access, ports: ChannelPorts) => call(access, ports, 'getStateInstance', wire.state);

export const getWaSettings = (access: Access, ports: ChannelPorts) =>
    call(access, ports, 'getWaSettings', wire.waSettings);

/** Changes the given settings only; restarts the instance, and holds after up to 5 minutes. */
export const setSettings = (access: Access, ports: ChannelPorts, changes: Readonly<Record<string, string>>) =>
    call(access, ports, 'setSettings', wire.saved, changes);

/** Puts a message into the instance's queue and gives its id; the outcome comes later by webhook. */
export const sendMessage = (access: Access, ports: ChannelPorts, message: SendMessage) =>
    call(access, ports, 'sendMessage', wire.accepted, message);

export const accessTo = (connection: Connection): Access => accessOf(connection.id, connection.credentials);

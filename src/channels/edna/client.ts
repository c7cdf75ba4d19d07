import type { HttpResponse } from '../../gateway/ports';
import type { Decoder } from '../../lib/decode';
import { tryDecode } from '../../lib/decode';
import { reveal } from '../../lib/secrets';
import type { ChannelPorts } from '../channel';
import { ChannelError } from '../channel';
import type { Access } from './account';
import { errorOf, errorOfFailure, refusalIn, refused } from './errors';
import * as wire from './wire';

interface Call {
    readonly path: string;
    /** GET without. */
    readonly json?: unknown;
}

/** Makes one call and reads its answer. Nothing of the key leaves this function. @throws ChannelError */
async function call<T>(
    { baseUrl, apiKey }: Access,
    { http }: Pick<ChannelPorts, 'http'>,
    answer: Decoder<T>,
    { path, json }: Call,
): Promise<T> {
    let response: HttpResponse;
    try {
        response = await http.request({
            method: json === undefined ? 'GET' : 'POST',
            url: `${baseUrl}${path}`,
            headers: { 'X-API-KEY': reveal(apiKey) },
            ...(json === undefined ? {} : { json }),
        });
    } catch (thrown) {
        throw errorOfFailure(thrown);
    }
    const isFine = response.status >= 200 && response.status < 300 && refusalIn(response) === undefined;
    const decoded = isFine ? tryDecode(answer, response.json) : undefined;
    if (decoded !== undefined) {
        return decoded;
    }
    throw isFine
        ? refused('in-doubt', 'ednaStrange', { path }, String(response.status))
        : errorOf(response, path, [apiKey]);
}

/** What has no effect at edna may be asked again, whatever became of it. @throws ChannelError, never `in-doubt` */
async function look<T>(access: Access, ports: ChannelPorts, answer: Decoder<T>, how: Call): Promise<T> {
    try {
        return await call(access, ports, answer, how);
    } catch (thrown) {
        if (thrown instanceof ChannelError && thrown.kind === 'in-doubt') {
            throw new ChannelError(
                thrown.channel,
                'retry',
                { name: 'ednaLookup', values: { path: how.path } },
                { code: thrown.code ?? '' },
            );
        }
        throw thrown;
    }
}

export const getProfiles = (access: Access, ports: ChannelPorts) =>
    look(access, ports, wire.profiles, { path: '/api/channel-profile' });

export const getCascades = (access: Access, ports: ChannelPorts) =>
    look(access, ports, wire.cascades, { path: '/api/cascade/get-all', json: {} });

/** The templates of a subject, of every kind of which messages can be sent. */
export const getMatchers = (access: Access, ports: ChannelPorts, subjectId: number) =>
    look(access, ports, wire.matchers, {
        path: '/api/message-matchers/get-by-request',
        json: { subjectId, matcherTypes: ['OPERATOR', 'USER', 'CUSTOM'] },
    });

/** Hands over one message, in the form that the path asks for. That it was accepted says nothing of its delivery. */
export const send = (access: Access, ports: ChannelPorts, path: string, json: object) =>
    call(access, ports, wire.accepted, { path, json });

/** Where a subject's callbacks go from now on, in place of what was set before. Always with a subject: else it is for all. */
export const setCallback = (access: Access, ports: ChannelPorts, subjectId: number, url: string) =>
    call(access, ports, wire.settled, {
        path: '/api/callback/set',
        json: { subjectId, inMessageCallbackUrl: url, statusCallbackUrl: url },
    });

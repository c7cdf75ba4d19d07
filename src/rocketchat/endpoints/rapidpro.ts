/**
 * The endpoints that RapidPro, mailroom and Weni call (docs/rapidpro.md). They stand at the app's own address, because
 * RapidPro cuts what is pasted behind the app's id. No answer of them is 502 to 504 or has `Retry-After`: mailroom would
 * call again, and lose the body on the way.
 */
import type { IApiEndpoint, IApiRequest, IApiResponse } from '@rocket.chat/apps-engine/definition/api';
import { rapidpro } from '../../channels/rapidpro/index';
import * as wire from '../../channels/rapidpro/wire';
import { callbackOf, connectionBySecret, setCallback } from '../../gateway/connections/connections';
import type { Gateway } from '../../gateway/gateway';
import type { Connection, Contact } from '../../gateway/model';
import { conversationKey } from '../../gateway/model';
import { endByProvider } from '../../gateway/threads/thread-ending';
import { receiveInThread } from '../../gateway/threads/thread-messages';
import { openThread } from '../../gateway/threads/thread-opening';
import { noteUsage } from '../../gateway/connections/usage';
import type { Decoded, Decoder } from '../../lib/decode';
import { decode, DecodeError } from '../../lib/decode';
import { text } from '../../lib/texts';
import type { Host } from '../compose';
import type { EndpointHandler } from './endpoint';
import { endpointOf, refuse } from './endpoint';
import { webhookOf } from './webhook';

const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;
const ADDRESS = /^https?:\/\/[^\s]{1,2000}$/i;

interface Call<T> {
    readonly gateway: Gateway;
    readonly connection: Connection;
    readonly body: T;
}

/** Every endpoint by its path, with the verbs that are published and those that do no harm. */
export function rapidproEndpoints(app: Host): IApiEndpoint[] {
    const settings = withBody(wire.settingsCall, putSettings);
    const room = withBody(wire.roomCall, openRoom);
    const close = withBody(wire.closeCall, closeRoom);
    const empty = authorized(() => Promise.resolve({ status: 204 }));
    return [
        endpointOf(app, 'secret.check', { get: empty, post: empty }),
        endpointOf(app, 'settings', { get: authorized(getSettings), put: settings, post: settings }),
        endpointOf(app, 'room', { get: room, post: room }),
        endpointOf(app, 'room.close', { get: close, post: close }),
        endpointOf(app, 'visitor-message', { post: withBody(wire.messageCall, receiveMessage) }),
    ];
}

/** Finds out by the App Secret whose call it is. */
function authorized(work: (call: Call<undefined>, request: IApiRequest) => Promise<IApiResponse>): EndpointHandler {
    return async ({ gateway, request }) => {
        const presented = rapidpro.authenticate(webhookOf(request));
        const connection = await connectionBySecret(gateway, rapidpro.name, presented);
        if (connection === undefined || connection === 'gone') {
            return refuse(403, 'The secret is missing or wrong. It is the App Secret in the settings of the app.');
        }
        noteUsage(gateway, connection, 'in');
        return work({ gateway, connection, body: undefined }, request);
    };
}

/** Reads the body. Some ways to here lose it (a redirect, a repeated call): that is told as what it is. */
function withBody<D extends Decoder<unknown>>(
    decoder: D,
    work: (call: Call<Decoded<D>>, request: IApiRequest) => Promise<IApiResponse>,
): EndpointHandler {
    return authorized(async (call, request) => {
        const headers = request.headers as Readonly<Record<string, string | undefined>>;
        if (!/^\s*application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) {
            return refuse(400, 'The content type must be application/json.');
        }
        const content = request.content as unknown;
        if (typeof content !== 'object' || content === null || Object.keys(content).length === 0) {
            return refuse(400, 'The body is empty. Redirects and some proxies lose the body of a GET.');
        }
        try {
            return await work({ ...call, body: decode(decoder, content) as Decoded<D> }, request);
        } catch (error) {
            if (error instanceof DecodeError) {
                return refuse(400, error.message);
            }
            throw error;
        }
    });
}

async function getSettings({ gateway, connection }: Call<undefined>): Promise<IApiResponse> {
    const url = await callbackOf(gateway, connection.channel, connection.id);
    return { status: 200, content: { webhook: { url } } };
}

/** RapidPro takes exactly 204 for success. The address is kept as it comes. */
async function putSettings({
    gateway,
    connection,
    body,
}: Call<Decoded<typeof wire.settingsCall>>): Promise<IApiResponse> {
    if (!ADDRESS.test(body.webhook.url)) {
        return refuse(400, 'webhook.url: expected an address that begins with http:// or https://');
    }
    await setCallback(gateway, connection, body.webhook.url);
    return { status: 204 };
}

async function openRoom({ gateway, connection, body }: Call<Decoded<typeof wire.roomCall>>): Promise<IApiResponse> {
    const { ticketID, priority = '', sessionStart = '', visitor } = body;
    const opened = await openThread(gateway, connection, {
        id: ticketID,
        contact: await contactOf(gateway, visitor),
        ...(visitor.department === undefined ? {} : { department: visitor.department }),
        welcome: {
            contactRef: visitor.contactUUID ?? '',
            fields: visitor.customFields ?? {},
            priority,
            startedAt: sessionStart,
            email: visitor.email ?? '',
        },
    });
    return 'refused' in opened ? refuse(400, opened.refused) : { status: 200, content: { id: opened.roomId } };
}

/** Nothing but the token is certain. An address that is none would keep Rocket.Chat from making the visitor. */
async function contactOf(
    gateway: Gateway,
    { token, name, phone, email }: Decoded<typeof wire.roomCall>['visitor'],
): Promise<Contact> {
    const told = [name, phone, email].map((one) => one?.trim() ?? '').find((one) => one !== '');
    return {
        address: token,
        name: told ?? text(await gateway.desk.language(), 'contactNamed', { token }),
        ...(phone?.trim() ? { phone: phone.trim() } : {}),
        ...(email !== undefined && EMAIL.test(email.trim()) ? { email: email.trim() } : {}),
    };
}

/** A room that is not there is as good as closed: RapidPro asks again for rooms that it has closed. */
async function closeRoom({ gateway, connection, body }: Call<Decoded<typeof wire.closeCall>>): Promise<IApiResponse> {
    const ended = await endByProvider(gateway, conversationKey(connection, body.visitor.token));
    return ended === 'ended' ? { status: 204 } : refuse(400, `Rocket.Chat does not close the room: ${ended.refused}`);
}

async function receiveMessage({
    gateway,
    connection,
    body,
}: Call<Decoded<typeof wire.messageCall>>): Promise<IApiResponse> {
    const parsed = rapidpro.parse(connection, body, gateway.clock.now());
    const events = parsed.kind === 'events' ? parsed.events.filter((event) => event.kind === 'message') : [];
    const id = await receiveInThread(gateway, connection, events);
    return id === undefined
        ? refuse(404, `Could not find a room for visitor token: ${body.visitor.token}`)
        : { status: 201, content: { id } };
}

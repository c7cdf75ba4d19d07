/**
 * Fetching webhooks that wait: only while no address is set, and about a minute after it was taken away
 * (green-api.com/en/docs/api/receiving/technology-http-api).
 */
import type { Decoder } from '../../lib/decode';
import { boolean, id, object, optional, unknown } from '../../lib/decode';
import type { Connection } from '../../gateway/model';
import type { ChannelPorts, WaitingWebhook, WebhookQueue } from '../channel';
import { ChannelError } from '../channel';
import * as client from './client';

/** The shortest that may be waited for one that comes, s; and how long that takes at most, ms. */
const WAIT_S = 5;
const TIMEOUT_MS = 15_000;

const waiting = object({ receiptId: id, body: unknown });
/** Nothing waits: the answer is the word null. */
const answer: Decoder<{ receiptId: string; body: unknown } | null> = (value, path) =>
    value === null ? null : waiting(value, path);

const dropped = object({ result: optional(boolean) });

export const queue: WebhookQueue = {
    wanted: ({ credentials }) => credentials.plain.unstick !== 'false',

    async address(connection: Connection, ports: ChannelPorts): Promise<string> {
        const { webhookUrl = '' } = await client.getSettings(client.accessTo(connection), ports);
        return webhookUrl;
    },

    async point(connection: Connection, url: string, ports: ChannelPorts): Promise<void> {
        const { saveSettings } = await client.setSettings(client.accessTo(connection), ports, { webhookUrl: url });
        if (!saveSettings) {
            throw new ChannelError('green-api', 'rejected', { name: 'greenNotSaved' });
        }
    },

    async first(connection: Connection, ports: ChannelPorts): Promise<WaitingWebhook | undefined> {
        const found = await client.call(client.accessTo(connection), ports, answer, {
            method: `receiveNotification?receiveTimeout=${WAIT_S}`,
            timeoutMs: TIMEOUT_MS,
        });
        return found === null ? undefined : { receipt: found.receiptId, body: found.body };
    },

    async drop(connection: Connection, receipt: string, ports: ChannelPorts): Promise<void> {
        await client.call(client.accessTo(connection), ports, dropped, {
            method: 'deleteNotification',
            verb: 'DELETE',
            tail: encodeURIComponent(receipt),
        });
    },
};

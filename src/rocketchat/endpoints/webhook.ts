import type { IApiEndpoint, IApiRequest, IApiResponse } from '@rocket.chat/apps-engine/definition/api';
import type { Channel, WebhookRequest } from '../../channels/channel';
import type { Received } from '../../gateway/inbox/receive';
import { receiveWebhook } from '../../gateway/inbox/receive';
import type { Host } from '../compose';
import { webhookPath } from '../../gateway/connections/webhooks';
import { endpointOf, refuse } from './endpoint';

/** What the provider is told. 503 makes it come again; 401 is for a wrong credential and nothing else. */
const ANSWERS: Readonly<Record<Received, (channel: Channel) => IApiResponse>> = {
    accepted: ({ answers }) => ({ status: 200, content: answers?.taken ?? {} }),
    unauthorized: () => refuse(401, 'The webhook token is missing or wrong.'),
    'store-failed': () => refuse(503, 'The message could not be kept. Please send it again.'),
};

/** Says that somebody is there, and nothing else: anybody may ask. */
const PROBED = {
    get: () => Promise.resolve({ status: 200, content: { status: 'ok' } }),
    head: () => Promise.resolve({ status: 200 }),
} as const;

/** `POST webhooks/<channel>`: where the channel's provider delivers. GET and HEAD where he looks first. */
export function webhookEndpoint(app: Host, channel: Channel): IApiEndpoint {
    return endpointOf(app, webhookPath(channel), {
        ...(channel.answers?.probes === true ? PROBED : {}),
        post: async ({ request, gateway }) =>
            ANSWERS[await receiveWebhook(gateway, channel, webhookOf(request))](channel),
    });
}

/** What a channel reads of a call. */
export function webhookOf({ headers, query, content }: IApiRequest): WebhookRequest {
    return { headers: { ...headers }, query: { ...query }, body: content as unknown };
}

import type { IApiEndpoint, IApiRequest, IApiResponse } from '@rocket.chat/apps-engine/definition/api';
import type { Channel, WebhookRequest } from '../../channels/channel';
import type { Received } from '../../gateway/receive';
import { receiveWebhook } from '../../gateway/receive';
import type { Host } from '../compose';
import { webhookPath } from '../webhooks';
import { endpointOf, refuse } from './endpoint';

/** What the provider is told. 503 makes it come again; 401 is for a wrong credential and nothing else. */
const ANSWERS: Readonly<Record<Received, () => IApiResponse>> = {
    accepted: () => ({ status: 200, content: {} }),
    unauthorized: () => refuse(401, 'The webhook token is missing or wrong.'),
    'store-failed': () => refuse(503, 'The message could not be kept. Please send it again.'),
};

/** `POST webhooks/<channel>`: where the channel's provider delivers. */
export function webhookEndpoint(app: Host, channel: Channel): IApiEndpoint {
    return endpointOf(app, webhookPath(channel), {
        post: async ({ request, gateway }) => ANSWERS[await receiveWebhook(gateway, channel, webhookOf(request))](),
    });
}

/** What a channel reads of a call. */
export function webhookOf({ headers, query, content }: IApiRequest): WebhookRequest {
    return { headers: { ...headers }, query: { ...query }, body: content as unknown };
}

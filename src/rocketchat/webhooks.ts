import type { Channel } from '../channels/channel';

/** The path of a channel's webhook below the app's public address. */
export function webhookPath(channel: Pick<Channel, 'name'>): string {
    return `webhooks/${channel.name}`;
}

/** The whole address that a provider is given (developer.rocket.chat, "Registering API Endpoints"). */
export function webhookAddress(workspace: string, appId: string, channel: Pick<Channel, 'name'>): string {
    return `${workspace}/api/apps/public/${appId}/${webhookPath(channel)}`;
}

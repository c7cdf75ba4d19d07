import type { Channel } from '../channels/channel';

/** The path of a channel's webhook below the app's public address. */
export function webhookPath(channel: Pick<Channel, 'name'>): string {
    return `webhooks/${channel.name}`;
}

/** Where the app's public endpoints stand in a workspace (developer.rocket.chat, "Registering API Endpoints"). */
export function appAddress(workspace: string, appId: string): string {
    return `${workspace}/api/apps/public/${appId}`;
}

/** The whole address that a provider is given. */
export function webhookAddress(workspace: string, appId: string, channel: Pick<Channel, 'name'>): string {
    return `${appAddress(workspace, appId)}/${webhookPath(channel)}`;
}

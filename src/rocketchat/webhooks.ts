import type { Channel } from '../channels/channel';
import { webhookPath } from '../gateway/connections/webhooks';

/** Where the app's public endpoints stand in a workspace (developer.rocket.chat, "Registering API Endpoints"). */
export function appAddress(workspace: string, appId: string): string {
    return `${workspace}/api/apps/public/${appId}`;
}

/** The whole address that a provider is given. */
export function webhookAddress(workspace: string, appId: string, channel: Pick<Channel, 'name'>): string {
    return `${appAddress(workspace, appId)}/${webhookPath(channel)}`;
}

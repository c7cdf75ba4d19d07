/** Everything that Rocket.Chat calls, and how it gets to know it. */
import type { IConfigurationExtend } from '@rocket.chat/apps-engine/definition/accessors';
import { ApiSecurity, ApiVisibility } from '@rocket.chat/apps-engine/definition/api';
import { channels } from '../channels/registry';
import { messageOf } from '../lib/error';
import { commands } from './commands/registry';
import { slashCommandOf } from './commands/slash-command';
import type { Host } from './compose';
import { filesEndpoint } from './endpoints/files';
import { healthEndpoint } from './endpoints/health';
import { loginEndpoint } from './endpoints/login';
import { rapidproEndpoints } from './endpoints/rapidpro';
import { webhookEndpoint } from './endpoints/webhook';
import { jobs } from './jobs';
import { settings } from './settings';

export {
    onAgentAssigned,
    onMessageDeleted,
    onMessageSent,
    onMessageUpdated,
    onRoomClosed,
    onRoomStarted,
} from './events';
export { onBlockAction } from './interactions';
export { onViewSubmit } from './ui/submit';

/** Registers settings, endpoints, jobs and commands. */
export async function register(app: Host, configuration: IConfigurationExtend): Promise<void> {
    for (const setting of settings) {
        await configuration.settings.provideSetting(setting);
    }
    await configuration.api.provideApi({
        visibility: ApiVisibility.PUBLIC,
        security: ApiSecurity.UNSECURE,
        endpoints: [
            healthEndpoint(app),
            filesEndpoint(app),
            loginEndpoint(app),
            ...channels
                .filter((channel) => channel.close === undefined)
                .map((channel) => webhookEndpoint(app, channel)),
            ...rapidproEndpoints(app),
        ],
    });
    await configuration.scheduler.registerProcessors(jobs(app));
    for (const command of commands) {
        try {
            await configuration.slashCommands.provideSlashCommand(slashCommandOf(app, command));
        } catch (error) {
            // Names are unique in a workspace. Another app's command must not keep the rest of this one from working.
            app.process.foreignCommands.push(command.name);
            app.getLogger().error(
                `The command /${command.name} belongs to another app and is not available here: ${messageOf(error)}`,
            );
        }
    }
}

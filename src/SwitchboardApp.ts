import type {
    IAppAccessors,
    IAppInstallationContext,
    IConfigurationExtend,
    IHttp,
    ILogger,
    IModify,
    IPersistence,
    IRead,
} from '@rocket.chat/apps-engine/definition/accessors';
import { ApiSecurity, ApiVisibility } from '@rocket.chat/apps-engine/definition/api';
import { App } from '@rocket.chat/apps-engine/definition/App';
import type {
    ILivechatEventContext,
    ILivechatRoom,
    IPostLivechatAgentAssigned,
    IPostLivechatRoomClosed,
    IPostLivechatRoomStarted,
} from '@rocket.chat/apps-engine/definition/livechat';
import type {
    IMessage,
    IPostMessageDeleted,
    IPostMessageSent,
    IPostMessageUpdated,
} from '@rocket.chat/apps-engine/definition/messages';
import type { IAppInfo } from '@rocket.chat/apps-engine/definition/metadata';
import type {
    IUIKitInteractionHandler,
    IUIKitResponse,
    UIKitBlockInteractionContext,
} from '@rocket.chat/apps-engine/definition/uikit';
import { channels } from './channels/registry';
import { messageOf } from './lib/error';
import { commands } from './rocketchat/commands/registry';
import { slashCommandOf } from './rocketchat/commands/command';
import type { Process } from './rocketchat/compose';
import { makeOwnSecret, newProcess } from './rocketchat/compose';
import { filesEndpoint } from './rocketchat/endpoints/files';
import { healthEndpoint } from './rocketchat/endpoints/health';
import { rapidproEndpoints } from './rocketchat/endpoints/rapidpro';
import { webhookEndpoint } from './rocketchat/endpoints/webhook';
import {
    onAgentAssigned,
    onMessageDeleted,
    onMessageSent,
    onMessageUpdated,
    onRoomClosed,
    onRoomStarted,
} from './rocketchat/events';
import { onBlockAction } from './rocketchat/interactions';
import { jobs } from './rocketchat/jobs';
import { settings } from './rocketchat/settings';

/** The class that Rocket.Chat loads. It registers what the app has, and hands every call on. */
export default class SwitchboardApp
    extends App
    implements
        IPostMessageSent,
        IPostMessageUpdated,
        IPostMessageDeleted,
        IPostLivechatRoomStarted,
        IPostLivechatAgentAssigned,
        IPostLivechatRoomClosed,
        IUIKitInteractionHandler
{
    public readonly process: Process;

    constructor(info: IAppInfo, logger: ILogger, accessors?: IAppAccessors) {
        super(info, logger, accessors);
        this.process = newProcess({ appId: info.id, username: `${info.nameSlug}.bot` });
    }

    public override async onInstall(
        _context: IAppInstallationContext,
        read: IRead,
        _http: IHttp,
        persistence: IPersistence,
    ): Promise<void> {
        await makeOwnSecret(read, persistence);
    }

    public async executePostMessageSent(
        message: IMessage,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<void> {
        await onMessageSent(this, message, { read, http, persistence, modify });
    }

    public async executePostMessageUpdated(
        message: IMessage,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<void> {
        await onMessageUpdated(this, message, { read, http, persistence, modify });
    }

    public async executePostMessageDeleted(
        message: IMessage,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<void> {
        await onMessageDeleted(this, message, { read, http, persistence, modify });
    }

    public async executePostLivechatRoomStarted(
        room: ILivechatRoom,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify?: IModify,
    ): Promise<void> {
        await onRoomStarted(this, room, { read, http, persistence, modify: modify as IModify });
    }

    public async executePostLivechatAgentAssigned(
        { room }: ILivechatEventContext,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify?: IModify,
    ): Promise<void> {
        await onAgentAssigned(this, room, { read, http, persistence, modify: modify as IModify });
    }

    public async executePostLivechatRoomClosed(
        room: ILivechatRoom,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify?: IModify,
    ): Promise<void> {
        await onRoomClosed(this, room, { read, http, persistence, modify: modify as IModify });
    }

    public async executeBlockActionHandler(
        context: UIKitBlockInteractionContext,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<IUIKitResponse> {
        return onBlockAction(this, context, { read, http, persistence, modify });
    }

    protected override async extendConfiguration(configuration: IConfigurationExtend): Promise<void> {
        for (const setting of settings) {
            await configuration.settings.provideSetting(setting);
        }
        await configuration.api.provideApi({
            visibility: ApiVisibility.PUBLIC,
            security: ApiSecurity.UNSECURE,
            endpoints: [
                healthEndpoint(this),
                filesEndpoint(this),
                ...channels
                    .filter((channel) => channel.close === undefined)
                    .map((channel) => webhookEndpoint(this, channel)),
                ...rapidproEndpoints(this),
            ],
        });
        await configuration.scheduler.registerProcessors(jobs(this));
        for (const command of commands) {
            try {
                await configuration.slashCommands.provideSlashCommand(slashCommandOf(this, command));
            } catch (error) {
                // Names are unique in a workspace. Another app's command must not keep the rest of this one from working.
                this.process.foreignCommands.push(command.name);
                this.getLogger().error(
                    `The command /${command.name} belongs to another app and is not available here: ${messageOf(error)}`,
                );
            }
        }
    }
}

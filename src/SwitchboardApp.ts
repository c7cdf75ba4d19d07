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
    UIKitViewSubmitInteractionContext,
} from '@rocket.chat/apps-engine/definition/uikit';
import type * as Handlers from './rocketchat/handlers';
import type { Process } from './rocketchat/process';
import { newProcess } from './rocketchat/process';

/**
 * All that the app does, loaded when Rocket.Chat first calls and not together with this file: the packager runs this file
 * without remembering what it has loaded, so it would load every other one once for every way of imports that leads there.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be loaded together with this file
const handlers = (): typeof Handlers => require('./rocketchat/handlers') as typeof Handlers;

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
        await handlers().makeOwnSecret(read, persistence);
    }

    public async executePostMessageSent(
        message: IMessage,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<void> {
        await handlers().onMessageSent(this, message, { read, http, persistence, modify });
    }

    public async executePostMessageUpdated(
        message: IMessage,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<void> {
        await handlers().onMessageUpdated(this, message, { read, http, persistence, modify });
    }

    public async executePostMessageDeleted(
        message: IMessage,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<void> {
        await handlers().onMessageDeleted(this, message, { read, http, persistence, modify });
    }

    public async executePostLivechatRoomStarted(
        room: ILivechatRoom,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify?: IModify,
    ): Promise<void> {
        await handlers().onRoomStarted(this, room, { read, http, persistence, modify: modify as IModify });
    }

    public async executePostLivechatAgentAssigned(
        { room }: ILivechatEventContext,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify?: IModify,
    ): Promise<void> {
        await handlers().onAgentAssigned(this, room, { read, http, persistence, modify: modify as IModify });
    }

    public async executePostLivechatRoomClosed(
        room: ILivechatRoom,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify?: IModify,
    ): Promise<void> {
        await handlers().onRoomClosed(this, room, { read, http, persistence, modify: modify as IModify });
    }

    public async executeBlockActionHandler(
        context: UIKitBlockInteractionContext,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<IUIKitResponse> {
        return handlers().onBlockAction(this, context, { read, http, persistence, modify });
    }

    public async executeViewSubmitHandler(
        context: UIKitViewSubmitInteractionContext,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<IUIKitResponse> {
        return handlers().onViewSubmit(this, context, { read, http, persistence, modify });
    }

    protected override async extendConfiguration(configuration: IConfigurationExtend): Promise<void> {
        await handlers().register(this, configuration);
    }
}

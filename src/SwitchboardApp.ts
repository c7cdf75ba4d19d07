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
import type * as Entrances from './rocketchat/entrances';
import type { Process } from './rocketchat/process';
import { forgetSettings, makeOwnSecret, newProcess } from './rocketchat/process';

/**
 * Where Rocket.Chat's calls come in. Loaded when the app is started and not with the class: the published packager runs
 * this file, and every module once for each path of imports that leads to it, which are tens of thousands.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import statement is carried out at once
const entrances = (): typeof Entrances => require('./rocketchat/entrances') as typeof Entrances;

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

    /** On every server, whichever has taken the change. */
    public override onSettingUpdated(): Promise<void> {
        forgetSettings(this.process);
        return Promise.resolve();
    }

    public async executePostMessageSent(
        message: IMessage,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<void> {
        const { onMessageSent } = entrances();
        await onMessageSent(this, message, { read, http, persistence, modify });
    }

    public async executePostMessageUpdated(
        message: IMessage,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<void> {
        const { onMessageUpdated } = entrances();
        await onMessageUpdated(this, message, { read, http, persistence, modify });
    }

    public async executePostMessageDeleted(
        message: IMessage,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<void> {
        const { onMessageDeleted } = entrances();
        await onMessageDeleted(this, message, { read, http, persistence, modify });
    }

    public async executePostLivechatRoomStarted(
        room: ILivechatRoom,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify?: IModify,
    ): Promise<void> {
        const { onRoomStarted } = entrances();
        await onRoomStarted(this, room, { read, http, persistence, modify: modify as IModify });
    }

    public async executePostLivechatAgentAssigned(
        { room }: ILivechatEventContext,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify?: IModify,
    ): Promise<void> {
        const { onAgentAssigned } = entrances();
        await onAgentAssigned(this, room, { read, http, persistence, modify: modify as IModify });
    }

    public async executePostLivechatRoomClosed(
        room: ILivechatRoom,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify?: IModify,
    ): Promise<void> {
        const { onRoomClosed } = entrances();
        await onRoomClosed(this, room, { read, http, persistence, modify: modify as IModify });
    }

    public async executeBlockActionHandler(
        context: UIKitBlockInteractionContext,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<IUIKitResponse> {
        const { onBlockAction } = entrances();
        return onBlockAction(this, context, { read, http, persistence, modify });
    }

    public async executeViewSubmitHandler(
        context: UIKitViewSubmitInteractionContext,
        read: IRead,
        http: IHttp,
        persistence: IPersistence,
        modify: IModify,
    ): Promise<IUIKitResponse> {
        const { onViewSubmit } = entrances();
        return onViewSubmit(this, context, { read, http, persistence, modify });
    }

    protected override async extendConfiguration(configuration: IConfigurationExtend): Promise<void> {
        const { register } = entrances();
        await register(this, configuration);
    }
}

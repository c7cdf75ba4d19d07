import type { IHttp, IModify, IPersistence, IRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { ISlashCommand, SlashCommandContext } from '@rocket.chat/apps-engine/definition/slashcommands';
import type { IUser } from '@rocket.chat/apps-engine/definition/users';
import { ChannelError } from '../../channels/channel';
import type { Gateway } from '../../gateway/gateway';
import type { Note } from '../../gateway/ports';
import { messageOf } from '../../lib/error';
import type { TextName } from '../../lib/texts';
import { text } from '../../lib/texts';
import type { Host } from '../compose';
import { gatewayFor } from '../compose';
import { written } from '../notes';

/** Who may use a command. The roles are Rocket.Chat's own, as it hands over the caller. */
export type Audience = 'admin' | 'agent' | 'desk';

const ROLES: Readonly<Record<Audience, { readonly roles: readonly string[]; readonly refusal: TextName }>> = {
    admin: { roles: ['admin'], refusal: 'onlyAdmins' },
    agent: { roles: ['livechat-agent'], refusal: 'onlyAgents' },
    desk: { roles: ['admin', 'livechat-manager', 'livechat-agent'], refusal: 'onlySwitchboard' },
};

/** Whether a user sees everybody's things, or only his own. */
export function seesAll(user: IUser): boolean {
    return user.roles.includes('admin') || user.roles.includes('livechat-manager');
}

export interface CommandCall {
    readonly args: readonly string[];
    readonly caller: IUser;
    /** Id of this app, a part of its addresses. */
    readonly appId: string;
    /** Commands of this app that another app has. */
    readonly foreignCommands: readonly string[];
    readonly read: IRead;
    readonly gateway: Gateway;
    /** A text in the caller's language. */
    readonly say: (name: TextName, values?: Readonly<Record<string, string>>) => string;
}

/** One slash command, in its own file. */
export interface Command {
    readonly name: string;
    /** Arguments as shown to the user, for example `[instance-id] [instance-token]`. */
    readonly params: string;
    readonly audience: Audience;
    /** How many arguments there may be; another number is answered with the usage. */
    readonly takes: readonly number[];
    /** Gives what the caller is told, and nobody else. */
    run(call: CommandCall): Promise<string | Note>;
}

export function languageOf(user: IUser): string {
    const settings = user.settings as { preferences?: { language?: string } } | null | undefined;
    return settings?.preferences?.language ?? 'en';
}

/** The command as the platform wants it: checks the role and the arguments, answers the caller alone, and never throws. */
export function slashCommandOf(app: Host, command: Command): ISlashCommand {
    const slashCommand: ISlashCommand & { app: Host } = {
        app,
        command: command.name,
        i18nParamsExample: command.params,
        i18nDescription: `command_${command.name.replace(/[^a-z]/g, '_')}`,
        providesPreview: false,
        async executor(
            this: { app: Host },
            context: SlashCommandContext,
            read: IRead,
            modify: IModify,
            http: IHttp,
            persistence: IPersistence,
        ) {
            const answer = await answerTo(this.app, command, context, { read, modify, http, persistence });
            const note = typeof answer === 'string' ? { text: answer, buttons: [] } : answer;
            const builder = modify.getCreator().startMessage().setRoom(context.getRoom());
            const message = written(builder, note, this.app.process.us).getMessage();
            await modify.getNotifier().notifyUser(context.getSender(), message);
        },
    };
    return slashCommand;
}

async function answerTo(
    app: Host,
    command: Command,
    context: SlashCommandContext,
    accessors: { read: IRead; modify: IModify; http: IHttp; persistence: IPersistence },
): Promise<string | Note> {
    const caller = context.getSender();
    const language = languageOf(caller);
    const args = context.getArguments().filter((argument) => argument !== '');
    const { roles, refusal } = ROLES[command.audience];
    if (!caller.roles.some((role) => roles.includes(role))) {
        return text(language, refusal);
    }
    if (!command.takes.includes(args.length)) {
        return text(language, 'usage', { command: command.name, params: command.params });
    }
    try {
        const gateway = gatewayFor(app, accessors);
        return await command.run({
            args,
            caller,
            appId: app.process.us.appId,
            foreignCommands: app.process.foreignCommands,
            read: accessors.read,
            gateway,
            say: (name, values) => text(language, name, values),
        });
    } catch (error) {
        app.getLogger().error(`/${command.name} failed: ${messageOf(error)}`);
        const reason = error instanceof ChannelError ? error.inLanguage(language) : 'the log of the app says more.';
        return text(language, 'somethingFailed', { reason });
    }
}

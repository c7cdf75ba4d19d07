import type { IRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { IUIKitSurfaceViewParam } from '@rocket.chat/apps-engine/definition/accessors/IUIController';
import type { IUser } from '@rocket.chat/apps-engine/definition/users';
import type { Gateway } from '../../gateway/gateway';
import type { Note, Room } from '../../gateway/ports';
import type { TextName } from '../../lib/texts';
import type { Form } from '../ui/form';

/** Who may use a command. The roles are Rocket.Chat's own, as it hands over the caller. */
export type Audience = 'everybody' | 'admin' | 'agent' | 'admin-or-agent' | 'desk';

interface Rule {
    /** One of these; undefined for everybody. */
    readonly roles: readonly string[] | undefined;
    readonly refusal: TextName;
}

const RULES: Readonly<Record<Audience, Rule>> = {
    everybody: { roles: undefined, refusal: 'onlySwitchboard' },
    admin: { roles: ['admin'], refusal: 'onlyAdmins' },
    agent: { roles: ['livechat-agent'], refusal: 'onlyAgents' },
    'admin-or-agent': { roles: ['admin', 'livechat-agent'], refusal: 'onlyAdminsAndAgents' },
    desk: { roles: ['admin', 'livechat-manager', 'livechat-agent'], refusal: 'onlySwitchboard' },
};

/** Why a user may not use a command, if he may not. */
export function refusalFor({ audience }: Pick<Command, 'audience'>, user: IUser): TextName | undefined {
    const { roles, refusal } = RULES[audience];
    return roles === undefined || user.roles.some((role) => roles.includes(role)) ? undefined : refusal;
}

export interface CommandCall {
    readonly args: readonly string[];
    readonly caller: IUser;
    /** The room with a contact in which it was given; undefined for every other room. */
    readonly room: Room | undefined;
    /** Names this giving of the command: the same where the platform or a client brings it twice. */
    readonly giving: string;
    /** Of the caller. */
    readonly language: string;
    /** Id of this app, a part of its addresses. */
    readonly appId: string;
    /** Commands of this app that another app has. */
    readonly foreignCommands: readonly string[];
    readonly read: IRead;
    readonly gateway: Gateway;
    /**
     * Opens a window for the caller, within 5 s of the command; whether his client shows it is not told. Missing where it
     * shows none.
     */
    readonly show?: (view: IUIKitSurfaceViewParam) => Promise<void>;
    /** A text in the caller's language. */
    readonly say: (name: TextName, values?: Readonly<Record<string, string>>) => string;
}

/** One slash command, in its own file. */
export interface Command {
    readonly name: string;
    /** Arguments as shown to the user, for example `[instance-id] [instance-token]`. */
    readonly params: string;
    readonly audience: Audience;
    /** How many arguments there may be, `some` for one or more; another number is answered with the usage. */
    readonly takes: readonly number[] | 'some';
    /** Opens where the command is typed alone. Its fields are the arguments. */
    readonly form?: Form;
    /**
     * The form as it is to be opened here and now, with options that had to be asked for; or what is said in its place. For
     * some 3 s at most: the chance to open it lasts 5.
     */
    formNow?(call: CommandCall): Promise<Form | string>;
    /** What it does in a few words, and how it is typed. */
    readonly help: { readonly what: TextName; readonly example: string };
    /** Gives what the caller is told, and nobody else. */
    run(call: CommandCall): Promise<string | Note>;
}

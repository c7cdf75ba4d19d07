import type { IRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { IUser } from '@rocket.chat/apps-engine/definition/users';

/** Roles that answer in anybody's chats: they need not register. */
const EVERYWHERE: readonly string[] = ['admin', 'livechat-manager', 'bot'];

/** Whether a user is an administrator, a Livechat manager or a bot, by what Rocket.Chat itself says of him. */
export async function answersAnywhere(read: IRead, userId: string): Promise<boolean> {
    const user = (await read.getUserReader().getById(userId)) as Partial<IUser> | null | undefined;
    return String(user?.type) === 'bot' || (user?.roles ?? []).some((role) => EVERYWHERE.includes(role));
}

/** Whether a user sees everybody's things, or only his own. */
export function seesAll(user: IUser): boolean {
    return user.roles.includes('admin') || user.roles.includes('livechat-manager');
}

/** The language that a user has chosen. */
export function languageOf(user: IUser): string {
    const settings = user.settings as { preferences?: { language?: string } } | null | undefined;
    return settings?.preferences?.language ?? 'en';
}

/** A user who is a Livechat agent; Rocket.Chat opens no room for one who was once, but is none any more. */
export async function agentById(read: IRead, userId: string): Promise<IUser | undefined> {
    const user = (await read.getUserReader().getById(userId)) as Partial<IUser> | null | undefined;
    return user?.roles?.includes('livechat-agent') === true ? (user as IUser) : undefined;
}

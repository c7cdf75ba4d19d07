import type { IRoom } from '@rocket.chat/apps-engine/definition/rooms';
import type { IUser } from '@rocket.chat/apps-engine/definition/users';
import { messageOf } from '../../lib/error';
import { text } from '../../lib/texts';
import { callOf } from '../commands/answer';
import type { Command } from '../commands/command';
import type { Accessors, Host } from '../compose';
import { gatewayFor } from '../compose';
import { languageOf } from '../people';
import { openForm } from './form';

/** Somebody who looks at a room, and the chance to open a form for him. */
export interface Viewer {
    readonly caller: IUser;
    readonly room: IRoom;
    /** Missing where his client knows no forms. */
    readonly triggerId: string | undefined;
}

/**
 * Opens the form of a command, if it has one. Gives what is said beside it, or in its place; nothing where none can be
 * opened. Before anything else is asked of anybody: the chance lasts 5 s.
 */
export async function openFor(
    app: Host,
    command: Command,
    typed: readonly string[],
    { caller, room, triggerId }: Viewer,
    accessors: Accessors,
): Promise<string | undefined> {
    const { name, params } = command;
    if (command.form === undefined || !triggerId) {
        return undefined;
    }
    const language = languageOf(caller);
    const to = { user: caller, triggerId, appId: app.process.us.appId, language };
    try {
        const given = { args: typed, caller, room, giving: triggerId };
        const form =
            command.formNow === undefined
                ? command.form
                : await command.formNow(callOf(app, gatewayFor(app, accessors), given, accessors));
        if (typeof form === 'string') {
            return form;
        }
        await openForm(accessors.modify, form, { command: name, roomId: room.id }, typed, to);
        // Whether it is shown nobody tells: some clients show no forms, and the permission for it may be missing.
        return text(language, 'formOpened', { command: name, params });
    } catch (error) {
        app.getLogger().error(`The form of /${name} could not be opened: ${messageOf(error)}`);
        return undefined;
    }
}

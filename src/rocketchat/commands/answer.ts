import type { IRoom } from '@rocket.chat/apps-engine/definition/rooms';
import type { IUser } from '@rocket.chat/apps-engine/definition/users';
import { ChannelError } from '../../channels/channel';
import type { Gateway } from '../../gateway/gateway';
import { newName } from '../../gateway/gateway';
import type { Note } from '../../gateway/ports';
import { HttpFailure } from '../../gateway/ports';
import { messageOf } from '../../lib/error';
import { messageIdFor } from '../../lib/ids';
import { text } from '../../lib/texts';
import type { Accessors, Host } from '../compose';
import { gatewayFor } from '../compose';
import { roomOf } from '../desk';
import { written } from '../notes';
import { languageOf } from '../people';
import type { Command, CommandCall } from './command';

/** A command that somebody has given, with arguments or by its form. */
export interface Given {
    readonly command: Command;
    readonly args: readonly string[];
    readonly caller: IUser;
    /** Where he is told, while he is there. */
    readonly room: IRoom | null | undefined;
    /** What names this giving of it, where the client has given a name. */
    readonly giving: string | undefined;
    /** By which a window can be opened for him, for 5 s. */
    readonly triggerId?: string | undefined;
    /** Said below the answer. */
    readonly remark: string;
    /** How long the platform may be kept waiting, ms. */
    readonly patienceMs: number;
}

/**
 * Carries a command out and tells the caller alone what came of it: in the room, while he waits for it; as a direct
 * message where it takes longer. Never throws.
 */
export async function answer(app: Host, given: Given, accessors: Accessors): Promise<void> {
    const gateway = gatewayFor(app, accessors);
    const logger = app.getLogger();
    const { command, caller, room, remark } = given;
    const done: Note[] = [];
    const work = carryOut(app, gateway, given, accessors).then((answered) => {
        const note = typeof answered === 'string' ? { text: answered, buttons: [] } : answered;
        done.push(remark === '' ? note : { ...note, text: `${note.text}\n${remark}` });
    });
    await gateway.clock.atMost(given.patienceMs, work);
    const [note] = done;
    if (note !== undefined && room) {
        await whisper(app, accessors, caller, room, note);
        return;
    }
    if (room) {
        const later = text(languageOf(caller), 'answerLater', { command: command.name });
        await whisper(app, accessors, caller, room, { text: later, buttons: [] });
    }
    const direct = async (): Promise<void> => {
        await work;
        const id = messageIdFor(await gateway.site.secret(), `answer ${newName(gateway.memory)}`, 0);
        for (const late of done) {
            await gateway.desk.directNote(caller.id, id, late);
        }
    };
    gateway.log.answered();
    direct().catch((error: unknown) => {
        logger.error(`What came of /${command.name} could not be told: ${messageOf(error)}`);
    });
}

/** Shows something to one user in a room, as long as he looks. */
export async function whisper(
    app: Host,
    { modify }: Pick<Accessors, 'modify'>,
    user: IUser,
    room: IRoom,
    note: Note,
): Promise<void> {
    const builder = modify.getCreator().startMessage().setRoom(room);
    await modify.getNotifier().notifyUser(user, written(builder, note, app.process.us).getMessage());
}

/** What a command is told of the moment in which it was given. */
export function callOf(
    app: Host,
    gateway: Gateway,
    { args, caller, room, giving, triggerId }: Pick<Given, 'args' | 'caller' | 'room' | 'giving' | 'triggerId'>,
    { read, modify }: Accessors,
): CommandCall {
    const { us, foreignCommands } = app.process;
    const language = languageOf(caller);
    return {
        args,
        caller,
        room: roomOf(room, us),
        // What is left out arrives as null.
        giving: giving ? `${caller.id} ${giving}` : newName(gateway.memory),
        language,
        appId: us.appId,
        foreignCommands,
        read,
        gateway,
        ...(triggerId ? { show: (view) => modify.getUiController().openSurfaceView(view, { triggerId }, caller) } : {}),
        say: (name, values) => text(language, name, values),
    };
}

async function carryOut(app: Host, gateway: Gateway, given: Given, accessors: Accessors): Promise<string | Note> {
    const { command, caller } = given;
    const language = languageOf(caller);
    try {
        return await command.run(callOf(app, gateway, given, accessors));
    } catch (error) {
        gateway.log.error(`/${command.name} failed: ${messageOf(error)}`);
        return text(language, 'somethingFailed', {
            reason: reasonFor(error, language) ?? text(language, 'reasonInLog'),
        });
    }
}

/** What a person may read of an error. */
function reasonFor(error: unknown, language: string): string | undefined {
    if (error instanceof ChannelError) {
        return error.inLanguage(language);
    }
    return error instanceof HttpFailure ? error.reason : undefined;
}

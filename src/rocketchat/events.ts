import type { IHttp, IModify, IPersistence, IRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { IMessage } from '@rocket.chat/apps-engine/definition/messages';
import type { Reply } from '../gateway/model';
import { deliver } from '../gateway/outbox';
import type { Room } from '../gateway/ports';
import type { Host } from './compose';
import { gatewayFor } from './compose';
import type { Us } from './desk';
import { roomOf } from './desk';

/** Members that the platform passes along without typing them. */
interface Untyped {
    readonly token?: string | null;
    readonly type?: string | null;
    readonly _unmappedProperties_?: { readonly t?: string | null } | null;
}

/**
 * What an agent wrote to a contact of ours, or `undefined` for everything else that is posted: other rooms, the
 * contact's own words, ours, and the system's. The event comes for every message of the workspace, so this makes no call.
 */
export function replyIn(message: IMessage, us: Us): { reply: Reply; room: Room } | undefined {
    const room = roomOf(message.room, us);
    const { token, type, _unmappedProperties_: unmapped } = message as unknown as Untyped;
    const sender = message.sender as IMessage['sender'] | null | undefined;
    if (room === undefined || token || type || unmapped?.t || !sender || sender.username === us.username) {
        return undefined;
    }
    if (!message.id || !message.text) {
        return undefined;
    }
    const reply: Reply = {
        id: message.id,
        roomId: room.id,
        author: { id: sender.id, name: sender.name || sender.username },
        at: new Date(message.createdAt ?? Date.now()).getTime(),
        text: message.text,
    };
    return { reply, room };
}

/** `IPostMessageSent`: never repeated by the platform, so the reply is journalled before anything else is done. */
export async function onMessageSent(
    app: Host,
    message: IMessage,
    read: IRead,
    http: IHttp,
    persistence: IPersistence,
    modify: IModify,
): Promise<void> {
    const found = replyIn(message, app.process.us);
    if (found !== undefined) {
        await deliver(gatewayFor(app, { read, modify, http, persistence }), found.reply, found.room);
    }
}

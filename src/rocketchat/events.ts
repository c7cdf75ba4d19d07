import type { IMessage } from '@rocket.chat/apps-engine/definition/messages';
import type { IRoom } from '@rocket.chat/apps-engine/definition/rooms';
import { takeChange } from '../gateway/outbox/changes';
import { conversationOf } from '../gateway/conversations/conversations';
import { adopt } from '../gateway/conversations/opening';
import type { Reply } from '../gateway/model';
import { somebodyCame } from '../gateway/inbox/offline';
import { deliver } from '../gateway/outbox/outbox';
import type { Room } from '../gateway/ports';
import { roomClosed } from '../gateway/tick/rooms';
import type { Accessors, Host } from './compose';
import { carriedBy } from './carried';
import { gatewayFor } from './compose';
import { roomOf } from './desk';
import type { Us } from './us';

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
    if (room === undefined || token || type || unmapped?.t || !sender) {
        return undefined;
    }
    if (sender.username === us.username || sender.id === room.visitor.id) {
        return undefined;
    }
    const { text, files, quotes } = carriedBy(message);
    if (!message.id || (text === '' && files.length + quotes.length === 0)) {
        return undefined;
    }
    const reply: Reply = {
        id: message.id,
        roomId: room.id,
        author: { id: sender.id, name: sender.name || sender.username },
        at: new Date(message.createdAt ?? Date.now()).getTime(),
        text,
        files,
        ...(quotes.length === 0 ? {} : { quotes }),
    };
    return { reply, room };
}

/** `IPostMessageSent`: never repeated by the platform, so the reply is journalled before anything else is done. */
export async function onMessageSent(app: Host, message: IMessage, accessors: Accessors): Promise<void> {
    const found = replyIn(message, app.process.us);
    if (found !== undefined) {
        await deliver(gatewayFor(app, accessors), found.reply, found.room);
    }
}

/**
 * `IPostMessageUpdated`, which also comes for our own edits and for what Rocket.Chat adds by itself (previews of links): an
 * edit has a time, and somebody else as its editor.
 */
export async function onMessageUpdated(app: Host, message: IMessage, accessors: Accessors): Promise<void> {
    const { us } = app.process;
    const editor = message.editor as IMessage['editor'] | null;
    const found = message.editedAt && editor?.username !== us.username ? replyIn(message, us) : undefined;
    const at = new Date(message.editedAt ?? NaN).getTime();
    if (found !== undefined && Number.isFinite(at)) {
        await takeChange(gatewayFor(app, accessors), { kind: 'edited', at }, found.reply, found.room);
    }
}

/** `IPostMessageDeleted`: with the message as it was. It comes after its edits, whatever the clocks of servers say. */
export async function onMessageDeleted(app: Host, message: IMessage, accessors: Accessors): Promise<void> {
    const found = replyIn(message, app.process.us);
    if (found !== undefined) {
        const gateway = gatewayFor(app, accessors);
        const editedAt = new Date(message.editedAt ?? 0).getTime() || 0;
        const at = Math.max(gateway.clock.now(), editedAt + 1);
        await takeChange(gateway, { kind: 'deleted', at }, found.reply, found.room);
    }
}

/** `IPostLivechatRoomStarted`: a room of ours that names no conversation was opened by Rocket.Chat itself. */
export async function onRoomStarted(app: Host, room: IRoom, accessors: Accessors): Promise<void> {
    const started = roomOf(room, app.process.us);
    if (started !== undefined && started.conversation === undefined) {
        await adopt(gatewayFor(app, accessors), started);
    }
}

/** `IPostLivechatAgentAssigned`: somebody has taken the conversation. */
export async function onAgentAssigned(app: Host, room: IRoom, accessors: Accessors): Promise<void> {
    const assigned = roomOf(room, app.process.us);
    if (assigned !== undefined) {
        const gateway = gatewayFor(app, accessors);
        const lane = await conversationOf(gateway, assigned);
        if (lane !== undefined) {
            await somebodyCame(gateway, lane);
        }
    }
}

/** `IPostLivechatRoomClosed`. */
export async function onRoomClosed(app: Host, room: IRoom, accessors: Accessors): Promise<void> {
    const closed = roomOf(room, app.process.us);
    if (closed !== undefined) {
        await roomClosed(gatewayFor(app, accessors), closed);
    }
}

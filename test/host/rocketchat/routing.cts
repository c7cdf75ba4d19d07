import { assignsByItself, isAvailable, nextAgent, type SelectedAgent } from './agents.cjs';
import { departmentByIdToApp, userByIdToApp, userToApp } from './convert/people.cjs';
import { roomByIdToApp, roomToApp } from './convert/rooms.cjs';
import { ServerError } from './errors.cjs';
import { saveSystemMessage } from './messages.cjs';
import type { InquiryRecord, RoomRecord, UserRecord } from './records.cjs';
import type { Workspace } from './workspace.cjs';

/**
 * Gives a new chat to an agent: to the wanted one if he is available, else to whom routing picks, else it waits in the
 * queue.
 */
export async function delegate(
    ws: Workspace,
    server: number,
    inquiry: InquiryRecord,
    wanted: SelectedAgent | undefined,
): Promise<void> {
    const user = wanted && (await ws.store.users.get(wanted.agentId));
    const agent =
        user !== undefined && isAvailable(ws, user)
            ? { agentId: user._id, username: user.username }
            : await nextAgent(ws, inquiry.department);
    if (agent === undefined) await queue(ws, inquiry._id);
    else await takeInquiry(ws, server, inquiry._id, agent);
}

export async function queue(ws: Workspace, inquiryId: string): Promise<void> {
    await ws.store.inquiries.updateOne(
        { _id: inquiryId },
        { status: 'queued', queuedAt: ws.clock.date(), takenAt: undefined },
    );
}

/**
 * An agent takes a chat from the queue (or routing does it for him).
 * @throws error-not-found, error-inquiry-taken, error-room-closed
 */
export async function takeInquiry(
    ws: Workspace,
    server: number,
    inquiryId: string,
    agent: SelectedAgent,
): Promise<void> {
    const { store } = ws;
    const inquiry = await store.inquiries.get(inquiryId);
    if (inquiry === undefined) throw new ServerError('error-not-found', 'Inquiry not found');
    const room = await store.rooms.get(inquiry.rid);
    if (room?.open !== true) throw new ServerError('room-closed', 'Room closed');
    if (room.servedBy?._id === agent.agentId) return;
    // The one atomic step: whoever changes the status has the chat.
    const won = await store.inquiries.updateOne(
        { _id: inquiryId, status: inquiry.status },
        { status: 'taken', takenAt: ws.clock.date() },
    );
    if (won === 0) throw new Error('error-taking-inquiry-lockedAt-mismatch');
    await assign(ws, server, room, agent);
}

async function assign(ws: Workspace, server: number, room: RoomRecord, agent: SelectedAgent): Promise<void> {
    const { store, clock } = ws;
    const user = await store.users.get(agent.agentId);
    if (user === undefined) throw new Error('error-user-not-found');
    const subscription = { rid: room._id, userId: user._id };
    if ((await store.subscriptions.findOne(subscription)) === undefined) {
        await store.subscriptions.insert({ _id: ws.ids.meteorId(), ...subscription, t: 'l', ts: clock.date() });
    }
    await store.rooms.updateOne(
        { _id: room._id },
        { servedBy: { _id: user._id, username: user.username, ts: clock.date() }, _updatedAt: clock.date() },
    );
    await store.users.increment(user._id, 'livechatCount', 1);
    await saveSystemMessage(ws, server, 'command', room._id, 'connected', user);
    await saveSystemMessage(ws, server, 'uj', room._id, '', user);
    const served = await store.rooms.get(room._id);
    if (served === undefined) return;
    ws.events.emit(server, 'IPostLivechatAgentAssigned', room._id, async () => ({
        room: await roomToApp(ws, served),
        agent: userToApp(user),
    }));
}

async function unassign(ws: Workspace, server: number, room: RoomRecord, keep?: string): Promise<void> {
    const members = await ws.store.subscriptions.find({ rid: room._id });
    for (const { userId } of members.filter((member) => member.userId !== keep)) {
        const user = await ws.store.users.get(userId);
        await ws.store.subscriptions.removeMany({ rid: room._id, userId });
        if (user === undefined) continue;
        await saveSystemMessage(ws, server, 'ul', room._id, user.username, user);
        ws.events.emit(server, 'IPostLivechatAgentUnassigned', room._id, async () => ({
            room: await roomByIdToApp(ws, room._id),
            agent: userToApp(user),
        }));
    }
}

/** Where a chat shall go, and who sends it there. */
export interface Transfer {
    readonly by: UserRecord;
    readonly agentId?: string | undefined;
    readonly departmentId?: string | undefined;
}

/**
 * Hands a chat over to an agent or a department.
 * @returns false when the room is closed or nobody is named.
 * @throws error-invalid-department, error-forwarding-chat-same-department, error-user-is-offline,
 *   error-selected-agent-room-agent-are-same
 */
export async function transferRoom(ws: Workspace, server: number, roomId: string, to: Transfer): Promise<boolean> {
    const room = await ws.store.rooms.get(roomId);
    if (room?.open !== true) return false;
    if (to.departmentId !== undefined) return await transferToDepartment(ws, server, room, to, to.departmentId);
    if (to.agentId !== undefined) return await transferToAgent(ws, server, room, to, to.agentId);
    return false;
}

async function inquiryOf(ws: Workspace, room: RoomRecord): Promise<InquiryRecord> {
    const inquiry = await ws.store.inquiries.findOne({ rid: room._id });
    if (inquiry === undefined) throw new Error('error-invalid-inquiry');
    return inquiry;
}

async function transferToAgent(
    ws: Workspace,
    server: number,
    room: RoomRecord,
    to: Transfer,
    agentId: string,
): Promise<boolean> {
    const user = await ws.store.users.get(agentId);
    if (user === undefined || !isAvailable(ws, user)) throw new Error('error-user-is-offline');
    const inquiry = await inquiryOf(ws, room);
    if (room.servedBy?._id === agentId) throw new Error('error-selected-agent-room-agent-are-same');
    await takeInquiry(ws, server, inquiry._id, { agentId, username: user.username });
    await saveSystemMessage(ws, server, 'livechat_transfer_history', room._id, '', to.by);
    await unassign(ws, server, room, agentId);
    ws.events.emit(server, 'IPostLivechatRoomTransferred', room._id, async () => ({
        type: 'agent',
        room: await roomByIdToApp(ws, room._id),
        from: room.servedBy && (await userByIdToApp(ws, room.servedBy._id)),
        to: userToApp(user),
    }));
    return true;
}

async function transferToDepartment(
    ws: Workspace,
    server: number,
    room: RoomRecord,
    to: Transfer,
    departmentId: string,
): Promise<boolean> {
    const { store } = ws;
    if ((await store.departments.get(departmentId)) === undefined) throw new ServerError('error-invalid-department');
    if (room.departmentId === departmentId) throw new Error('error-forwarding-chat-same-department');
    const inquiry = await inquiryOf(ws, room);
    const agent = assignsByItself(ws) ? await nextAgent(ws, departmentId) : undefined;
    if (agent === undefined && assignsByItself(ws)) return false;

    await saveSystemMessage(ws, server, 'livechat_transfer_history', room._id, '', to.by);
    await store.rooms.updateOne({ _id: room._id }, { departmentId, servedBy: undefined });
    await store.inquiries.updateOne({ _id: inquiry._id }, { department: departmentId });
    await unassign(ws, server, room, agent?.agentId);
    ws.events.emit(server, 'IPostLivechatRoomTransferred', room._id, async () => ({
        type: 'department',
        room: await roomByIdToApp(ws, room._id),
        from: room.departmentId && (await departmentByIdToApp(ws, room.departmentId)),
        to: await departmentByIdToApp(ws, departmentId),
    }));
    if (agent === undefined) await queue(ws, inquiry._id);
    else await takeInquiry(ws, server, inquiry._id, agent);
    return true;
}

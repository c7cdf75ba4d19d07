import type { RoomRecord, UserRecord } from './records.cjs';
import type { Workspace } from './workspace.cjs';

/** Permission -> the roles that have it by default, as far as the model asks for it. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
    'manage-apps': ['admin'],
    'edit-privileged-setting': ['admin'],
    'view-privileged-setting': ['admin'],
    'create-user': ['admin'],
    'view-full-other-user-info': ['admin'],
    'view-livechat-manager': ['admin', 'livechat-manager', 'livechat-monitor'],
    'manage-livechat-agents': ['admin', 'livechat-manager'],
    'manage-livechat-departments': ['admin', 'livechat-manager'],
    'view-livechat-rooms': ['admin', 'livechat-manager', 'livechat-monitor'],
    'view-l-room': ['admin', 'livechat-manager', 'livechat-monitor', 'livechat-agent'],
    'close-others-livechat-room': ['admin', 'livechat-manager', 'livechat-monitor'],
    'close-livechat-room': ['admin', 'livechat-manager', 'livechat-monitor', 'livechat-agent'],
    'transfer-livechat-guest': ['admin', 'livechat-manager', 'livechat-agent'],
    'edit-message': ['admin', 'owner', 'moderator'],
    'delete-message': ['admin', 'owner', 'moderator'],
    'message-impersonate': ['bot', 'app'],
    'view-c-room': ['admin', 'user', 'bot', 'app', 'anonymous'],
    'post-readonly': ['admin', 'owner', 'moderator'],
};

export function hasPermission(ws: Workspace, user: Pick<UserRecord, 'roles'>, permission: string): boolean {
    const roles = PERMISSIONS[permission] ?? [];
    if (permission === 'view-livechat-rooms' && ws.faults.appSeesLivechatRooms && user.roles.includes('app'))
        return true;
    return user.roles.some((role) => roles.includes(role));
}

/**
 * Whether a user may see a room. Livechat: managers all; an agent his own chats and what waits in his queues.
 * An app's user passes `canSend` without this check, but not, for example, when it reacts.
 */
export async function canAccessRoom(ws: Workspace, room: RoomRecord, user: UserRecord): Promise<boolean> {
    if (room.t === 'l') return await canAccessLivechatRoom(ws, room, user);
    if (room.t === 'c' && hasPermission(ws, user, 'view-c-room')) return true;
    return (await ws.store.subscriptions.findOne({ rid: room._id, userId: user._id })) !== undefined;
}

async function canAccessLivechatRoom(ws: Workspace, room: RoomRecord, user: UserRecord): Promise<boolean> {
    if (hasPermission(ws, user, 'view-livechat-rooms')) return true;
    if (!hasPermission(ws, user, 'view-l-room')) return false;
    if (room.servedBy?._id === user._id) return true;
    if (room.open !== true || room.servedBy !== undefined) return false;
    if (room.departmentId === undefined) return true;
    const membership = { departmentId: room.departmentId, agentId: user._id };
    return (await ws.store.departmentAgents.findOne(membership)) !== undefined;
}

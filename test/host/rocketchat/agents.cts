import type { UserRecord } from './records.cjs';
import type { Workspace } from './workspace.cjs';

export interface SelectedAgent {
    readonly agentId: string;
    readonly username: string;
}

/** Connected (or a bot), and not switched to "not available" in the omnichannel bar. */
export function isAvailable(ws: Workspace, user: UserRecord): boolean {
    if (!user.active || !user.roles.includes('livechat-agent')) return false;
    if (user.type === 'bot' || user.roles.includes('bot')) return true;
    if (user.statusLivechat !== 'available' || user.status === 'offline') return false;
    return user.status !== 'away' || ws.settings.get<boolean>('Livechat_enabled_when_agent_idle');
}

/** Agents who could take a chat now, of one department or of all. */
export async function availableAgents(ws: Workspace, departmentId?: string): Promise<UserRecord[]> {
    const agents = await ws.store.users.find({ roles: 'livechat-agent' }, { sort: { username: 1 } });
    const available = agents.filter((agent) => isAvailable(ws, agent));
    if (departmentId === undefined) return available;
    const members = await ws.store.departmentAgents.find({ departmentId });
    const ids = new Set(members.map((member) => member.agentId));
    return available.filter((agent) => ids.has(agent._id));
}

/** What `isOnlineAsync` answers: also yes when the workspace takes chats with nobody there. */
export async function isOnline(ws: Workspace, departmentId?: string): Promise<boolean> {
    if (ws.settings.get<boolean>('Livechat_accept_chats_with_no_agents')) return true;
    return (await availableAgents(ws, departmentId)).length > 0;
}

/** The available agent with the fewest open chats; among equals the one who has had the fewest, then by name. */
export async function nextAgent(ws: Workspace, departmentId?: string): Promise<SelectedAgent | undefined> {
    const loads = await Promise.all(
        (await availableAgents(ws, departmentId)).map(async (agent) => ({
            agent,
            open: await ws.store.rooms.count({ 'servedBy._id': agent._id, open: true }),
        })),
    );
    loads.sort(
        (a, b) =>
            a.open - b.open ||
            (a.agent.livechatCount ?? 0) - (b.agent.livechatCount ?? 0) ||
            a.agent.username.localeCompare(b.agent.username),
    );
    const chosen = loads[0]?.agent;
    return chosen && { agentId: chosen._id, username: chosen.username };
}

/** Whether routing assigns chats by itself (`Auto_Selection` and the like), or leaves them in the queue. */
export const assignsByItself = (ws: Workspace): boolean =>
    ws.settings.get<string>('Livechat_Routing_Method') !== 'Manual_Selection';

import type { Gateway } from './gateway';
import type { Agent, Workspace } from './records';
import * as kept from './records';

/** The registration of this workspace, if there is one. */
export async function workspace(gateway: Gateway): Promise<Workspace | undefined> {
    return kept.newest(await kept.readOnly(gateway.records, kept.workspace, ...kept.keys.workspace));
}

/** The registration of one agent by Rocket.Chat user id, if there is one. */
export async function agentById(gateway: Gateway, userId: string): Promise<Agent | undefined> {
    return kept.newest(await kept.readOnly(gateway.records, kept.agent, ...kept.keys.agent(userId)));
}

/** Every registered agent. For administrators, never on a message's path. */
export async function listAgents(gateway: Gateway): Promise<Agent[]> {
    return kept.readOnly(gateway.records, kept.agent, 'agents');
}

import type { Secret } from '../../lib/secrets';
import { digestOf } from '../../lib/secrets';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { ConversationKey } from '../model';
import { partsOf } from '../model';
import type { Agent, Workspace } from '../records/records';
import * as kept from '../records/records';

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

/** For so long a yes that an administrator's setting gave holds without looking at the setting again, until one is changed. */
const SETTING_MS = 30_000;

/**
 * Whether what this user writes goes out to the contact. Where a channel asks for registration, agents have to be
 * registered, unless the administrator has set it otherwise. Costs nothing for whoever was found to be one lately.
 */
export async function mayAnswer(gateway: Gateway, lane: ConversationKey, userId: string): Promise<boolean> {
    const { desk, memory, site } = gateway;
    if (registrationFor(gateway, lane) === undefined || memory.answerers.has(userId)) {
        return true;
    }
    if ((await agentById(gateway, userId)) !== undefined || (await desk.answersAnywhere(userId))) {
        memory.answerers.set(userId, true);
        return true;
    }
    if ((await site.whoMayAnswer()) === 'agents') {
        memory.answerers.set(userId, true, SETTING_MS);
        return true;
    }
    return false;
}

/** The network of a conversation and the command by which agents register for it, where they have to. */
export function registrationFor(
    gateway: Pick<Gateway, 'channels'>,
    lane: ConversationKey,
): { network: string; command: string } | undefined {
    const channel = channelNamed(gateway, partsOf(lane)?.channel ?? '');
    return channel?.registration === undefined
        ? undefined
        : { network: channel.title.network, command: channel.registration };
}

/**
 * Keeps an agent's registration, and of his token the fingerprint; without a new token that of the one before. The day of
 * the first registration stays.
 */
export async function keepAgent(
    gateway: Gateway,
    { userId, username }: Pick<Agent, 'userId' | 'username'>,
    before: Agent | undefined,
    token: Secret | undefined,
): Promise<void> {
    const fingerprint = token === undefined ? before?.fingerprint : digestOf(token);
    await gateway.records.replace(kept.keys.agent(userId), {
        t: 'agent',
        v: 1,
        userId,
        username,
        at: before?.at ?? gateway.clock.now(),
        ...(fingerprint === undefined ? {} : { fingerprint }),
    });
}

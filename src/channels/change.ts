/** What a channel says of edits and deletions: a part of its contract. */
import type { Connection, Outgoing } from '../gateway/model';
import type { ChannelPorts } from './channel';

/** An edit or a deletion of a reply that the provider has. */
export interface Change {
    readonly connection: Connection;
    readonly address: string;
    /** The provider's ids of the messages that it was sent as, in order; of a deletion those that are to go now. */
    readonly ids: readonly string[];
    /** What it said up to now. */
    readonly before: Outgoing;
    /** What it says from now on; of a deleted one what it said last. */
    readonly after: Outgoing;
}

/** How a provider changes what it has. Doing it a second time is harmless. */
export interface ChangeRule {
    /** For how long after a message was accepted, ms. */
    readonly withinMs: number;
    /** How many of these calls a second the provider takes from one connection. */
    readonly perSecond: number;
    /**
     * Gives the ids, if any, that the provider gave to the change itself. @throws ChannelError, `rejected` also where the
     * provider has no way to do it: then agents are told
     */
    run(change: Change, ports: ChannelPorts): Promise<readonly string[]>;
}

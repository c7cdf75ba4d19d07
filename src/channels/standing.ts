/** What channels tell of how their connections stand: a part of the contract in `channel.ts`. */
import type { Connection } from '../gateway/model';
import type { Words } from '../lib/texts';
import type { ChannelPorts } from './channel';

/** How a connection stands, as its provider says when he is asked. */
export interface Standing {
    /** The provider's word for the account's state, and whether it can send and receive. */
    readonly state: string;
    readonly ready: boolean;
    /** How many webhooks wait to be delivered here, where he tells. */
    readonly waiting?: number;
}

/** A state in which people have to do something. */
export interface Trouble {
    /** What is the matter and what to do next. May name `id`, the connection's. */
    readonly words: Words;
    /** For how long it must last before anybody is told, ms. */
    readonly afterMs: number;
}

/** A webhook that waits at the provider, as it would have come. */
export interface WaitingWebhook {
    /** By which it is taken off. */
    readonly receipt: string;
    readonly body: unknown;
}

/** Fetching webhooks that the provider cannot bring: one that is never accepted holds up all behind it. */
export interface WebhookQueue {
    /** Whether the administrator wants that. Pure. */
    wanted(connection: Connection): boolean;
    /** Where the provider sends webhooks now; empty for nowhere. @throws ChannelError */
    address(connection: Connection, ports: ChannelPorts): Promise<string>;
    /** Makes him send them there, or nowhere, and changes nothing else. It may take minutes to hold. @throws ChannelError */
    point(connection: Connection, url: string, ports: ChannelPorts): Promise<void>;
    /**
     * The first that waits, which stays the first until it is dropped.
     * @throws ChannelError, also while he sends them somewhere
     */
    first(connection: Connection, ports: ChannelPorts): Promise<WaitingWebhook | undefined>;
    /** Takes one off; one that is off already is no error. @throws ChannelError */
    drop(connection: Connection, receipt: string, ports: ChannelPorts): Promise<void>;
}

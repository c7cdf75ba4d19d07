/** The shapes of what is kept about the workspace, its people, and connecting accounts and taking them off. */
import type { Decoded, Decoder } from '../../lib/decode';
import { literal, number, object, optional, string } from '../../lib/decode';
import type { Digest } from '../../lib/secrets';

export const workspace = object({
    t: literal('workspace'),
    v: literal(1),
    registeredBy: string,
    address: string,
    at: number,
    fingerprint: optional(string),
});
export type Workspace = Decoded<typeof workspace>;

export const agent = object({
    t: literal('agent'),
    v: literal(1),
    userId: string,
    username: string,
    at: number,
    fingerprint: optional(string),
});
export type Agent = Decoded<typeof agent>;

/** A webhook's secret of a connection that is gone: what still comes with it is taken and dropped, for a while. */
export const gone = object({
    t: literal('gone'),
    v: literal(1),
    digest: string as Decoder<Digest>,
    channel: string,
    at: number,
});
export type Gone = Decoded<typeof gone>;

/** That the provider is asked, again and again for some minutes, whether a connection has become what was set. */
export const watch = object({
    t: literal('watch'),
    v: literal(1),
    /** This record's own name; a part of its keys. */
    name: string,
    channel: string,
    connectionId: string,
    url: string,
    /** Of the webhook's secret. */
    digest: string as Decoder<Digest>,
    /** Rocket.Chat user id of whoever is told, and his language. */
    userId: string,
    language: string,
    hears: literal('both', 'problems'),
    startedAt: number,
    /** Not before this moment, ms since 1970. */
    nextAt: number,
});
export type Watch = Decoded<typeof watch>;

/** The public address of the workspace, as a command has set it. */
export const address = object({
    t: literal('address'),
    v: literal(1),
    address: string,
    /** What the setting said at that time: changed since, the setting is the newer word. */
    setting: string,
    at: number,
});

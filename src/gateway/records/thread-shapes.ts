/** The shapes of the records of threads, see `shapes`. */
import type { Decoded } from '../../lib/decode';
import { literal, mapOf, number, object, string } from '../../lib/decode';
import { contact } from './shapes';

/** A thread of a conversation. While it goes on and after its end it has different keys. */
export const thread = object({
    t: literal('thread'),
    v: literal(1),
    id: string,
    conversation: string,
    roomId: string,
    contact,
    openedAt: number,
    /** When the provider asked to end it, 0 for never: then its room's end is no news to him. */
    askedAt: number,
    /** 0 while it goes on. */
    endedAt: number,
});
export type ThreadRecord = Decoded<typeof thread>;

/** What is to be said and done in a thread's room behind the answer to whoever opened it. */
export const welcome = object({
    t: literal('welcome'),
    v: literal(1),
    threadId: string,
    conversation: string,
    roomId: string,
    /** The provider's own id of the contact, by which he tells what was said before; empty for none. */
    contactRef: string,
    fields: mapOf(string),
    /** What was told of the thread, in the provider's words; empty for nothing. */
    priority: string,
    startedAt: string,
    email: string,
    at: number,
    tries: number,
});
export type Welcome = Decoded<typeof welcome>;

/** Where a provider wants to be called, as he told last. */
export const callback = object({
    t: literal('callback'),
    v: literal(1),
    channel: string,
    connectionId: string,
    url: string,
    at: number,
});

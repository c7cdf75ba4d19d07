/** The shapes of what is kept of events that change something that is shown. */
import type { Decoded } from '../../lib/decode';
import { literal, number, object, string } from '../../lib/decode';
import { content } from './content-shapes';
import { messageEvent } from './shapes';

/**
 * One change of one thing that is shown: it is written before that is touched, so that whoever touches it last knows of
 * all. What is to be seen follows from all changes of a thing together, in whichever order they came.
 */
export const change = object({
    t: literal('change'),
    v: literal(1),
    /** The key of the event that brought it. */
    key: string,
    /** What it changes. */
    thing: string,
    /** The provider's time of it, and our arrival: its place among the others. */
    at: number,
    arrivedAt: number,
    content,
});
export type Change = Decoded<typeof change>;

/** A message of the account of which it is not known yet whether it is one of ours. */
export const echo = object({
    t: literal('echo'),
    v: literal(1),
    channel: string,
    connectionId: string,
    /** The provider's id of the message. */
    messageId: string,
    event: messageEvent,
    arrivedAt: number,
});
export type Echo = Decoded<typeof echo>;

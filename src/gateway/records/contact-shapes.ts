/** The shapes of what is kept about contacts apart from what they say, see `shapes`. */
import type { Decoded } from '../../lib/decode';
import { literal, number, object, optional, string } from '../../lib/decode';

/** A contact whose first room was opened, and whose picture is still to be shown there. */
export const newcomer = object({
    t: literal('newcomer'),
    v: literal(1),
    conversation: string,
    roomId: string,
    name: string,
    phone: optional(string),
    at: number,
    tries: number,
});
export type Newcomer = Decoded<typeof newcomer>;

/** What agents see of a group, which is kept up to date. */
export const group = object({
    t: literal('group'),
    v: literal(1),
    conversation: string,
    /** What its visitor is called; empty where nobody told. */
    title: string,
    /** The provider's time of the message that told so, ms since 1970. */
    toldAt: number,
    /** Names the picture that was shown last; empty for none. */
    picture: string,
    /** When it was looked at last, ms since 1970. */
    at: number,
});
export type GroupRecord = Decoded<typeof group>;

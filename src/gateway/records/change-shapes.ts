/** The record of an edit or a deletion. */
import type { Decoded } from '../../lib/decode';
import { array, literal, number, object, string } from '../../lib/decode';
import { reply } from './reply-shapes';

/** An edit or a deletion of a reply that has come to its end. */
export const changed = object({
    t: literal('changed'),
    v: literal(1),
    reply,
    conversation: string,
    round: number,
    /** The provider has it; there was nothing to do; or it cannot be, and the agent was told. */
    outcome: literal('done', 'nothing', 'told'),
    /** Ids that the provider gave to the change itself. */
    providerIds: array(string),
    at: number,
});
export type Changed = Decoded<typeof changed>;

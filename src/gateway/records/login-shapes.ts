/** What is kept of the linking of an account while somebody is at it. Forgotten after minutes: it is a secret. */
import type { Decoded, Decoder } from '../../lib/decode';
import { literal, number, object, oneOf, string } from '../../lib/decode';
import type { Words } from '../../lib/texts';
import { words } from './reply-shapes';

/** Where a login stands. */
export type LoginState =
    /** The provider has not answered yet. */
    | { readonly kind: 'asking' }
    | { readonly kind: 'picture'; readonly png: string }
    | { readonly kind: 'confirm' }
    | { readonly kind: 'linked' }
    | { readonly kind: 'refused'; readonly words: Words }
    /** The provider could not say; he is asked again. */
    | { readonly kind: 'trouble'; readonly words: Words }
    /** A code that can be entered on the phone, until a moment (ms since 1970). */
    | { readonly kind: 'code'; readonly code: string; readonly phone: string; readonly until: number };

const state: Decoder<LoginState> = oneOf<LoginState>(
    object({ kind: literal('asking', 'confirm', 'linked') }),
    object({ kind: literal('picture'), png: string }),
    object({ kind: literal('refused', 'trouble'), words }),
    object({ kind: literal('code'), code: string, phone: string, until: number }),
);

export const login = object({
    t: literal('login'),
    v: literal(1),
    channel: string,
    connectionId: string,
    /** When the provider was asked last, ms since 1970. */
    at: number,
    state,
});
export type LoginRecord = Decoded<typeof login>;

/** The records of the store: their shapes, their keys, and reading them. */
import type { Decoder } from '../lib/decode';
import { number, object, optional, string, tryDecode } from '../lib/decode';
import type { Records } from './ports';
import { claim, earlyReceipt, entry, out } from './shapes';

export * from './keys';
export * from './shapes';

/** The records of one kind among those read; others, and those of unknown shape, are left out. */
export function only<T>(decoder: Decoder<T>, read: readonly unknown[]): T[] {
    return read.flatMap((data) => tryDecode(decoder, data) ?? []);
}

const PENDING_KINDS: ReadonlyArray<Decoder<unknown>> = [entry, out, claim, earlyReceipt];

/** Names of the kinds and versions among pending records that none of our decoders takes. */
export function unreadableAmong(found: readonly unknown[]): string[] {
    const strange = found.filter((data) => PENDING_KINDS.every((decoder) => tryDecode(decoder, data) === undefined));
    return [...new Set(strange.map(nameOf))];
}

function nameOf(data: unknown): string {
    const named = tryDecode(object({ t: optional(string), v: optional(number) }), data);
    return `${named?.t?.slice(0, 30) ?? 'unknown'} v${named?.v ?? '?'}`;
}

/** The one that was written last, where concurrent writers left several. */
export function newest<T extends { readonly at: number }>(found: readonly T[]): T | undefined {
    return found.reduce<T | undefined>((best, one) => (best === undefined || one.at > best.at ? one : best), undefined);
}

export async function readOnly<T>(records: Records, decoder: Decoder<T>, ...key: string[]): Promise<T[]> {
    return only(decoder, await records.read(...key));
}

/** The records of the store: their shapes, their keys, and reading them. */
import type { Decoder } from '../../lib/decode';
import { number, object, optional, string, tryDecode } from '../../lib/decode';
import type { Log, Records } from '../ports';
import * as amendments from './amendment-shapes';
import * as changes from './change-shapes';
import * as contacts from './contact-shapes';
import * as guards from './guard-shapes';
import * as logins from './login-shapes';
import * as setup from './setup-shapes';
import * as shapes from './shapes';
import * as threads from './thread-shapes';

export * from './amendment-shapes';
export * from './change-shapes';
export * from './contact-shapes';
export * from './guard-shapes';
export * from './keys';
export * from './login-shapes';
export * from './setup-shapes';
export * from './shapes';
export * from './thread-shapes';

/** The records of one kind among those read; others, and those of unknown shape, are left out. */
export function only<T>(decoder: Decoder<T>, read: readonly unknown[]): T[] {
    const kind = KIND_OF.get(decoder);
    // A decoder that fails takes longer than all that fit, and of thousands pending none may be of its kind.
    const sameKind = kind === undefined ? read : read.filter((data) => kindOf(data) === kind);
    return sameKind.flatMap((data) => tryDecode(decoder, data) ?? []);
}

/** Every kind of record, by the name that it carries. */
const KINDS: Readonly<Record<string, Decoder<unknown>>> = {
    entry: shapes.entry,
    done: shapes.done,
    claim: shapes.claim,
    conversation: shapes.conversation,
    alias: shapes.alias,
    out: shapes.out,
    sent: shapes.sent,
    dead: shapes.dead,
    closed: shapes.closed,
    refused: shapes.refused,
    changed: changes.changed,
    receipt: shapes.earlyReceipt,
    room: shapes.openRoom,
    thread: threads.thread,
    welcome: threads.welcome,
    callback: threads.callback,
    offline: shapes.offlineTold,
    newcomer: contacts.newcomer,
    group: contacts.group,
    usage: shapes.usage,
    undecoded: shapes.undecoded,
    connection: shapes.connection,
    hook: shapes.hook,
    workspace: setup.workspace,
    agent: setup.agent,
    oddity: shapes.oddity,
    secret: shapes.ownSecret,
    gone: setup.gone,
    watch: setup.watch,
    login: logins.login,
    address: setup.address,
    change: amendments.change,
    echo: amendments.echo,
    guard: guards.guard,
    nudge: guards.nudge,
    gap: guards.gap,
    drain: guards.drain,
    untold: guards.untold,
    heartbeat: guards.heartbeat,
};

const KIND_OF: ReadonlyMap<Decoder<unknown>, string> = new Map(
    Object.entries(KINDS).map(([kind, decoder]): [Decoder<unknown>, string] => [decoder, kind]),
);

function kindOf(data: unknown): unknown {
    return typeof data === 'object' && data !== null ? (data as { readonly t?: unknown }).t : undefined;
}

const named = object({ t: optional(string), v: optional(number) });

function isReadable(data: unknown): boolean {
    const kind = tryDecode(named, data)?.t ?? '';
    const decoder = Object.prototype.hasOwnProperty.call(KINDS, kind) ? KINDS[kind] : undefined;
    return decoder !== undefined && tryDecode(decoder, data) !== undefined;
}

/** How many names of strange records are remembered. */
const NAMES = 50;

/**
 * The store for one call, which also looks for records that this version cannot read (an older or newer one wrote them).
 * They stay where they are; somebody should hear of them, once in the life of a process. `known` holds their names.
 */
export function watched(records: Records, known: Set<string>, log: Pick<Log, 'warn'>): Records {
    return {
        ...records,
        async read(...keys) {
            const found = await records.read(...keys);
            for (const data of found) {
                const name = isReadable(data) ? undefined : nameOf(data);
                if (name !== undefined && !known.has(name) && known.size < NAMES) {
                    known.add(name);
                    log.warn(`Records that this version cannot read are left alone: ${name}`);
                }
            }
            return found;
        },
    };
}

function nameOf(data: unknown): string {
    const { t, v } = tryDecode(named, data) ?? {};
    return `${t?.slice(0, 30) ?? 'unknown'} v${v ?? '?'}`;
}

/** The one that was written last, where concurrent writers left several. */
export function newest<T extends { readonly at: number }>(found: readonly T[]): T | undefined {
    return found.reduce<T | undefined>((best, one) => (best === undefined || one.at > best.at ? one : best), undefined);
}

export async function readOnly<T>(records: Records, decoder: Decoder<T>, ...key: string[]): Promise<T[]> {
    return only(decoder, await records.read(...key));
}

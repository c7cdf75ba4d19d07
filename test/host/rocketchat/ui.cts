import type { HostClock } from './clock.cjs';

/** How long the web client remembers a trigger id that it has given out. */
export const TRIGGER_LIFETIME_MS = 5_000;

/** An ephemeral message: shown to one user while he is there, kept by no server. */
export interface EphemeralMessage {
    readonly at: number;
    readonly rid: string;
    readonly text: string;
    readonly message: Readonly<Record<string, unknown>>;
}

/** A view that an app has opened or changed at a user's screen. */
export interface Interaction {
    readonly at: number;
    readonly type: string;
    readonly triggerId: string;
    readonly appId: string;
    readonly view?: unknown;
    readonly errors?: unknown;
}

export interface Typing {
    readonly at: number;
    readonly rid: string;
    readonly username: string;
    readonly isTyping: boolean;
}

/**
 * What users see and no server keeps, by user. The real counterpart is the web client: it hands out trigger ids, and it
 * ignores whatever an app sends for an id that it does not know, that has been used or that is older than 5 seconds.
 */
export interface UserInterfaces {
    notify(userId: string, message: Omit<EphemeralMessage, 'at'>): void;
    ephemeral(userId: string): readonly EphemeralMessage[];
    /** Makes an id known as given out now to this user. */
    trigger(userId: string, triggerId: string): void;
    /** Shows a view; false: the client has ignored it. */
    show(userId: string, interaction: Omit<Interaction, 'at'>): boolean;
    interactions(userId: string): readonly Interaction[];
    /** What the clients have ignored, of all users. */
    ignored(): readonly Interaction[];
    typing(entry: Omit<Typing, 'at'>): void;
    typings(): readonly Typing[];
}

export function createUserInterfaces(clock: HostClock): UserInterfaces {
    const notices = new Map<string, EphemeralMessage[]>();
    const views = new Map<string, Interaction[]>();
    const triggers = new Map<string, { userId: string; until: number }>();
    const ignored: Interaction[] = [];
    const typings: Typing[] = [];
    const listOf = <T,>(map: Map<string, T[]>, userId: string): T[] => {
        const list = map.get(userId) ?? [];
        map.set(userId, list);
        return list;
    };
    return {
        notify: (userId, message) => {
            listOf(notices, userId).push({ at: clock.now(), ...message });
        },
        ephemeral: (userId) => notices.get(userId) ?? [],
        trigger: (userId, triggerId) => {
            triggers.set(triggerId, { userId, until: clock.now() + TRIGGER_LIFETIME_MS });
        },
        show: (userId, interaction) => {
            const entry = { at: clock.now(), ...interaction };
            const trigger = triggers.get(interaction.triggerId);
            triggers.delete(interaction.triggerId);
            if (trigger?.userId !== userId || trigger.until <= clock.now()) {
                ignored.push(entry);
                return false;
            }
            listOf(views, userId).push(entry);
            return true;
        },
        interactions: (userId) => views.get(userId) ?? [],
        ignored: () => ignored,
        typing: (entry) => {
            typings.push({ at: clock.now(), ...entry });
        },
        typings: () => typings,
    };
}

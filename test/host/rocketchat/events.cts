import type { HostClock } from './clock.cjs';
import type { Faults } from './faults.cjs';

/** Hands an event to the apps on the server that handled the action. */
export type Deliver = (server: number, name: string, payload: unknown) => Promise<unknown>;

export interface EventEntry {
    readonly at: number;
    readonly server: number;
    readonly name: string;
    /** Id of the message or room that it is about. */
    readonly about: string;
    readonly outcome: 'delivered' | 'lost' | 'failed';
    readonly error?: string;
}

/**
 * Events to apps. They are fire-and-forget, as in Rocket.Chat: whoever causes one never waits for it, nothing repeats
 * it, and what goes wrong is swallowed (here: listed).
 */
export interface Events {
    /**
     * @param server that handled the action; no other one hears of it.
     * @param payload makes the Apps-Engine's shape when the event is sent, so it sees what is stored by then.
     */
    emit(server: number, name: string, about: string, payload: () => Promise<unknown>): void;
    connect(deliver: Deliver): void;
    /** Events that have not reached an engine yet. */
    inFlight(): number;
    list(): readonly EventEntry[];
}

const KEPT_ENTRIES = 10_000;

export function createEvents(clock: HostClock, faults: Faults): Events {
    let deliver: Deliver = () => Promise.resolve(undefined);
    let travelling = 0;
    let entries: EventEntry[] = [];

    const note = (entry: EventEntry): void => {
        entries.push(entry);
        if (entries.length > KEPT_ENTRIES) entries = entries.slice(-KEPT_ENTRIES / 2);
    };
    const send = async (server: number, name: string, payload: () => Promise<unknown>): Promise<void> => {
        const delay = faults.delayEvents[name];
        if (delay !== undefined) await new Promise((resolve) => setTimeout(resolve, delay));
        await deliver(server, name, await payload());
    };
    const isLost = (name: string): boolean => {
        const left = faults.loseEvents[name] ?? 0;
        if (left <= 0) return false;
        faults.loseEvents[name] = left - 1;
        return true;
    };

    return {
        emit: (server, name, about, payload) => {
            const entry = { at: clock.now(), server, name, about };
            if (isLost(name)) {
                note({ ...entry, outcome: 'lost' });
                return;
            }
            travelling += 1;
            void send(server, name, payload)
                .then(
                    () => note({ ...entry, outcome: 'delivered' }),
                    (error: unknown) => note({ ...entry, outcome: 'failed', error: String(error) }),
                )
                .finally(() => {
                    travelling -= 1;
                });
        },
        connect: (to) => {
            deliver = to;
        },
        inFlight: () => travelling,
        list: () => entries,
    };
}

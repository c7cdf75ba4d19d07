/** What the class itself needs: the packager loads all of it anew for every way of imports to it, so it imports little. */
import type { IPersistence, IRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { Memory } from '../gateway/gateway';
import { newMemory } from '../gateway/gateway';
import type { Clock } from '../gateway/ports';
import * as kept from '../gateway/records/records';
import { Cache } from '../lib/cache';
import type { Secret } from '../lib/secrets';
import { newSecret, reveal } from '../lib/secrets';
import { recordsOn } from './records';
import type { Us } from './us';

/** What stays for the life of the process. */
export interface Process {
    readonly us: Us;
    readonly memory: Memory;
    /** The app's own secret, once it was read; it never changes. */
    secret: Secret | undefined;
    /** Names of commands that belong to another app. */
    readonly foreignCommands: string[];
    /** What the administrator has set, as far as it was asked for since a setting was changed last. */
    settings: Cache<unknown>;
}

/**
 * Rocket.Chat tells every server of every change, in one line with the answers to what was asked before. So this is for
 * what nobody has heard of: a server that missed the news reads the setting again after so long. 10 s
 */
const SETTINGS_MS = 10_000;

export function newProcess(us: Us): Process {
    return {
        us,
        memory: newMemory(reveal(newSecret(8)), () => clock.now()),
        secret: undefined,
        foreignCommands: [],
        settings: noSettings(),
    };
}

/** After a change nothing that was made of settings may be taken from memory; nor what is being read at this moment. */
export function forgetSettings(process: Process): void {
    process.settings = noSettings();
    const { connections, hooks, answerers } = process.memory;
    for (const made of [connections, hooks, answerers]) made.clear();
}

function noSettings(): Cache<unknown> {
    return new Cache(50, SETTINGS_MS, () => clock.now());
}

export const clock: Clock = {
    now: () => new Date().getTime(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    async atMost(ms, work) {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const end = new Promise<void>((resolve) => {
            timer = setTimeout(resolve, ms);
        });
        await Promise.race([work, end]);
        clearTimeout(timer);
    },
    timer(ms) {
        // Not `now`: an hour that is set by hand must not end a run, nor make it endless.
        const since = performance.now();
        return () => performance.now() - since > ms;
    },
    random: () => Math.random(),
};

/** Makes the app's own secret. At installation only: that is the one moment which runs on one server, once. */
export async function makeOwnSecret(read: IRead, persistence: IPersistence): Promise<void> {
    const records = recordsOn(persistence, read.getPersistenceReader());
    const found = await kept.readOnly(records, kept.ownSecret, ...kept.keys.ownSecret);
    if (found.length === 0) {
        await records.create(kept.keys.ownSecret, { t: 'secret', v: 1, value: reveal(newSecret(32)) });
    }
}

/** Every kind of record that may be left when all work is done, and what keeps it from staying for ever. */
import type { Stored } from './look.cjs';
import { PENDING_KINDS } from './look.cjs';

/** Finished work goes by the day that is one of its keys. */
const byDay = ({ keys }: Stored): boolean => keys.some((key) => /^day:\d{4}-\d{2}-\d{2}:\d+$/.test(key));
/** There is one for each thing of this name; it goes with it or stands for it. */
const ownedBy =
    (pattern: RegExp) =>
    ({ keys }: Stored): boolean =>
        keys.some((key) => pattern.test(key));

const RULES: Readonly<Record<string, (record: Stored) => boolean>> = {
    done: byDay,
    sent: byDay,
    dead: byDay,
    closed: byDay,
    usage: byDay,
    conversation: ownedBy(/^conv:[^:]+:[^:]+:.+/),
    // Taken off the list some time after the room was closed.
    room: ownedBy(/^room:\w+$/),
    offline: ownedBy(/^offline:[^:]+:[^:]+:.+/),
    connection: ownedBy(/^conn:/),
    hook: ownedBy(/^hooks:/),
    agent: ownedBy(/^agent:/),
    workspace: ownedBy(/^workspace$/),
    secret: ownedBy(/^secret$/),
    // One of each connection, and one in all.
    guard: ownedBy(/^guard:[^:]+:[^:]+$/),
    heartbeat: ownedBy(/^heartbeat$/),
    alias: ownedBy(/^conv:/),
    group: ownedBy(/^group:/),
    // The ends and the changes of messages.
    changed: byDay,
    change: byDay,
    oddity: ownedBy(/^oddity:/),
    // The newest hundred only.
    undecoded: ownedBy(/^undecoded:/),
};

/** What is wrong with a record that is left when all work is done; nothing where it may stay. */
export function strayness(record: Stored): string | undefined {
    const { data, keys } = record;
    const name = `${data.t} (${keys.join(' ')})`;
    if (PENDING_KINDS.includes(data.t)) {
        return `left over: ${name}`;
    }
    const rule = RULES[data.t];
    return rule?.(record) === true ? undefined : `without day and owner: ${name}`;
}

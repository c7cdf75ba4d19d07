/**
 * What belongs to a new thread and must not keep its provider waiting: custom fields, a first note with what he told, and
 * what was said before. Done behind the answer; what a process that died left over the tick does. Failure is no harm: the
 * room stands.
 */
import type { HistoryLine } from '../../channels/channel';
import { messageOf } from '../../lib/error';
import { messageIdFor } from '../../lib/ids';
import { text } from '../../lib/texts';
import { connectionById } from '../connections/connections';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import { partsOf } from '../model';
import type { Note } from '../ports';
import type { Welcome } from '../records/records';
import * as kept from '../records/records';

/** How often it is tried. */
const TRIES = 3;
/** How much of what was said before is shown; the newest of it. */
const HISTORY_LIMIT_CHARS = 12_000;

/** Does what is still to be done. Never rejects. What is done twice is seen once: notes have ids of their own. */
export async function welcome(gateway: Gateway, due: Welcome): Promise<void> {
    const { log, memory, records } = gateway;
    const keys = kept.keys.welcome(due);
    await memory.lanes.run(`welcome ${due.conversation} ${due.threadId}`, async () => {
        try {
            if ((await kept.readOnly(records, kept.welcome, ...keys)).length === 0) {
                return; // done meanwhile
            }
            await introduce(gateway, due);
            await showHistory(gateway, due);
            await records.remove(...keys);
        } catch (error) {
            log.warn(`What belongs to ${due.threadId} could not be shown: ${messageOf(error)}`);
            await later(gateway, due).catch((problem: unknown) => log.warn(messageOf(problem)));
        }
    });
}

async function later(gateway: Gateway, due: Welcome): Promise<void> {
    const keys = kept.keys.welcome(due);
    const tries = due.tries + 1;
    await (tries < TRIES
        ? gateway.records.replace(keys, { ...due, tries, at: gateway.clock.now() })
        : gateway.records.remove(...keys));
}

/** Sets the custom fields that the workspace knows, and says the rest. */
async function introduce(gateway: Gateway, due: Welcome): Promise<void> {
    const room = await gateway.desk.room(due.roomId);
    if (room?.open !== true) {
        return;
    }
    const language = await gateway.desk.language();
    const lines: string[] = [];
    const tell = (name: 'threadPriority' | 'threadStarted' | 'threadEmail', value: string): void => {
        if (value !== '') {
            lines.push(text(language, name, { value }));
        }
    };
    tell('threadPriority', due.priority);
    tell('threadStarted', due.startedAt);
    tell('threadEmail', due.email);
    for (const [key, value] of Object.entries(due.fields)) {
        const result = await gateway.desk.setField(room.visitor, key, value);
        if (result === 'not set') {
            gateway.log.warn(`The field ${key} was not set (is the permission "livechat-custom-fields.write" given?)`);
        }
        if (result !== 'set') {
            lines.push(text(language, 'threadField', { key, value }));
        }
    }
    if (lines.length > 0) {
        await say(gateway, due, 'introduction', {
            text: [text(language, 'threadTitle'), ...lines].join('\n'),
            buttons: [],
        });
    }
}

async function showHistory(gateway: Gateway, due: Welcome): Promise<void> {
    const { channel: name = '', connectionId = '' } = partsOf(due.conversation) ?? {};
    const channel = channelNamed(gateway, name);
    const connection = await connectionById(gateway, name, connectionId);
    if (channel?.history === undefined || connection === undefined || due.contactRef === '') {
        return;
    }
    const lines = await channel.history(connection, due.contactRef, due.startedAt, gateway);
    const room = lines.length === 0 ? undefined : await gateway.desk.room(due.roomId);
    if (room?.open !== true) {
        return;
    }
    const language = await gateway.desk.language();
    await say(gateway, due, 'history', {
        text: text(language, 'historyNote', { count: String(lines.length) }),
        folded: { title: text(language, 'historyTitle'), text: readable(language, lines) },
        buttons: [],
    });
}

/** The newest lines that fit, oldest first. */
function readable(language: string, lines: readonly HistoryLine[]): string {
    const shown: string[] = [];
    let length = 0;
    for (const { from, at, text: words } of [...lines].reverse()) {
        const time = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
        const mark = from === 'contact' ? '👤' : '🤖';
        const line = `${mark} ${time}  ${words}`;
        length += line.length + 1;
        if (length > HISTORY_LIMIT_CHARS) {
            shown.unshift(text(language, 'historyCut'));
            break;
        }
        shown.unshift(line);
    }
    return shown.join('\n');
}

async function say(gateway: Gateway, due: Welcome, part: string, note: Note): Promise<void> {
    const id = messageIdFor(await gateway.site.secret(), `welcome ${due.conversation} ${due.threadId}`, part);
    await gateway.desk.note(due.roomId, id, note);
}

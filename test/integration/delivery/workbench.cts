import type { Client } from '../../host/client.cjs';
import type { HostOptions } from '../../host/host.cjs';
import { createRecord } from '../../host/rocketchat/persistence.cjs';
import { decode } from '../../host/store/encode.cjs';
import type { MessageView } from '../../host/views.cjs';
import { APP_ID, Desk, INSTANCE } from '../../support/desk.cjs';

/** How often the app looks after what was left over. */
export const TICK_MS = 5_000;
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The app's own user. */
export const BOT = 'switchboard.bot';

/** A customer whom nobody else in the file talks to. */
export interface Customer {
    readonly name: string;
    readonly phone: string;
}

/** A message of the app, as far as it is a note with buttons. */
export interface NoteView extends MessageView {
    readonly blocks?: ReadonlyArray<{ readonly type: string; readonly elements?: readonly Button[] }>;
}

export interface Button {
    readonly actionId: string;
    readonly blockId: string;
    readonly value: string;
    readonly text: { readonly text: string };
}

/** A desk where Olga is there and has a GREEN-API instance. Jobs run when the clock is moved, and only then. */
export async function furnished(options: HostOptions = {}): Promise<{ desk: Desk; olga: Client }> {
    const desk = await Desk.start(options);
    const olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    return { desk, olga };
}

let customers = 0;

/** A customer of his own, and no word of him yet. */
export function customer(name?: string): Customer {
    customers += 1;
    return { name: name ?? `Customer ${customers}`, phone: `1555${String(2_000_000 + customers)}` };
}

/** A chat that is going on: a customer of his own has written, and Olga has it. Gives the room. */
export async function chat(
    desk: Desk,
    who: Customer = customer(),
    instanceId: string = INSTANCE.id,
): Promise<{ who: Customer; roomId: string }> {
    await desk.customerWrites('hello', who, instanceId);
    const room = (await desk.admin.rooms({ open: true })).find(({ fname }) => fname === who.name);
    if (room === undefined) throw new Error(`No open room of ${who.name}`);
    return { who, roomId: room._id };
}

/** The open rooms of a customer, newest first. */
export async function openRooms(desk: Desk, who: Customer) {
    return (await desk.admin.rooms({ open: true })).filter(({ fname }) => fname === who.name);
}

/** Moves the clock, and waits until nothing that follows from it is under way any more. */
export async function pass(desk: Desk, ms: number): Promise<void> {
    const moved = desk.host.clock.advance(ms);
    // Answers that GREEN-API held back come now: the move waits for whatever waits for them.
    desk.green.tick();
    await moved;
    await desk.settle();
}

/** Lets the tick run a number of times, one after the other. */
export async function ticks(desk: Desk, count: number): Promise<void> {
    for (let i = 0; i < count; i++) await desk.host.clock.advance(TICK_MS);
    await desk.settle();
}

/** What the app says in a room as itself, oldest first. */
export async function notesIn(desk: Desk, roomId: string): Promise<NoteView[]> {
    return (await desk.admin.messages(roomId)).filter(({ u }) => u.username === BOT);
}

/** What the app's user writes to somebody directly, oldest first. */
export async function notesTo(user: Client): Promise<NoteView[]> {
    try {
        return (await user.directMessages(BOT)).filter(({ t, u }) => t === undefined && u.username === BOT);
    } catch {
        return []; // they have never talked
    }
}

export function buttonsOf(note: NoteView | undefined): Button[] {
    return (note?.blocks ?? []).flatMap(({ elements }) => elements ?? []);
}

/** Presses a button of a note, as the web client does. */
export async function press(
    user: Client,
    note: NoteView | undefined,
    action: 'retry' | 'dismiss',
    server?: number,
): Promise<{ status: number; json: unknown }> {
    const button = buttonsOf(note).find(({ actionId }) => actionId === `switchboard-${action}`);
    if (note === undefined || button === undefined) throw new Error(`The note has no button ${action}`);
    return pressed(user, button, { rid: note.rid, mid: note._id }, server);
}

/** The same for a button that stands elsewhere, for example in the answer to a command. */
export async function pressed(
    user: Client,
    { actionId, blockId, value }: Pick<Button, 'actionId' | 'blockId' | 'value'>,
    where: { readonly rid: string; readonly mid?: string },
    server?: number,
): Promise<{ status: number; json: unknown }> {
    const { rid, mid } = where;
    const { status, json } = await user.interact(
        APP_ID,
        {
            type: 'blockAction',
            actionId,
            payload: { blockId, value },
            container: { type: 'message', id: mid ?? 'ephemeral' },
            rid,
            ...(mid === undefined ? {} : { mid }),
        },
        server,
    );
    return { status, json };
}

/** Types a command, and gives what the user is told, with the buttons below it. */
export async function answered(desk: Desk, user: Client, line: string): Promise<{ text: string; buttons: Button[] }> {
    const before = (await user.ephemeral()).length;
    await user.runCommand(line);
    await until(`an answer to /${line}`, async () => (await user.ephemeral()).length > before);
    await desk.host.idle();
    const told = (await user.ephemeral()).slice(before) as ReadonlyArray<{ text: string; message?: NoteView }>;
    expect(told).toHaveLength(1);
    return { text: told[0]?.text ?? '', buttons: buttonsOf(told[0]?.message) };
}

/** Waits until the one note of a room begins like this, and gives it. */
export async function noteBecomes(
    notes: () => Promise<readonly NoteView[]>,
    beginning: string,
): Promise<NoteView | undefined> {
    await until(`a note that begins with ${beginning}`, async () =>
        Boolean((await notes()).slice(-1)[0]?.msg.startsWith(beginning)),
    );
    return (await notes()).slice(-1)[0];
}

/** Waits in real time for something that the app does behind an answer. Gives the ms it took. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, withinMs = 5_000): Promise<number> {
    const since = performance.now();
    while (!(await holds())) {
        if (performance.now() - since > withinMs) throw new Error(`Not within ${withinMs} ms: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return performance.now() - since;
}

/** A record of the app, as it stands in the store. */
export type Kept = Readonly<Record<string, unknown>> & { readonly t?: string };

/** What the app keeps of one kind, or all of it. */
export async function kept(desk: Desk, kind?: string): Promise<Kept[]> {
    const all = await desk.host.store.persistence.find({});
    return all.map(({ data }) => decode(data) as Kept).filter(({ t }) => kind === undefined || t === kind);
}

/** Puts a record into the app's store behind its back. */
export async function plant(desk: Desk, keys: readonly string[], data: object): Promise<void> {
    const labels = keys.map((id) => ({ model: 'misc', id }));
    await createRecord(desk.host.workspace, APP_ID, data, labels);
}

/** Removes the app's records of one kind behind its back. */
export async function weed(desk: Desk, kind: string): Promise<void> {
    for (const { _id, data } of await desk.host.store.persistence.find({})) {
        if ((decode(data) as Kept).t === kind) await desk.host.store.persistence.removeOne({ _id });
    }
}

/** Removes the app's records under a key behind its back. */
export async function uproot(desk: Desk, key: string): Promise<void> {
    await desk.host.store.persistence.removeMany({ keys: `${APP_ID} misc ${key}` });
}

/** The lines of the app's log, oldest first. */
export async function logged(desk: Desk): Promise<string[]> {
    const answer = await desk.admin.get(`/api/apps/${APP_ID}/logs`);
    const runs = answer['logs'] as ReadonlyArray<{ readonly entries: ReadonlyArray<{ readonly args: unknown[] }> }>;
    return [...runs].reverse().flatMap(({ entries }) => entries.map(({ args }) => args.map(String).join(' ')));
}

/** Lines of the log as a person sees them who looks for what went wrong. */
export async function complaints(desk: Desk): Promise<string[]> {
    const answer = await desk.admin.get(`/api/apps/${APP_ID}/logs`);
    const runs = answer['logs'] as ReadonlyArray<{
        readonly entries: ReadonlyArray<{ readonly severity: string; readonly args: unknown[] }>;
    }>;
    return [...runs]
        .reverse()
        .flatMap(({ entries }) => entries)
        .filter(({ severity }) => severity === 'warning' || severity === 'error')
        .map(({ args }) => args.map(String).join(' '));
}

/** A webhook call of GREEN-API's making, with the token that the app gave it. */
export async function webhook(desk: Desk, body: object, server?: number): Promise<number> {
    const authorization = await hookToken(desk);
    const answer = await desk.admin.webhook(
        APP_ID,
        'webhooks/green-api',
        body,
        { authorization },
        server === undefined ? {} : { server },
    );
    return answer.status;
}

async function hookToken(desk: Desk, instance: typeof INSTANCE = INSTANCE): Promise<string> {
    const response = await fetch(`${desk.green.url}/waInstance${instance.id}/getSettings/${instance.token}`);
    const { webhookUrlToken } = (await response.json()) as { webhookUrlToken: string };
    return `Bearer ${webhookUrlToken}`;
}

/** The body of a webhook that says: this person wrote that. `at` in ms since 1970. */
export function incoming(who: Customer, id: string, text: string, at: number): object {
    return {
        typeWebhook: 'incomingMessageReceived',
        instanceData: { idInstance: Number(INSTANCE.id), wid: `${INSTANCE.phone}@c.us`, typeInstance: 'whatsapp' },
        timestamp: Math.floor(at / 1_000),
        idMessage: id,
        senderData: { chatId: `${who.phone}@c.us`, senderName: who.name, chatName: who.name },
        messageData: { typeMessage: 'textMessage', textMessageData: { textMessage: text } },
    };
}

/** The body of a webhook that says what became of a message of ours. */
export function receipt(who: Customer, idMessage: string, status: string, at: number, description?: string): object {
    return {
        typeWebhook: 'outgoingMessageStatus',
        chatId: `${who.phone}@c.us`,
        instanceData: { idInstance: Number(INSTANCE.id), wid: `${INSTANCE.phone}@c.us`, typeInstance: 'whatsapp' },
        timestamp: Math.floor(at / 1_000),
        idMessage,
        status,
        ...(description === undefined ? {} : { description }),
        sendByApi: true,
    };
}

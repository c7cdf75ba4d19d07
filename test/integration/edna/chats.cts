import type { Template } from '../../fakes/edna/fake.cjs';
import type { Client, FormView } from '../../host/client.cjs';
import type { HostOptions } from '../../host/host.cjs';
import { APP_ID } from '../../support/desk.cjs';
import type { Customer, NoteView } from '../delivery/workbench.cjs';
import { HOUR, SECOND, buttonsOf, notesIn, until } from '../delivery/workbench.cjs';
import type { Bench } from './workbench.cjs';
import { SHOP, ednaBench } from './workbench.cjs';

/** Chats with customers of edna, and what agents do in them once the customers are silent. */

/** Longest wait for what the app does behind an answer, on a machine that has much to do. */
export const PATIENCE_MS = 20 * SECOND;

export const TEMPLATES: readonly Template[] = [
    { id: 314, name: 'order_ready', text: 'Заказ {{1}} готов, ждём до {{2}}', footer: 'Магазин', language: 'RU' },
    { id: 315, name: 'order_ready', text: 'Order {{1}} is ready until {{2}}', footer: 'Shop', language: 'EN' },
    { id: 316, name: 'hello', text: 'Do you still need help?', language: 'EN' },
    { id: 317, name: 'not_yet', text: 'Not approved yet', language: 'EN', status: 'PENDING' },
];

export interface Chat {
    readonly who: Customer;
    readonly roomId: string;
}

/** Two servers, and a channel with templates. The platform waits longer for a form than the app takes. */
export const benchWithTemplates = (options: HostOptions = {}): Promise<Bench> =>
    ednaBench({ servers: 2, runtimeTimeoutMs: 10 * SECOND, subject: { templates: TEMPLATES }, ...options });

/** Lets the tick run a number of times, and what edna tells come with it. */
export async function ticks(bench: Bench, count: number): Promise<void> {
    for (let i = 0; i < count; i++) await bench.pass(5 * SECOND);
}

/** Hours pass, and the tick comes to every room. */
export async function hours(bench: Bench, count: number): Promise<void> {
    await bench.pass(count * HOUR);
    await ticks(bench, 3);
}

/** What a customer has on his phone. */
export const reached = (bench: Bench, { who }: Chat): string[] =>
    bench.edna.reached(SHOP, who.phone).map(({ text }) => text);

/** The app's notes in a chat. */
export const notesOf = (bench: Bench, { roomId }: Chat): Promise<NoteView[]> => notesIn(bench.desk, roomId);

/** Types a command in a room, on a client that shows no forms, and gives what the user is told. */
export async function told(bench: Bench, user: Client, line: string, roomId: string): Promise<string> {
    const before = (await user.ephemeral()).length;
    await user.runCommand(line, roomId, { forms: false });
    await until(`an answer to /${line}`, async () => (await user.ephemeral()).length > before, PATIENCE_MS);
    await bench.settle();
    return (await user.ephemeral())
        .slice(before)
        .map(({ text }) => text)
        .join('\n');
}

/** Presses the button of a note that opens a form, and gives the form. */
export async function formOf(user: Client, note: NoteView | undefined): Promise<FormView> {
    const button = buttonsOf(note).find(({ actionId }) => actionId === 'switchboard-template');
    if (note === undefined || button === undefined) throw new Error('The note has no button for templates');
    const { actionId, blockId, value } = button;
    const triggerId = Math.random().toString(36).slice(2);
    await user.interact(APP_ID, {
        type: 'blockAction',
        triggerId,
        actionId,
        payload: { blockId, value },
        container: { type: 'message', id: note._id },
        rid: note.rid,
        mid: note._id,
    });
    const form = await user.formOpenedBy(triggerId);
    if (form === undefined) throw new Error('The button has opened no form');
    return form;
}

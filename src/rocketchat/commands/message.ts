import type { ILivechatRoom } from '@rocket.chat/apps-engine/definition/livechat';
import type { Reply } from '../../gateway/model';
import { stateOf } from '../../gateway/outbox/receipts';
import * as kept from '../../gateway/records/records';
import type { TextName } from '../../lib/texts';
import type { Done } from '../../gateway/records/records';
import type { Command, CommandCall } from './command';
import { seesAll } from '../people';

const STATES: Readonly<Record<ReturnType<typeof stateOf>, TextName>> = {
    queued: 'stateQueued',
    sent: 'stateSent',
    delivered: 'stateDelivered',
    read: 'stateRead',
    failed: 'stateFailed',
};

/** Tells what became of one message, by its id or its link. Agents may ask about their own chats. */
export const message: Command = {
    name: 'switchboard.message',
    params: '[message link or id]',
    audience: 'desk',
    takes: [1],
    help: { what: 'helpMessage', example: '/switchboard.message aBcD1234' },
    async run(call) {
        const { args, caller, gateway, say } = call;
        const id = idIn(args[0] ?? '');
        if (id === undefined) {
            return say('messageUsage');
        }
        const [out, came] = await Promise.all([
            gateway.records.read(kept.keys.reply(id)),
            kept.readOnly(gateway.records, kept.done, kept.keys.message(id)),
        ]);
        if (!seesAll(caller) && !(await isOwn(call, out, came))) {
            return say('messageNotYours');
        }
        const lines = [
            ...kept.only(kept.sent, out).map((record) =>
                say('messageSent', {
                    at: timeOf(record.at),
                    state: say(STATES[stateOf(record)]),
                    since: timeOf(record.receiptAt),
                }),
            ),
            ...kept
                .only(kept.out, out)
                .map(({ reason, notBefore }) => say('messageWaiting', { reason, next: timeOf(notBefore) })),
            ...kept
                .only(kept.dead, out)
                .map(({ inDoubt, reason }) => say(inDoubt ? 'messageDoubt' : 'messageFailed', { reason })),
            ...kept.only(kept.refused, out).map(() => say('messageRefused')),
            ...kept.only(kept.closed, out).map(() => say('messageClosed')),
            ...came.map(({ roomId }) => say('messageIn', { room: roomId })),
        ];
        return lines.length === 0 ? say('messageUnknown') : lines.join('\n');
    },
};

/** Whether the caller has written the message himself, or has, or had last, the chat in which it stands. */
async function isOwn({ caller, read }: CommandCall, out: readonly unknown[], came: readonly Done[]): Promise<boolean> {
    const [known] = [kept.sent, kept.out, kept.dead, kept.refused, kept.closed].flatMap((kind) =>
        kept.only<{ reply: Reply }>(kind, out),
    );
    if (known?.reply.author.id === caller.id) {
        return true;
    }
    const roomId = known?.reply.roomId ?? came[0]?.roomId ?? '';
    const room: unknown = roomId === '' ? undefined : await read.getRoomReader().getById(roomId);
    return (room as ILivechatRoom | null | undefined)?.servedBy?.id === caller.id;
}

/** A link to a message ends in `?msg=<id>`. */
function idIn(words: string): string | undefined {
    const linked = /[?&]msg=([A-Za-z0-9_-]+)/.exec(words)?.[1];
    return linked ?? (/^[A-Za-z0-9_-]{1,64}$/.test(words) ? words : undefined);
}

function timeOf(at: number): string {
    return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

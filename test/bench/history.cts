import { newSent } from '../../src/gateway/outbox/settled';
import * as kept from '../../src/gateway/records/records';
import type { ConversationRecord, Done, SentRecord } from '../../src/gateway/records/records';
import { conversationKey, eventKey } from '../../src/gateway/model';
import type { Reply } from '../../src/gateway/model';
import { digestOf, newSecret } from '../../src/lib/secrets';
import type { Host } from '../host/host.cjs';
import type { PersistenceRecord } from '../host/rocketchat/records.cjs';
import { decode } from '../host/store/encode.cjs';
import { planted } from '../support/planting.cjs';
import type { Seat } from './seats.cjs';
import { writers } from './seats.cjs';

const DAY_MS = 24 * 60 * 60_000;
/** Finished work is kept for so long. */
const DAYS = 29;
/** So many are put into the store at once. */
const BATCH = 5_000;
/** Records of one contact. */
const OF_ONE_CONTACT = 20;
const AGENT = { id: 'agent', name: 'Olga' } as const;

/** Puts records of finished work into the store, numbers `from` to `to`, spread over the days for which they are kept. */
export async function seedHistory({ desk: { host }, line, channel }: Seat, from: number, to: number): Promise<void> {
    const account = { channel, id: 'history' };
    const now = host.clock.now();
    const recordOf = (n: number): PersistenceRecord => {
        const contact = Math.floor(n / OF_ONE_CONTACT);
        const [{ phone } = { phone: '' }] = writers({ channel }, 1, contact);
        const lane = conversationKey(account, line.addressOf(phone));
        const at = now - Math.floor((n * DAY_MS * DAYS) / to);
        const [labels, data] = finished(n, { account, lane, roomId: `room${contact}`, at });
        return planted(host, `history${n}`, labels, data);
    };
    for (let first = from; first < to; first += BATCH) {
        const length = Math.min(BATCH, to - first);
        await host.store.persistence.insertMany(Array.from({ length }, (_, n) => recordOf(first + n)));
    }
}

interface Piece {
    readonly account: { readonly channel: string; readonly id: string };
    readonly lane: string;
    readonly roomId: string;
    readonly at: number;
}

/** Of each contact one conversation; of the rest a little more came in than went out. */
function finished(n: number, piece: Piece): [string[], object] {
    const turn = n % OF_ONE_CONTACT;
    return turn === 0 ? conversation(n, piece) : turn % 9 < 5 ? done(n, piece) : sent(n, piece);
}

function conversation(n: number, { lane, roomId, at }: Piece): [string[], ConversationRecord] {
    const data: ConversationRecord = { t: 'conversation', v: 1, key: lane, roomId, updatedAt: at, address: undefined };
    return [kept.keys.conversation(lane, `visitor${n}`), data];
}

function done(n: number, { account, lane, roomId, at }: Piece): [string[], Done] {
    const key = eventKey(account, { kind: 'message', id: `history${n}` });
    const messageIds = [`swHISTORY${String(n).padStart(13, '0')}`];
    const record: Done = {
        t: 'done',
        v: 1,
        key,
        conversation: lane,
        roomId,
        messageIds,
        frame: undefined,
        of: undefined,
        at,
    };
    return [kept.keys.done(key, messageIds, at), record];
}

function sent(n: number, { lane, roomId, at }: Piece): [string[], SentRecord] {
    const reply: Reply = { id: `reply${n}`, roomId, author: AGENT, at, text: `This is answer ${n}.`, files: [] };
    const out = { reply, round: 0, conversation: lane, noted: 'nowhere', shown: 'read' } as const;
    const record = newSent(out, { ids: [`HISTORY${n}`], at, begunAt: at, to: undefined });
    const data: SentRecord = { ...record, receipts: { [`HISTORY${n}`]: 'read' } };
    return [kept.keys.sent(data), data];
}

/** Puts copies of a channel's connection into the store, numbers `from` to `to`, each with a secret of its own. */
export async function seedConnections({ desk: { host }, channel }: Seat, from: number, to: number): Promise<void> {
    const model = await connectionOf(host, channel);
    const records: PersistenceRecord[] = [];
    for (let n = from; n < to; n++) {
        const connection = { ...model, id: String(8_000_000_000 + n), name: `Account ${n}` };
        const digest = digestOf(newSecret());
        const { createdAt } = connection;
        const hook = { t: 'hook', v: 1, digest, channel, connectionId: connection.id, createdAt };
        const labels = kept.keys.connection(channel, connection.id);
        records.push(
            planted(host, `connection${n}`, labels, kept.storeConnection(connection)),
            planted(host, `hook${n}`, kept.keys.hook(digest, channel, connection.id), hook),
        );
    }
    await host.store.persistence.insertMany(records);
}

async function connectionOf(host: Host, channel: string): Promise<ReturnType<typeof kept.connection>> {
    const all = await host.store.persistence.find({ keys: { $regex: new RegExp(` conns:${channel}$`) } });
    const [connection] = kept.only(
        kept.connection,
        all.map(({ data }) => decode(data)),
    );
    if (connection === undefined) throw new Error(`No account of ${channel} is kept in the store`);
    return connection;
}

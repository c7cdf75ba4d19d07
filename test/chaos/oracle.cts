import type { MessageRecord, RoomRecord } from '../host/rocketchat/records.cjs';
import { strayness } from './kinds.cjs';
import type { Contact, Ledger, Reply } from './ledger.cjs';
import { allRecords, notesOn, talkIn, wordsOf } from './look.cjs';
import type { Stored } from './look.cjs';
import type { Stage } from './stage.cjs';
import type { Trouble } from './trouble.cjs';

/** Something that was promised and did not happen. */
export interface Violation {
    readonly kind: 'lost' | 'doubled' | 'out of order' | 'silent' | 'sent twice' | 'rooms' | 'record';
    readonly what: string;
    /** Names by which the story of it is found. */
    readonly about: readonly string[];
    /** Those of them with which it begins. */
    readonly focus: readonly string[];
}

/** How often what may happen under faults did happen. */
export interface Allowances {
    /** A file that stands twice: no protocol can rule that out when an upload is cut off. */
    filesTwice: number;
    /** A reply in a room that Rocket.Chat opened and that was closed before the app was told anything of it. */
    unknowable: number;
    /** Replies of which it is not known whether they arrived, as the agent is told; and how many of them had arrived. */
    inDoubt: number;
    inDoubtAccepted: number;
    /** Replies that were given up for another reason, and told. */
    refused: number;
    /** Replies in doubt, or whose event was lost or came to a server that stood still, in a room closed since: overtaken. */
    overtaken: number;
}

export interface Verdict {
    readonly violations: readonly Violation[];
    readonly allowances: Allowances;
    readonly shown: number;
    readonly accepted: number;
}

/** Holds what was said against what stands in the rooms, in the provider's book and in the app's store. */
export async function judge(
    stage: Stage,
    ledger: Ledger,
    trouble: Pick<Trouble, 'wasCutOff' | 'wasDoubtful'>,
): Promise<Verdict> {
    const allowances: Allowances = {
        filesTwice: 0,
        unknowable: 0,
        inDoubt: 0,
        inDoubtAccepted: 0,
        refused: 0,
        overtaken: 0,
    };
    const violations: Violation[] = [];
    const records = await allRecords(stage.desk.host);
    const rooms = await stage.desk.host.store.rooms.find({ t: 'l' }, { sort: { ts: 1 } });
    const byName = grouped(rooms, ({ fname }) => fname ?? '');
    const replies = new Replies(stage, trouble, records, await notesOn(stage.desk.host), allowances, violations);
    const repliesOf = grouped(ledger.replies, ({ contact }) => contact.name);
    let shown = 0;
    for (const contact of ledger.contacts) {
        const mine = byName.get(contact.name) ?? [];
        const talk = await talkIn(stage.desk.host, mine);
        shown += checkWords(contact, talk, (file) => trouble.wasCutOff(file), allowances, violations);
        checkRooms(contact, mine, violations);
        replies.check(contact, repliesOf.get(contact.name) ?? [], mine, talk);
    }
    for (const record of records) {
        const problem = strayness(record);
        if (problem !== undefined) {
            violations.push({ kind: 'record', what: problem, about: record.keys, focus: record.keys.slice(0, 1) });
        }
    }
    return { violations, allowances, shown, accepted: replies.accepted };
}

function checkWords(
    contact: Contact,
    talk: readonly MessageRecord[],
    mayStandTwice: (file: string) => boolean,
    allowances: Allowances,
    violations: Violation[],
): number {
    const all = talk.filter(({ token }) => token !== undefined).map(wordsOf);
    const shown = all.filter((words, at) => {
        const again = words.startsWith('[') && all.indexOf(words) !== at && mayStandTwice(words.slice(1, -1));
        if (again) allowances.filesTwice += 1;
        return !again;
    });
    const problem = differenceOf(contact, shown);
    if (problem !== undefined) violations.push({ ...problem, about: [contact.address, ...talk.map(({ rid }) => rid)] });
    return shown.length;
}

/** Where what was said and what is shown part, and what that means. */
function differenceOf(
    { said, saidIn }: Contact,
    shown: readonly string[],
): Pick<Violation, 'kind' | 'what' | 'focus'> | undefined {
    const at = said.findIndex((words, i) => words !== shown[i]);
    if (at < 0 && said.length === shown.length) {
        return undefined;
    }
    const missing = without(said, shown);
    const surplus = without(shown, said);
    const kind = missing.length > 0 ? 'lost' : surplus.length > 0 ? 'doubled' : 'out of order';
    const from = Math.max(0, at - 2);
    const near = (list: readonly string[]): string => JSON.stringify(list.slice(from, from + 8));
    const differing = [...missing, ...surplus].slice(0, 5).join(', ');
    const begins = missing[0] === undefined ? at : said.indexOf(missing[0]);
    return {
        kind,
        focus: [saidIn[begins] ?? ''],
        what: `${differing}; from ${String(from)} (${saidIn[from] ?? ''}): said ${near(said)}, shown ${near(shown)}`,
    };
}

/** What of `list` is left when each of `others` is taken away once. */
function without(list: readonly string[], others: readonly string[]): string[] {
    const counts = new Map<string, number>();
    for (const one of others) counts.set(one, (counts.get(one) ?? 0) + 1);
    return list.filter((one) => {
        const left = counts.get(one) ?? 0;
        counts.set(one, left - 1);
        return left <= 0;
    });
}

function checkRooms(contact: Contact, rooms: readonly RoomRecord[], violations: Violation[]): void {
    const open = rooms.filter((room) => room.open === true);
    if (open.length !== (contact.said.length === 0 ? 0 : 1)) {
        const what = `${contact.name} has ${String(open.length)} open rooms: ${open.map(({ _id }) => _id).join(', ')}`;
        violations.push({ kind: 'rooms', what, about: [contact.address, ...open.map(({ _id }) => _id)], focus: [] });
    }
}

/** What became of the agents' replies. */
class Replies {
    accepted = 0;
    private readonly times = new Map<string, number>();
    private readonly dead = new Map<string, Stored>();
    private readonly order = new Map<string, string[]>();
    /** Of which the provider has said that they failed after all. */
    private readonly failed = new Set<string>();

    constructor(
        private readonly stage: Stage,
        private readonly trouble: Pick<Trouble, 'wasDoubtful'>,
        records: readonly Stored[],
        private readonly notes: ReadonlyMap<string, string>,
        private readonly allowances: Allowances,
        private readonly violations: Violation[],
    ) {
        for (const { address, text, failed } of stage.lines.flatMap((line) => line.accepted())) {
            this.accepted += 1;
            if (failed) this.failed.add(text);
            this.times.set(text, (this.times.get(text) ?? 0) + 1);
            const before = this.order.get(address);
            if (before === undefined) this.order.set(address, [text]);
            else before.push(text);
        }
        for (const record of records.filter(({ data }) => data.t === 'dead')) {
            this.dead.set((record.data['reply'] as { id: string }).id, record);
        }
    }

    check(
        contact: Contact,
        replies: readonly Reply[],
        rooms: readonly RoomRecord[],
        talk: readonly MessageRecord[],
    ): void {
        for (const reply of replies) this.checkOne(reply, rooms, replies);
        this.checkOrder(contact, replies, rooms, talk);
    }

    private checkOne(reply: Reply, rooms: readonly RoomRecord[], all: readonly Reply[]): void {
        const { allowances, violations } = this;
        const { text, messageId, roomId, contact } = reply;
        const about = [messageId, roomId, contact.address];
        const times = this.times.get(text) ?? 0;
        const dead = this.dead.get(messageId)?.data;
        if (dead?.['inDoubt'] === true) {
            allowances.inDoubt += 1;
            allowances.inDoubtAccepted += times > 0 ? 1 : 0;
        } else if (dead !== undefined) {
            allowances.refused += 1;
        }
        if (times > 1) {
            violations.push({
                kind: 'sent twice',
                what: `"${text}" was accepted ${String(times)} times`,
                about,
                focus: [text],
            });
        } else if ((times === 0 || this.failed.has(text)) && !(dead !== undefined && this.notes.has(text))) {
            if (
                this.isUnknowable(
                    rooms.find(({ _id }) => _id === roomId),
                    all,
                )
            ) {
                allowances.unknowable += 1;
                return;
            }
            const fate = times === 0 ? 'did not go out' : 'failed';
            const said = `dead letter: ${String(dead !== undefined)}, note: ${String(this.notes.get(text))}`;
            violations.push({ kind: 'silent', what: `"${text}" ${fate}; ${said}`, about, focus: [text] });
        }
    }

    /** A room that names no conversation, is closed, and of which no event at all reached the app. */
    private isUnknowable(room: RoomRecord | undefined, all: readonly Reply[]): boolean {
        const { stage } = this;
        if (room === undefined || room.open === true || room.customFields !== undefined) return false;
        const heardOf =
            stage.wasHeard('IPostLivechatRoomStarted', room._id) || stage.wasHeard('IPostLivechatRoomClosed', room._id);
        const inIt = all.filter(({ roomId }) => roomId === room._id);
        return !heardOf && inIt.every(({ messageId }) => !stage.wasHeard('IPostMessageSent', messageId));
    }

    /** The provider has them in the order in which they stand in the rooms. */
    private checkOrder(
        contact: Contact,
        replies: readonly Reply[],
        rooms: readonly RoomRecord[],
        talk: readonly MessageRecord[],
    ): void {
        const written = new Map(talk.map(({ _id, ts, seq }) => [_id, { ts: ts.getTime(), seq }]));
        const byText = new Map(replies.map((reply) => [reply.text, reply]));
        const sent = (this.order.get(contact.address) ?? []).flatMap((text) => byText.get(text) ?? []);
        let latest: Reply | undefined;
        for (const reply of sent) {
            const mine = written.get(reply.messageId);
            const before = latest && written.get(latest.messageId);
            if (mine !== undefined && before !== undefined && mine.ts < before.ts) {
                if (this.mayBeOvertaken(reply, rooms)) this.allowances.overtaken += 1;
                else {
                    this.violations.push({
                        kind: 'out of order',
                        what: `"${reply.text}" went out after "${latest?.text ?? ''}"`,
                        about: [reply.messageId, reply.roomId, latest?.messageId ?? '', contact.address],
                        focus: [reply.text],
                    });
                }
            } else {
                latest = reply;
            }
        }
    }

    /** In doubt, others go on without it; and of a room that is closed nobody is reminded by the next reply. */
    private mayBeOvertaken({ messageId, roomId, text }: Reply, rooms: readonly RoomRecord[]): boolean {
        const { stage, trouble } = this;
        const isClosed = rooms.find(({ _id }) => _id === roomId)?.open !== true;
        // Of one that arrived after all no dead letter is left.
        const wasDoubtful = this.dead.has(messageId) || trouble.wasDoubtful(messageId) || this.notes.has(text);
        const wasHeardInTime = stage.wasHeard('IPostMessageSent', messageId) && !stage.wasHeardLate(messageId);
        return wasDoubtful || (isClosed && !wasHeardInTime);
    }
}

function grouped<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
    const groups = new Map<string, T[]>();
    for (const one of list) {
        const group = groups.get(keyOf(one));
        if (group === undefined) groups.set(keyOf(one), [one]);
        else group.push(one);
    }
    return groups;
}

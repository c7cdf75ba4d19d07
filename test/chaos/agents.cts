import type { Client } from '../host/client.cjs';
import type { RoomRecord } from '../host/rocketchat/records.cjs';
import { Dice } from './dice.cjs';
import type { Contact, Ledger } from './ledger.cjs';
import { RATES } from './plan.cjs';
import type { Stage } from './stage.cjs';

const MOST_AT_ONCE = 8;

/** The agents: they answer in open rooms, several times in a row now and then, and close rooms. */
export class Agents {
    private readonly dice: Dice;
    private readonly working = new Set<Promise<void>>();
    /** Conversations in which an agent is at work: nobody types two messages at the same time. */
    private readonly busy = new Set<Contact>();
    private written = 0;
    /** Replies and closings for which there was no room yet. */
    private owedReplies = 0;
    private owedClosings = 0;
    moods = 0;

    constructor(
        private readonly stage: Stage,
        private readonly ledger: Ledger,
    ) {
        this.dice = new Dice(stage.plan.seed, 'agents');
    }

    /** An event has come in; now and then somebody reacts, in that conversation or in another one. */
    react(contact: Contact): void {
        const { dice, stage, ledger } = this;
        const { plan } = stage;
        // One to three in a row.
        if (dice.chance(plan.replies / plan.events / 2)) this.owedReplies += 2;
        if (stage.losing && dice.chance(plan.closings / plan.events)) this.owedClosings += 1;
        if (this.working.size >= MOST_AT_ONCE || this.owedReplies + this.owedClosings === 0) return;
        const where = dice.chance(0.6) ? contact : dice.pick(ledger.contacts);
        if (this.busy.has(where)) return;
        const inARow = Math.min(this.owedReplies, dice.between(1, 3), plan.replies - this.written);
        // In the end every conversation must be open.
        const closes = stage.losing && this.owedClosings > 0;
        this.owedReplies -= Math.max(0, inARow);
        this.owedClosings -= closes ? 1 : 0;
        this.busy.add(where);
        const work = this.workIn(where, inARow, closes).finally(() => {
            this.busy.delete(where);
            this.working.delete(work);
        });
        this.working.add(work);
    }

    /** Writes the replies that are still missing from the plan. */
    async finish(): Promise<void> {
        await this.settle();
        for (let tries = 0; this.written < this.stage.plan.replies && tries < 10 * this.stage.plan.replies; tries++) {
            await this.workIn(this.dice.pick(this.ledger.contacts), 1, false);
        }
    }

    async settle(): Promise<void> {
        while (this.working.size > 0) await Promise.all(this.working);
    }

    async setAvailable(available: boolean): Promise<void> {
        for (const { agent } of this.stage.lines) {
            await agent.setAgentStatus(available ? 'available' : 'not-available');
        }
    }

    private async workIn(contact: Contact, replies: number, closes: boolean): Promise<void> {
        const room = await this.openRoomOf(contact);
        const agent = room && this.agentIn(room);
        if (room === undefined || agent === undefined) {
            this.owedReplies += Math.max(0, replies);
            this.owedClosings += closes ? 1 : 0;
            return;
        }
        for (let n = 0; n < replies; n++) await this.reply(contact, room, agent);
        if (closes) await this.close(room, agent);
    }

    private async reply(contact: Contact, room: RoomRecord, agent: Client): Promise<void> {
        const { stage, ledger } = this;
        if (this.written >= stage.plan.replies) return;
        this.written += 1;
        const text = `answer ${String(this.written)} to ${contact.name}`;
        if (stage.losing && this.dice.chance(RATES.moody)) {
            this.moods += 1;
            const line = stage.lines[contact.line];
            line?.fault(this.dice.weighted(line.moods));
        }
        try {
            const { _id: messageId } = await agent.post(room._id, text, stage.pick());
            ledger.replies.push({ contact, text, messageId, roomId: room._id });
            stage.diary.write(-1, `agent writes "${text}"`, [room._id, messageId, contact.address]);
        } catch {
            this.written -= 1; // the room was closed meanwhile
            this.owedReplies += 1;
        }
    }

    private async close(room: RoomRecord, agent: Client): Promise<void> {
        try {
            await agent.close(room._id, 'bye', this.stage.pick());
            this.ledger.closings += 1;
            this.stage.diary.write(-1, 'agent closes the room', [room._id]);
        } catch {
            // Somebody was faster.
        }
    }

    private async openRoomOf(contact: Contact): Promise<RoomRecord | undefined> {
        const { rooms } = this.stage.desk.host.store;
        if (contact.visitorToken === undefined) {
            const any = await rooms.findOne({ t: 'l', fname: contact.name });
            contact.visitorToken = any?.v?.token;
        }
        return contact.visitorToken === undefined
            ? undefined
            : rooms.findOne({ 'v.token': contact.visitorToken, open: true });
    }

    private agentIn({ servedBy }: RoomRecord): Client | undefined {
        return this.stage.lines.find(({ username }) => username === servedBy?.username)?.agent;
    }
}

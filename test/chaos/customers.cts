import { Dice } from './dice.cjs';
import type { Contact, Event, Ledger } from './ledger.cjs';
import { RATES } from './plan.cjs';
import type { Stage } from './stage.cjs';
import { deliver, notification } from './webhooks.cjs';

/** So many conversations are delivered to at the same time. */
const SIDE_BY_SIDE = 24;
const MOST_COPIES = 5;
const LONGEST_BURST = 8;

/**
 * The contacts and their provider. It delivers the events of one conversation one after the other, the next one only
 * when the one before was answered with 200, and each one to five times, to any server; between conversations there is
 * no order.
 */
export class Customers {
    private readonly dice: Dice;
    private readonly background = new Set<Promise<unknown>>();
    private readonly late: Event[] = [];

    constructor(
        private readonly stage: Stage,
        private readonly ledger: Ledger,
        /** Called for each event that was answered with 200 for the first time. */
        private readonly accepted: (contact: Contact) => void,
    ) {
        this.dice = new Dice(stage.plan.seed, 'customers');
    }

    /** Lets so many events come in, in bursts. Resolves when each was answered. */
    async write(count: number): Promise<void> {
        const talking: Contact[] = [];
        for (let left = count; left > 0;) {
            const contact = this.dice.pick(this.ledger.contacts);
            const burst = Math.min(left, this.dice.between(1, LONGEST_BURST));
            for (let n = 0; n < burst; n++) this.enqueue(contact);
            talking.push(contact);
            left -= burst;
        }
        await this.deliverAll(talking);
    }

    /** Lets every contact say one more thing. */
    async writeAll(): Promise<void> {
        for (const contact of this.ledger.contacts) this.enqueue(contact);
        await this.deliverAll([...this.ledger.contacts]);
    }

    /** Delivers once more what is still to be repeated, and waits for every answer. */
    async finish(): Promise<void> {
        for (let event = this.late.pop(); event !== undefined; event = this.late.pop()) {
            await this.once(event);
        }
        while (this.background.size > 0) await Promise.all(this.background);
    }

    private enqueue(contact: Contact): void {
        const { dice, stage } = this;
        const line = stage.lines[contact.line];
        if (line === undefined) throw new Error('No such line');
        contact.events += 1;
        const n = contact.events;
        const at = stage.desk.host.clock.now();
        const id = `${contact.name}-${String(n)}`;
        const isFile = dice.chance(RATES.files);
        const file = `${id}.jpg`;
        const text = this.textFor(contact, n);
        const words = isFile ? { file, url: stage.files.url(file), text } : { text };
        contact.queue.push({
            contact,
            id,
            payload: notification(line, contact, id, at, words),
            words: isFile ? [`[${file}]`, text] : [text],
            copies: dice.chance(RATES.repeated) ? dice.between(2, MOST_COPIES) : 1,
        });
    }

    /** The same words again now and then, as people do. */
    private textFor(contact: Contact, n: number): string {
        if (contact.lastWords === '' || !this.dice.chance(RATES.sameText)) {
            contact.lastWords = `${contact.name} says ${String(n)}`;
        }
        return contact.lastWords;
    }

    private async deliverAll(talking: Contact[]): Promise<void> {
        const idle = new Set(talking);
        const worker = async (): Promise<void> => {
            for (;;) {
                const waiting = [...idle].filter(({ queue }) => queue.length > 0);
                if (waiting.length === 0) return;
                const contact = this.dice.pick(waiting);
                idle.delete(contact);
                const event = contact.queue[0];
                if (event !== undefined) await this.untilDone(event);
                contact.queue.shift();
                idle.add(contact);
            }
        };
        // A worker that finds nobody free ends, so some must stay until the last word.
        while (talking.some(({ queue }) => queue.length > 0)) {
            await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
        }
    }

    private async untilDone(event: Event): Promise<void> {
        const { dice } = this;
        for (let tries = 0; ; tries++) {
            const atOnce = event.copies > 1 && dice.chance(RATES.atOnce) ? 2 : 1;
            event.copies -= atOnce;
            if (await firstOk(Array.from({ length: atOnce }, () => this.tracked(this.once(event))))) break;
            await new Promise((resolve) => setTimeout(resolve, dice.between(20, 60 + 40 * tries)));
        }
        event.contact.said.push(...event.words);
        event.contact.saidIn.push(...event.words.map(() => event.id));
        this.ledger.accepted += 1;
        this.accepted(event.contact);
        this.repeat(event);
    }

    /** The deliveries that nobody needs: some at once, beside the next event, some later. */
    private repeat(event: Event): void {
        for (; event.copies > 0; event.copies--) {
            if (this.dice.chance(0.5)) void this.tracked(this.once(event));
            else this.late.push(event);
        }
        if (this.late.length > 0 && this.dice.chance(0.3)) {
            const [again] = this.late.splice(this.dice.below(this.late.length), 1);
            if (again !== undefined) void this.tracked(this.once(again));
        }
    }

    private async once({ contact, payload }: Event): Promise<boolean> {
        const { stage, ledger } = this;
        const secret = stage.lines[contact.line]?.secret ?? '';
        ledger.deliveries += 1;
        const status = await deliver(stage.desk.admin, secret, stage.pick(), payload);
        ledger.answers[status] = (ledger.answers[status] ?? 0) + 1;
        return status === 200;
    }

    private tracked<T>(work: Promise<T>): Promise<T> {
        this.background.add(work);
        void work.finally(() => this.background.delete(work));
        return work;
    }
}

/** Whether one of these comes out well; resolves as soon as one has. */
function firstOk(works: readonly Promise<boolean>[]): Promise<boolean> {
    return new Promise((resolve) => {
        let left = works.length;
        for (const work of works) {
            void work.then((ok) => {
                left -= 1;
                if (ok || left === 0) resolve(ok);
            });
        }
    });
}

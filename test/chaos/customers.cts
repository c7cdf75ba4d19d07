import { Dice } from './dice.cjs';
import type { Contact, Event, Ledger } from './ledger.cjs';
import { RATES } from './plan.cjs';
import type { Stage } from './stage.cjs';
import { deliver } from '../support/lines/webhooks.cjs';

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
    /** Contacts that have something to say and to whom nobody listens at the moment. */
    private readonly ready: Contact[] = [];
    private readonly talking = new Set<Contact>();
    private tellTaken: () => void = () => undefined;
    private readonly late: Event[] = [];

    constructor(
        private readonly stage: Stage,
        private readonly ledger: Ledger,
        /** Called for each event that was answered with 200 for the first time. */
        private readonly accepted: (contact: Contact) => void,
    ) {
        this.dice = new Dice(stage.plan.seed, 'customers');
    }

    /**
     * Lets so many events come in, in bursts. Resolves when nobody has to wait for being listened to and half of the last
     * contacts are done: the others still speak then, and some may wait for what a dead server has left behind.
     */
    async write(count: number): Promise<void> {
        for (let left = count; left > 0;) {
            const contact = this.dice.pick(this.ledger.contacts);
            const burst = Math.min(left, this.dice.between(1, LONGEST_BURST));
            for (let n = 0; n < burst; n++) this.enqueue(contact);
            left -= burst;
        }
        await this.listen();
    }

    /** Lets every contact say one more thing. */
    async writeAll(): Promise<void> {
        for (const contact of this.ledger.contacts) this.enqueue(contact);
        await this.listen();
    }

    /** Delivers once more what is still to be repeated, and waits for every answer. */
    async finish(): Promise<void> {
        while (this.talking.size > 0) await Promise.all(this.background);
        const deliverLate = async (): Promise<void> => {
            for (let event = this.late.pop(); event !== undefined; event = this.late.pop()) await this.once(event);
        };
        await Promise.all(Array.from({ length: SIDE_BY_SIDE }, deliverLate));
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
        if (contact.queue.length === 0 && !this.talking.has(contact)) this.ready.push(contact);
        contact.queue.push({
            contact,
            id,
            payload: line.notification(contact, id, at, words),
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

    /** Listens to everybody who is ready, to so many at the same time. */
    private async listen(): Promise<void> {
        const taken = new Promise<void>((resolve) => (this.tellTaken = resolve));
        this.listenToMore();
        await taken;
    }

    private listenToMore(): void {
        while (this.ready.length > 0 && this.talking.size < SIDE_BY_SIDE) {
            const at = this.dice.below(this.ready.length);
            const [contact] = this.ready.splice(at, 1);
            if (contact !== undefined) void this.tracked(this.listenTo(contact));
        }
        const most = Math.min(SIDE_BY_SIDE, this.ledger.contacts.length) / 2;
        if (this.ready.length === 0 && this.talking.size <= most) this.tellTaken();
    }

    /** One event; the next one of the same contact has its turn later. */
    private async listenTo(contact: Contact): Promise<void> {
        this.talking.add(contact);
        const [event] = contact.queue;
        if (event !== undefined) await this.untilDone(event);
        contact.queue.shift();
        this.talking.delete(contact);
        if (contact.queue.length > 0) this.ready.push(contact);
        this.listenToMore();
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
        const line = stage.lines[contact.line];
        if (line === undefined) throw new Error('No such line');
        ledger.deliveries += 1;
        const status = await deliver(stage.desk.admin, line.hook, stage.pick(), payload);
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

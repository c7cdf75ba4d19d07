import { Exchanges } from '../exchange.cjs';
import { type Answer, Fake, type FakeOptions, type FakeRequest } from '../fake.cjs';
import { masked } from '../masking.cjs';
import type { Account, KeyForm, NewSubject, Outcome, Rights, Slots, Subject } from './account.cjs';
import { type ErrorForm, NO_RIGHTS, Refusal, WRONG_KEY, refusal } from './answers.cjs';
import { ANY_CALLBACK, CALLBACK_KINDS, type CallbackKind, Callbacks, type Told } from './callbacks.cjs';
import { type Body, bodyIn } from './content.cjs';
import { controls } from './controls.cjs';
import { METHODS, type Method } from './methods.cjs';
import { type InboundForm, type StatusForm, type Writer, incoming } from './notifications.cjs';
import { type Post, freshId } from './sending.cjs';
import type { SentMessage } from './sent.cjs';

export { EDNA_FAULTS } from './answers.cjs';
export type { Outcome, Template } from './account.cjs';

/** What edna does in more than one way, or is not known to do. May be changed at any time. */
export interface Habits {
    /** Where error bodies carry the code; `title` when left out. */
    errorForm: ErrorForm;
    /** The shape of statuses; `current` when left out. */
    statusForm: StatusForm;
    /** Whether `/api/messages/send` is there, of which only the first middleware for edna speaks. Not when left out. */
    seedPath: boolean;
    /** Whether the first status is told before the call that sends is answered. Not when left out. */
    hurries: boolean;
    /** `subscriberFilter.type` by which a client without a phone number can be written to; none when left out. */
    otherType: string | undefined;
}

export interface Message extends Writer {
    readonly text: string;
}

const FORGED_KEY = 'not-the-configured-key';

/** The first cascade of a channel, unless a test says otherwise. */
const CASCADE_IDS_FROM = 3_500;

/**
 * An edna Pulse of our own: its interfaces by which a desk sends, as its documentation describes them (`methods.cts`), its
 * callbacks, and faults. Each call belongs to the account of its `X-API-KEY`.
 */
export class Edna extends Fake {
    readonly habits: Habits = {
        errorForm: 'title',
        statusForm: 'current',
        seedPath: false,
        hurries: false,
        otherType: undefined,
    };
    private readonly accounts: Account[] = [];
    private readonly exchanges = new Exchanges();
    private readonly post: Post = {
        timers: this.timers,
        exchanges: this.exchanges,
        statusForm: () => this.habits.statusForm,
        hurries: () => this.habits.hurries,
        otherType: () => this.habits.otherType,
    };

    constructor(options: FakeOptions) {
        super(
            options,
            Object.entries(METHODS).map(([name, method]) => ({
                name,
                method: method.verb,
                path: method.path,
                handle: (request: FakeRequest) => this.call(name, method, request),
            })),
            [...CALLBACK_KINDS, ANY_CALLBACK],
            controls(() => this),
        );
    }

    override async stop(): Promise<void> {
        this.subjects.forEach(({ callbacks }) => callbacks.stop());
        await this.exchanges.stop();
        await super.stop();
    }

    /** An account with its master key. `webhookKey`: callbacks carry it, in the form of `keyForm`. */
    addAccount({
        key,
        webhookKey,
        keyForm = 'Token',
    }: {
        readonly key: string;
        readonly webhookKey?: string;
        readonly keyForm?: KeyForm;
    }): void {
        this.accounts.push({
            keys: new Map([[key, {}]]),
            subjects: [],
            cascades: [],
            slots: {},
            webhookKey,
            keyForm,
            requestIds: new Set(),
        });
    }

    /** A further key of the account that has this one. */
    addKey(ofKey: string, key: string, rights: Rights = {}): void {
        this.accountOf(ofKey).keys.set(key, rights);
    }

    /** A key was made new: the old one is a wrong one from now on. */
    replaceKey(old: string, key: string): void {
        const { keys } = this.accountOf(old);
        keys.set(key, keys.get(old) ?? {});
        keys.delete(old);
    }

    /** Adds a channel to the account with this key, and the cascade of one stage that edna makes for it. */
    addSubject(key: string, added: NewSubject): void {
        const account = this.accountOf(key);
        const { type = 'WHATSAPP', phone = '', active = true, locked = false, templates = [] } = added;
        const subject: Subject = {
            profileId: 70 + this.subjects.length + 1,
            subjectId: added.subjectId,
            subject: added.subject,
            type,
            phone,
            active,
            locked,
            templates,
            registrationStatus: added.registrationStatus ?? 'DONE_FINISH_REGISTER',
            slots: account.slots,
            sent: [],
            received: [],
            lastInboundAt: new Map(),
            subscribers: new Map(),
            outcomes: new Map(),
            callbacks: new Callbacks({
                timers: this.timers,
                faults: this.faults,
                exchanges: this.exchanges,
                addresses: (kind) => ({ main: subject.slots[SLOTS[kind]], copy: subject.slots.additionalUrl }),
                signed: (url, forged) => signed(account, url, forged),
            }),
        };
        account.subjects.push(subject);
        const { cascadeId = CASCADE_IDS_FROM + added.subjectId } = added;
        if (cascadeId !== 'none') {
            this.addCascade({ id: cascadeId, name: `Cascade ${added.subject}`, subjectIds: [added.subjectId] });
        }
    }

    /** A cascade of the account to which its channels belong, one a stage. */
    addCascade(added: {
        readonly id: number;
        readonly name?: string;
        readonly status?: 'ACTIVE' | 'DISABLED';
        readonly subjectIds: readonly number[];
    }): void {
        const { id, name = `Cascade ${String(id)}`, status = 'ACTIVE' } = added;
        const stages = added.subjectIds.map((subjectId) => this.subject(subjectId));
        const account = this.accounts.find(({ subjects }) => stages.every((stage) => subjects.includes(stage)));
        account?.cascades.push({ id, name, status, stages });
    }

    /** A cascade is deleted, as somebody may do in edna's pages. */
    removeCascade(id: number): void {
        for (const { cascades } of this.accounts) {
            cascades.splice(0, Infinity, ...cascades.filter((cascade) => cascade.id !== id));
        }
    }

    /** Changes a channel as edna's pages or edna itself would. */
    change(
        subjectId: number,
        changes: Partial<Pick<Subject, 'active' | 'registrationStatus' | 'locked' | 'templates'>>,
    ): void {
        Object.assign(this.subject(subjectId), changes);
    }

    /** Sets addresses of callbacks as edna's pages do: without a probe. Also the only way to `additionalUrl`. */
    setSlots(subjectId: number, slots: Slots): void {
        const subject = this.subject(subjectId);
        subject.slots = { ...subject.slots, ...slots };
    }

    slots(subjectId: number): Slots {
        return this.subject(subjectId).slots;
    }

    /**
     * A client writes. Returns the message's id, as text; whether a callback tells of it is up to the addresses that are
     * set. Opens his window of 24 hours.
     */
    customerWrites(subjectId: number, { text, ...who }: Message, form: InboundForm = 'current'): string {
        return this.customerSends(subjectId, who, { type: 'TEXT', text }, { form });
    }

    /** The same with anything, in the form of `messageContent`; `more` goes over the callback's other members. */
    customerSends(
        subjectId: number,
        who: Writer,
        content: Body,
        { form = 'current', more = {} }: { readonly form?: InboundForm; readonly more?: object } = {},
    ): string {
        const subject = this.subject(subjectId);
        const at = this.timers.now();
        const received = { id: freshId(), address: who.phone, content, at };
        subject.received.push(received);
        subject.lastInboundAt.set(who.phone, at);
        void subject.callbacks.push('in-message', incoming(form, subject, who, received, more));
        return String(received.id);
    }

    /** A client has written at this time (ms since 1970) and nobody is told: for tests of the 24 hours. */
    lastWrote(subjectId: number, phone: string, at: number): void {
        this.subject(subjectId).lastInboundAt.set(phone, at);
    }

    /** Tells anything, as it is. */
    pushCallback(subjectId: number, payload: object, kind: CallbackKind = 'in-message'): void {
        void this.subject(subjectId).callbacks.push(kind, payload);
    }

    /** What becomes of messages to a client from now on, status by status; the usual is SENT, DELIVERED, READ. */
    setOutcome(subjectId: number, phone: string, statuses: readonly (string | Outcome)[]): void {
        const outcome = statuses.map((one) => (typeof one === 'string' ? { status: one } : one));
        this.subject(subjectId).outcomes.set(phone, outcome);
    }

    /** Every message that was accepted, in that order. */
    sent(subjectId: number): readonly SentMessage[] {
        return this.subject(subjectId).sent;
    }

    /** What a client has on his phone, in the order in which it was accepted. */
    reached(subjectId: number, phone: string): readonly SentMessage[] {
        return this.sent(subjectId).filter(({ address, status }) => address === phone && ARRIVED.includes(status));
    }

    /** Every attempt to make a callback, in that order. */
    deliveries(subjectId: number): readonly Told[] {
        return this.subject(subjectId).callbacks.told;
    }

    /** Callbacks that are neither taken nor given up. */
    waiting(subjectId: number): number {
        return this.subject(subjectId).callbacks.waiting;
    }

    /** Callbacks that were given up after the last repeat. */
    givenUp(subjectId: number): readonly object[] {
        return this.subject(subjectId).callbacks.givenUp;
    }

    /** Until nothing is under way, or can only go on when the clock moves. */
    async drain(): Promise<void> {
        do {
            await this.exchanges.drain();
            await Promise.all(this.subjects.map(({ callbacks }) => callbacks.drain()));
        } while (this.exchanges.busy);
    }

    get subjectIds(): readonly number[] {
        return this.subjects.map(({ subjectId }) => subjectId);
    }

    protected override notFound(): Answer {
        return refusal(new Refusal('not-found', 404, 'No such method'), this.habits.errorForm);
    }

    private get subjects(): readonly Subject[] {
        return this.accounts.flatMap(({ subjects }) => subjects);
    }

    private subject(id: number): Subject {
        const subject = this.subjects.find(({ subjectId }) => subjectId === id);
        if (subject === undefined) {
            throw new Error(`No subject ${String(id)}`);
        }
        return subject;
    }

    private accountOf(key: string): Account {
        const account = this.accounts.find(({ keys }) => keys.has(key));
        if (account === undefined) {
            throw new Error(`No account with the key ${masked(key)}`);
        }
        return account;
    }

    private async call(name: string, method: Method, request: FakeRequest): Promise<Answer> {
        try {
            const { account, rights } = this.authenticated(request);
            if (rights.methods !== undefined && !rights.methods.includes(name)) {
                throw NO_RIGHTS;
            }
            if (name === 'seed-send' && !this.habits.seedPath) {
                return this.notFound();
            }
            const body = bodyIn(request.body);
            return await method.run({ account, rights, request, body, post: this.post });
        } catch (error) {
            if (error instanceof Refusal) {
                return refusal(error, this.habits.errorForm);
            }
            throw error;
        }
    }

    private authenticated({ headers }: FakeRequest): { account: Account; rights: Rights } {
        const key = String(headers['x-api-key'] ?? '');
        const account = this.accounts.find(({ keys }) => keys.has(key));
        const rights = account?.keys.get(key);
        if (account === undefined || rights === undefined || this.timers.now() >= (rights.expiresAt ?? Infinity)) {
            throw WRONG_KEY;
        }
        return { account, rights };
    }
}

const ARRIVED: readonly string[] = ['SENT', 'DELIVERED', 'READ'];

const SLOTS: Readonly<Record<CallbackKind, keyof Slots>> = {
    'in-message': 'inMessageCallbackUrl',
    status: 'statusCallbackUrl',
    'message-matcher': 'messageMatcherCallbackUrl',
};

/** The secret of a callback: the account's webhook key in a header, or what stands in the address itself. */
function signed(
    { webhookKey, keyForm }: Account,
    url: string,
    forged: boolean,
): { url: string; headers: Readonly<Record<string, string>> } {
    const key = forged ? FORGED_KEY : webhookKey;
    const address = forged ? url.replace(/([?&]token=)[^&#]*/, `$1${FORGED_KEY}`) : url;
    const json = { 'content-type': 'application/json' };
    if (webhookKey === undefined || key === undefined) {
        return { url: address, headers: json };
    }
    const header: Readonly<Record<KeyForm, Readonly<Record<string, string>>>> = {
        Token: { authorization: `Token ${key}` },
        Bearer: { authorization: `Bearer ${key}` },
        bare: { authorization: key },
        'x-api-key': { 'x-api-key': key },
    };
    return { url: address, headers: { ...json, ...header[keyForm] } };
}

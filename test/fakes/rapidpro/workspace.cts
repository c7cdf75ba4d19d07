import { randomBytes, randomUUID } from 'node:crypto';
import type { FaultQueue } from '../faults.cjs';
import type { Timers } from '../timers.cjs';
import { AppClient, type LoggedCall, MAILROOM, WEB_PAGES } from './app-client.cjs';
import type { Taken } from './answers.cjs';
import { withId, withStatus } from './answers.cjs';
import { type Exchanges, NoAnswer } from '../exchange.cjs';
import {
    type AdminCredentials,
    type ClosedEvent,
    type Contact,
    type Message,
    type NewContact,
    type Opened,
    type Said,
    type SentReply,
    type Ticket,
    type Ticketer,
    VARIANTS,
    type Variant,
} from './records.cjs';
import { type OpenOptions, closeBody, roomBody } from './bodies.cjs';

export interface NewWorkspace {
    readonly variant: Variant;
    /** What the connect page shows for the setting "App Secret"; a fresh one when left out. */
    readonly secret?: string;
    /** Of a user of the workspace, for the REST API. */
    readonly apiToken?: string;
    /** The callback's address as the published text has it, `<uuid>/event`, and not as released servers have it. */
    readonly published?: boolean;
    /** See `AppClientOptions`. */
    readonly http2?: boolean;
}

/** What the server lends to its workspaces. */
export interface Server {
    readonly timers: Timers;
    readonly faults: FaultQueue;
    readonly exchanges: Exchanges;
    /** Numbers of one database. */
    readonly nextNumber: () => number;
    readonly origin: () => string;
}

/** The connect page cuts what is pasted after the last UUID. */
const BASE_URL = /^https?:\/\/[^\s"']+\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const SECRET_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A workspace of RapidPro or Weni with its contacts, their tickets, and the app as its ticketing service. */
export class Workspace {
    readonly variant: Variant;
    readonly ticketerId = randomUUID();
    readonly apiToken: string;
    readonly tickets: Ticket[] = [];
    readonly messages: Message[] = [];
    readonly replies: SentReply[] = [];
    readonly closedEvents: ClosedEvent[] = [];
    private readonly client: AppClient;
    private readonly published: boolean;
    private currentSecret: string;
    private current: Ticketer | undefined;
    private readonly workers = new Map<Contact, Promise<unknown>>();

    constructor(
        private readonly server: Server,
        { variant, secret, apiToken, published = false, http2 = false }: NewWorkspace,
    ) {
        this.variant = variant;
        this.published = published;
        this.currentSecret = secret ?? newSecret();
        this.apiToken = apiToken ?? randomBytes(20).toString('hex');
        this.client = new AppClient({ ...server, http2 });
    }

    /** To be put into the setting "App Secret". */
    get secret(): string {
        return this.currentSecret;
    }

    /** Undefined until connected, and after the service was deleted. */
    get ticketer(): Ticketer | undefined {
        return this.current;
    }

    get path(): string {
        const base = '/mr/tickets/types/rocketchat';
        return this.published ? `${base}/${this.ticketerId}/event` : `${base}/event_callback/${this.ticketerId}`;
    }

    get webhookUrl(): string {
        return `${this.server.origin()}${this.path}`;
    }

    /** The calls to the app, as RapidPro's administrators see them. */
    get calls(): readonly LoggedCall[] {
        return this.client.log;
    }

    /**
     * The connect page: pastes an address, `PUT settings`, and only an exact 204 connects. The ticketer exists only
     * after that answer.
     */
    async connect(pasted: string, admin: AdminCredentials): Promise<{ isConnected: boolean; status?: number }> {
        const baseUrl = BASE_URL.exec(pasted)?.[0];
        if (baseUrl === undefined) {
            return { isConnected: false };
        }
        const address = { baseUrl, secret: this.currentSecret };
        const body = { webhook: { url: this.webhookUrl } };
        try {
            const { status } = await this.client.call('settings', address, body, WEB_PAGES);
            if (status === 204) {
                this.attach(baseUrl, admin);
            }
            return { isConnected: status === 204, status };
        } catch (error) {
            if (error instanceof NoAnswer) {
                return { isConnected: false };
            }
            throw error;
        }
    }

    /** As after a connect of long ago. */
    attach(baseUrl: string, admin: AdminCredentials): void {
        this.current = { baseUrl, secret: this.currentSecret, admin };
    }

    /** Another secret from now on, both ways. */
    useSecret(secret: string): void {
        this.currentSecret = secret;
        this.current = this.current && { ...this.current, secret };
    }

    /** What a person's curl would do; no released server calls it. */
    async checkSecret(baseUrl: string): Promise<number> {
        const address = { baseUrl, secret: this.currentSecret };
        return (await this.client.call('secret.check', address, undefined, WEB_PAGES)).status;
    }

    addContact(contact: NewContact = {}): Contact {
        return { ...contact, id: String(this.server.nextNumber()), uuid: randomUUID() };
    }

    /** An incoming message: kept, and handed to the app for the newest or for every open ticket, one after another. */
    contactWrites(contact: Contact, { text = '', attachments = [], at }: Said): Promise<readonly Taken[]> {
        return this.inTurn(contact, async () => {
            this.keep(contact, 'in', { text, attachments, status: 'handled', at });
            const open = this.openTickets(contact);
            const body = {
                visitor: { token: contact.id },
                ...(text === '' ? {} : { text }),
                ...(attachments.length === 0 ? {} : { attachments }),
            };
            const taken: Taken[] = [];
            for (const _ticket of VARIANTS[this.variant].forwardsTo === 'newest' ? open.slice(-1) : open) {
                taken.push(await withId(this.client.call('visitor-message', this.connected(), body, MAILROOM)));
            }
            return taken;
        });
    }

    /** A message of the flow or of somebody in RapidPro: only history, the app is never told. */
    botSays(contact: Contact, { text = '', attachments = [], at, status = 'sent' }: Said & { status?: string }): void {
        this.keep(contact, 'out', { text, attachments, status, at });
    }

    /**
     * A flow opens a ticket. The ticket exists for the callback only when the flow's transaction is committed,
     * `commitAfterMs` of the clock after the app's answer; until then the contact's next messages wait too.
     */
    openTicket(contact: Contact, options: OpenOptions & { readonly commitAfterMs?: number } = {}): Promise<Opened> {
        return this.inTurn(contact, async () => {
            if (VARIANTS[this.variant].oneTicket && this.openTickets(contact).length > 0) {
                return { kind: 'skipped' };
            }
            const ticketId = randomUUID();
            const body = roomBody(contact, ticketId, this.variant, options, this.server.timers.now());
            const taken = await withId(this.client.call('room', this.connected(), body, MAILROOM));
            if (taken.kind === 'refused') {
                return { kind: 'failed', error: taken.error };
            }
            const { commitAfterMs = 0 } = options;
            if (commitAfterMs > 0) {
                await new Promise<void>((resolve) => this.server.timers.after(commitAfterMs, resolve));
            }
            this.addTicket(contact, ticketId, taken.id);
            return { kind: 'opened', ticketId, roomId: taken.id };
        });
    }

    /** A ticket as RapidPro has it after the app has been called, by whomever. */
    addTicket(contact: Contact, id: string, roomId: string): void {
        this.tickets.push({ id, contact, roomId, status: 'open' });
    }

    /**
     * Somebody closes tickets in RapidPro. The app is called once for each; the first error ends it, and then nothing is
     * closed. Returns that error.
     */
    async closeTickets(ticketIds: readonly string[]): Promise<string | undefined> {
        const open = this.tickets.filter(({ id, status }) => ticketIds.includes(id) && status === 'open');
        for (const { contact } of open) {
            const call = this.client.call('room.close', this.connected(), closeBody(contact), MAILROOM);
            const taken = await withStatus(call);
            if (taken.kind === 'refused') {
                return taken.error;
            }
        }
        open.forEach((ticket) => this.close(ticket, 'rapidpro'));
        return undefined;
    }

    /** The ticketing service is deleted: all its tickets are closed, whatever the app says to it. */
    async deleteService(): Promise<void> {
        const address = this.connected();
        const open = this.tickets.filter(({ status }) => status === 'open');
        for (const ticket of open) {
            await withStatus(this.client.call('room.close', address, closeBody(ticket.contact), MAILROOM));
            this.close(ticket, 'rapidpro');
        }
        this.current = undefined;
    }

    /** Notes a closing, also of a ticket that is closed already: whoever must not do so twice asks before. */
    close(ticket: Ticket, by: ClosedEvent['by'], event?: ClosedEvent['event']): void {
        ticket.status = 'closed';
        this.closedEvents.push({ ticketId: ticket.id, by, ...(event ? { event } : {}), at: this.server.timers.now() });
    }

    /** An agent's answer goes to the contact, or fails without the app being told. */
    reply(sent: SentReply): void {
        this.replies.push(sent);
        const attachments = sent.files.map(({ contentType, url }) => ({ type: contentType, url }));
        this.keep(sent.contact, 'out', { text: sent.text, attachments, status: sent.status, at: sent.at });
    }

    private keep(contact: Contact, direction: Message['direction'], kept: Kept): void {
        const id = this.server.nextNumber();
        this.messages.push({ ...kept, id, contact, direction, at: kept.at ?? this.server.timers.now() });
    }

    private openTickets(contact: Contact): readonly Ticket[] {
        return this.tickets.filter((ticket) => ticket.contact === contact && ticket.status === 'open');
    }

    private connected(): Ticketer {
        if (!this.current) {
            throw new Error('Not connected to an app');
        }
        return this.current;
    }

    /** One contact's events are worked on one after another; who waits for the app makes the next one wait. */
    private inTurn<T>(contact: Contact, task: () => Promise<T>): Promise<T> {
        const turn = (this.workers.get(contact) ?? Promise.resolve()).then(task);
        this.workers.set(
            contact,
            turn.catch(() => undefined),
        );
        return turn;
    }
}

type Kept = Pick<Message, 'text' | 'attachments' | 'status'> & Pick<Said, 'at'>;

function newSecret(): string {
    return [...randomBytes(32)].map((byte) => SECRET_ALPHABET[byte % SECRET_ALPHABET.length]).join('');
}

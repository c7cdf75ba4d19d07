import { type Answer, Fake, type FakeOptions, type FakeRequest, type Route, ok } from '../fake.cjs';
import { masked } from '../masking.cjs';
import { type Delivery, type DeliveryRules, WEBHOOK, WebhookQueue } from '../webhooks.cjs';
import { UNKNOWN_INSTANCE, UNKNOWN_METHOD, WRONG_TOKEN, failure } from './answers.cjs';
import {
    FRESH_SETTINGS,
    type Instance,
    type NewInstance,
    type Profile,
    type SentMessage,
    freshId,
    hears,
    isOn,
    note,
} from './instance.cjs';
import { type Seen, seenIn } from './changes.cjs';
import { changeState, enterCode, pictureAt } from './login.cjs';
import { METHODS, type Method } from './methods.cjs';
import { FileStore } from './files.cjs';
import {
    type CustomerMessage,
    type Writer,
    chatOf,
    incomingCall,
    incomingMessage,
    outgoingMessage,
    pictureData,
    push,
    textData,
} from './notifications.cjs';
import { type Person, identityControls } from './identity.cjs';
import { peopleControls } from './people.cjs';

export { GREEN_API_FAULTS } from './answers.cjs';

/** green-api.com/en/docs/api/recommendations/working-with-incomming-webhooks */
const DELIVERY: DeliveryRules = {
    done: (status) => status === 200,
    waitMs: 180_000,
    retryAfterMs: 60_000,
    keepMs: 24 * 3_600_000,
};

export interface GreenApiOptions extends FakeOptions {
    /**
     * How long an instance restarts after `setSettings`, in ms of the clock; the new values hold from then on. 60 s when
     * left out, 0 for at once.
     */
    readonly restartMs?: number;
    /** Answer 429 above the documented requests a second. Off when left out: a test's clock stands still. */
    readonly rates?: boolean;
}

/**
 * A GREEN-API of our own: `/waInstance{id}/{method}/{token}` as its documentation describes it, with as many instances
 * as a test adds, their webhooks, and faults. The methods stand in `methods.cts`.
 */
export class GreenApi extends Fake {
    private readonly instances = new Map<string, Instance>();
    private readonly recent = new Map<string, number[]>();
    /** What customers have sent, to be fetched by its address. */
    readonly files: FileStore;

    constructor(private readonly options: GreenApiOptions) {
        const files = new FileStore(() => this.url);
        super(
            options,
            [
                ...Object.entries(METHODS).map(([name, method]) => ({
                    name,
                    method: method.verb,
                    path: new RegExp(`^/waInstance(?<id>[^/]*)/${name}/(?<token>[^/]*)${method.tail ?? ''}$`),
                    handle: (request: FakeRequest) => this.call(name, method, request),
                })),
                files.route,
            ],
            [WEBHOOK],
            [
                ...controls(() => this),
                ...peopleControls(() => this),
                ...identityControls((id) => this.instance(id ?? this.instanceIds[0] ?? '')),
            ],
        );
        this.files = files;
    }

    override async stop(): Promise<void> {
        await Promise.all([...this.instances.values()].map(({ webhooks }) => webhooks.stop()));
        await super.stop();
    }

    addInstance({ id, token, phone, state = 'authorized', settings = {} }: NewInstance): void {
        const instance: Instance = {
            id,
            token,
            phone,
            state,
            restarting: false,
            settings: { ...FRESH_SETTINGS, ...settings },
            webhooks: new WebhookQueue({
                timers: this.timers,
                faults: this.faults,
                rules: DELIVERY,
                compose: (payload, forged) => push(instance, payload, forged),
            }),
            sent: [],
            received: [],
            losing: false,
            pushingUntil: 0,
            outbox: [],
            nextSendAt: 0,
            chats: new Map(),
            outcomes: new Map(),
            profiles: new Map(),
            people: new Map(),
            replaced: new Map(),
        };
        this.instances.set(id, instance);
    }

    /**
     * A customer writes to the instance's number. Returns the message's id; whether a webhook tells of it is up to
     * the instance's settings.
     */
    customerWrites(instanceId: string, { text, ...who }: CustomerMessage): string {
        return this.customerSends(instanceId, who, textData(text));
    }

    /** The same with anything but a text, in the form of `messageData`. */
    customerSends(instanceId: string, who: Writer, messageData: object): string {
        const instance = this.instance(instanceId);
        const idMessage = freshId();
        const chatId = chatOf(who);
        const at = this.timers.now();
        note(instance, chatId, idMessage);
        instance.received.push({ idMessage, chatId, name: who.name, messageData: { ...messageData }, at });
        if (hears(instance)) {
            instance.webhooks.push(incomingMessage(instance, at, idMessage, who, messageData));
        }
        return idMessage;
    }

    /** A customer sends a picture with a preview of that many bytes: it travels inside the webhook, however large. */
    customerSendsPicture(instanceId: string, who: Writer, previewBytes: number, caption = ''): string {
        const name = `${freshId()}.jpg`;
        const downloadUrl = this.files.keep(name, Buffer.from('a picture'), 'image/jpeg');
        return this.customerSends(instanceId, who, pictureData(downloadUrl, name, previewBytes, caption));
    }

    /** From now on webhooks of what customers write get lost, or not any more. */
    setLosing(instanceId: string, losing: boolean): void {
        this.instance(instanceId).losing = losing;
    }

    /** The owner of the account writes to somebody on the phone. Returns the message's id. */
    phoneSends(instanceId: string, to: Writer, messageData: object): string {
        const instance = this.instance(instanceId);
        const idMessage = freshId();
        note(instance, chatOf(to), idMessage);
        if (isOn(instance, 'outgoingMessageWebhook')) {
            instance.webhooks.push(outgoingMessage(instance, this.timers.now(), idMessage, to, messageData));
        }
        return idMessage;
    }

    /** Somebody calls the account: `offer` with a new id, then what became of it with the same id. Returns that id. */
    customerCalls(instanceId: string, { phone }: Writer, status: string, callId: string = freshId()): string {
        const instance = this.instance(instanceId);
        if (isOn(instance, 'incomingWebhook') && isOn(instance, 'incomingCallWebhook')) {
            instance.webhooks.push(incomingCall(instance, this.timers.now(), callId, phone, status));
        }
        return callId;
    }

    /** Queues any notification as it is, whatever the settings say. */
    pushWebhook(instanceId: string, payload: object): void {
        this.instance(instanceId).webhooks.push(payload);
    }

    /** What happens to the account: linked, unlinked, blocked ... */
    setState(instanceId: string, state: string): void {
        changeState(this.instance(instanceId), state, this.timers);
    }

    /** The owner of the phone scans the code: the account is linked. */
    scan(instanceId: string): void {
        this.setState(instanceId, 'authorized');
    }

    /** He types a pairing code instead. Gives whether it was the right one, in time. */
    enterCode(instanceId: string, code: string): boolean {
        return enterCode(this.instance(instanceId), code, this.timers);
    }

    /** The picture that an instance without an account shows at a moment (ms since 1970), now if left out. */
    picture(instanceId: string, at = this.timers.now()): Buffer {
        return pictureAt(this.instance(instanceId), at);
    }

    /** What is to be seen of a person (`…@c.us`) or a group (`…@g.us`) from now on; what is left out stays. */
    setProfile(instanceId: string, chatId: string, profile: Profile): void {
        const { profiles } = this.instance(instanceId);
        profiles.set(chatId, { ...profiles.get(chatId), ...profile });
    }

    /** What becomes of messages to a number from now on, status by status; the usual is sent, delivered, read. */
    setOutcome(instanceId: string, phone: string, statuses: readonly string[]): void {
        this.instance(instanceId).outcomes.set(`${phone}@c.us`, statuses);
    }

    /** What WhatsApp says of a number (digits) from now on. */
    setPerson(instanceId: string, phone: string, person: Person): void {
        this.instance(instanceId).people.set(phone, person);
    }

    /** A chat gets another address, as hidden numbers do; `getChats` tells of it. */
    replaceChat(instanceId: string, from: string, to: string): void {
        this.instance(instanceId).replaced.set(from, to);
    }

    /** Every message that was accepted, in that order. */
    sent(instanceId: string): readonly SentMessage[] {
        return this.instance(instanceId).sent;
    }

    /** What a customer sees now of what was sent to him, oldest first: edited and deleted as it is, once it has left. */
    seen(instanceId: string, phone: string): readonly Seen[] {
        return seenIn(this.instance(instanceId), `${phone}@c.us`);
    }

    /** Every attempt to deliver a webhook, in that order. */
    deliveries(instanceId: string): readonly Delivery[] {
        return this.instance(instanceId).webhooks.deliveries;
    }

    /** Webhooks that are not delivered yet. */
    waiting(instanceId: string): number {
        return this.instance(instanceId).webhooks.waiting;
    }

    /** Until every webhook queue is empty, or can only go on when the clock moves or an address is set. */
    async drain(): Promise<void> {
        await Promise.all([...this.instances.values()].map(({ webhooks }) => webhooks.drain()));
    }

    get instanceIds(): readonly string[] {
        return [...this.instances.keys()];
    }

    protected override shownPath(path: string): string {
        // The token is the third part; behind it there may be a receipt.
        return path.replace(
            /^(\/waInstance[^/]*\/[^/]*\/)([^/]+)/,
            (_all, before: string, token: string) => before + masked(token),
        );
    }

    protected override notFound(): Answer {
        return UNKNOWN_METHOD;
    }

    private instance(id: string): Instance {
        const instance = this.instances.get(id);
        if (!instance) {
            throw new Error(`No instance ${id}`);
        }
        return instance;
    }

    private call(name: string, method: Method, request: FakeRequest): Answer | Promise<Answer> {
        const instance = this.instances.get(request.params['id'] ?? '');
        if (!instance) {
            return UNKNOWN_INSTANCE;
        }
        if (request.params['token'] !== instance.token) {
            return WRONG_TOKEN;
        }
        if (this.options.rates && this.isTooFast(`${instance.id}/${name}`, method.perSecond)) {
            return failure(429, request, this.timers.now(), 'Too Many Requests');
        }
        return method.run({ instance, request, timers: this.timers, restartMs: this.options.restartMs ?? 60_000 });
    }

    private isTooFast(key: string, perSecond: number): boolean {
        const now = this.timers.now();
        const lastSecond = (this.recent.get(key) ?? []).filter((at) => now - at < 1_000);
        const isTooFast = lastSecond.length >= perSecond;
        this.recent.set(key, isTooFast ? lastSecond : [...lastSecond, now]);
        return isTooFast;
    }
}

/** For a person with curl. Where a body names no `instanceId`, the first instance is meant. */
function controls(fake: () => GreenApi): Route[] {
    const instanceOf = (given: string | null | undefined): string => given ?? fake().instanceIds[0] ?? '';
    return [
        {
            name: 'sent',
            method: 'GET',
            path: /^\/fake\/sent$/,
            handle: ({ query }) =>
                ok(
                    fake()
                        .sent(instanceOf(query.get('instanceId')))
                        .map(({ file, ...sent }) => ({ ...sent, file: file && { ...file, bytes: file.bytes.length } })),
                ),
        },
        {
            name: 'seen',
            method: 'GET',
            path: /^\/fake\/seen$/,
            handle: ({ query }) =>
                ok(
                    fake()
                        .seen(instanceOf(query.get('instanceId')), query.get('phone') ?? '')
                        .map(({ file, ...seen }) => ({ ...seen, file: file?.fileName })),
                ),
        },
        {
            name: 'customer',
            method: 'POST',
            path: /^\/fake\/customer$/,
            handle: ({ body }) => {
                const {
                    instanceId,
                    phone,
                    name = '',
                    text,
                    previewBytes,
                    groupId,
                    title = '',
                } = (body ?? {}) as Partial<Record<string, string>>;
                if (!phone || !/^\d+$/.test(phone) || (!text && !previewBytes)) {
                    return { status: 400, body: { error: 'phone (digits) and text or previewBytes are required' } };
                }
                const who = { phone, name, ...(groupId === undefined ? {} : { group: { id: groupId, title } }) };
                const idMessage = previewBytes
                    ? fake().customerSendsPicture(instanceOf(instanceId), who, Number(previewBytes), text)
                    : fake().customerWrites(instanceOf(instanceId), { ...who, text: text ?? '' });
                return ok({ idMessage });
            },
        },
        {
            name: 'losing',
            method: 'POST',
            path: /^\/fake\/losing$/,
            handle: ({ body }) => {
                const { instanceId, losing } = (body ?? {}) as { instanceId?: string; losing?: boolean };
                fake().setLosing(instanceOf(instanceId), losing === true);
                return ok({ losing: losing === true });
            },
        },
        {
            // What is not a text: `messageData` as GREEN-API writes it, an edit or a reaction for example.
            name: 'customer-data',
            method: 'POST',
            path: /^\/fake\/customer\/data$/,
            handle: ({ body }) => {
                const { instanceId, phone, name, messageData } = (body ?? {}) as Partial<Record<string, unknown>>;
                if (typeof phone !== 'string' || typeof messageData !== 'object' || messageData === null) {
                    return { status: 400, body: { error: 'phone (digits) and messageData are required' } };
                }
                const who = { phone, name: typeof name === 'string' ? name : '' };
                const instance = instanceOf(instanceId as string | undefined);
                return ok({ idMessage: fake().customerSends(instance, who, messageData) });
            },
        },
        {
            name: 'phone',
            method: 'POST',
            path: /^\/fake\/phone$/,
            handle: ({ body }) => {
                const { instanceId, phone, name, text } = (body ?? {}) as Partial<Record<string, string>>;
                if (!phone || !text) {
                    return { status: 400, body: { error: 'phone (digits, of the customer) and text are required' } };
                }
                const to = { phone, name: name ?? '' };
                return ok({ idMessage: fake().phoneSends(instanceOf(instanceId), to, textData(text)) });
            },
        },
        {
            name: 'call',
            method: 'POST',
            path: /^\/fake\/call$/,
            handle: ({ body }) => {
                const { instanceId, phone, status, callId } = (body ?? {}) as Partial<Record<string, string>>;
                if (!phone || !status) {
                    return {
                        status: 400,
                        body: { error: 'phone (digits) and status (offer, missed ...) are required' },
                    };
                }
                const who = { phone, name: '' };
                return ok({ callId: fake().customerCalls(instanceOf(instanceId), who, status, callId) });
            },
        },
        {
            name: 'state',
            method: 'POST',
            path: /^\/fake\/state$/,
            handle: ({ body }) => {
                const { instanceId, state } = (body ?? {}) as Partial<Record<string, string>>;
                if (!state) {
                    return { status: 400, body: { error: 'state is required' } };
                }
                fake().setState(instanceOf(instanceId), state);
                return ok({ state });
            },
        },
        {
            name: 'scan',
            method: 'POST',
            path: /^\/fake\/scan$/,
            handle: ({ body }) => {
                fake().scan(instanceOf((body as { instanceId?: string } | undefined)?.instanceId));
                return ok({ state: 'authorized' });
            },
        },
        {
            name: 'enter code',
            method: 'POST',
            path: /^\/fake\/code$/,
            handle: ({ body }) => {
                const { instanceId, code } = (body ?? {}) as Partial<Record<string, string>>;
                return ok({ linked: fake().enterCode(instanceOf(instanceId), (code ?? '').replace('-', '')) });
            },
        },
    ];
}

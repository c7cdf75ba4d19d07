import { type Answer, Fake, type FakeOptions, type FakeRequest, type Route, ok } from '../fake.cjs';
import { masked } from '../masking.cjs';
import { type Delivery, type DeliveryRules, WEBHOOK, WebhookQueue } from '../webhooks.cjs';
import { UNKNOWN_INSTANCE, UNKNOWN_METHOD, WRONG_TOKEN, failure } from './answers.cjs';
import { FRESH_SETTINGS, type Instance, type NewInstance, type SentMessage, freshId, isOn, note } from './instance.cjs';
import { METHODS, type Method } from './methods.cjs';
import { FileStore } from './files.cjs';
import {
    type CustomerMessage,
    type Writer,
    chatOf,
    incomingMessage,
    push,
    stateChanged,
    textData,
} from './notifications.cjs';
import { type Person, peopleControls } from './people.cjs';
import { goOn } from './sending.cjs';

export { GREEN_API_FAULTS } from './answers.cjs';

/** green-api.com/en/docs/api/recommendations/working-with-incomming-webhooks */
const DELIVERY: DeliveryRules = {
    done: (status) => status === 200,
    waitMs: 180_000,
    retryAfterMs: 60_000,
    keepMs: 24 * 3_600_000,
};

export interface GreenApiOptions extends FakeOptions {
    /** How long an instance restarts after `setSettings`, in ms of the clock; the new values hold from then on. 60 s when left out, 0 for at once. */
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
                    path: new RegExp(`^/waInstance(?<id>[^/]*)/${name}/(?<token>[^/]*)$`),
                    handle: (request: FakeRequest) => this.call(name, method, request),
                })),
                files.route,
            ],
            [WEBHOOK],
            [...controls(() => this), ...peopleControls((id) => this.instance(id ?? this.instanceIds[0] ?? ''))],
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
            outbox: [],
            nextSendAt: 0,
            chats: new Map(),
            outcomes: new Map(),
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
        note(instance, chatOf(who), idMessage);
        if (isOn(instance, 'incomingWebhook')) {
            instance.webhooks.push(incomingMessage(instance, this.timers.now(), idMessage, who, messageData));
        }
        return idMessage;
    }

    /** Queues any notification as it is, whatever the settings say. */
    pushWebhook(instanceId: string, payload: object): void {
        this.instance(instanceId).webhooks.push(payload);
    }

    /** What happens to the account: linked, unlinked, blocked ... */
    setState(instanceId: string, state: string): void {
        const instance = this.instance(instanceId);
        if (instance.state === state) {
            return;
        }
        instance.state = state;
        goOn(instance, this.timers);
        if (isOn(instance, 'stateWebhook')) {
            instance.webhooks.push(stateChanged(instance, this.timers.now()));
        }
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
        return path.replace(/[^/]+$/, masked);
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
            name: 'customer',
            method: 'POST',
            path: /^\/fake\/customer$/,
            handle: ({ body }) => {
                const { instanceId, phone, name, text } = (body ?? {}) as Partial<Record<string, string>>;
                if (!phone || !/^\d+$/.test(phone) || !text) {
                    return { status: 400, body: { error: 'phone (digits) and text are required' } };
                }
                const idMessage = fake().customerWrites(instanceOf(instanceId), { phone, name: name ?? '', text });
                return ok({ idMessage });
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
    ];
}

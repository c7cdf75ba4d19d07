import { Edna } from '../../fakes/edna/fake.cjs';
import type { NewSubject } from '../../fakes/edna/account.cjs';
import type { Told } from '../../fakes/edna/callbacks.cjs';
import type { SentMessage } from '../../fakes/edna/sent.cjs';
import type { Client } from '../../host/client.cjs';
import type { HostOptions } from '../../host/host.cjs';
import { APP_ID, Desk } from '../../support/desk.cjs';
import type { Customer } from '../delivery/workbench.cjs';

export const KEY = 'apik3yEXAMPLE0123456789';
export const WEBHOOK_KEY = 'webhookk3yEXAMPLE0123456789';
export const SHOP = 5501;
export const CASCADE = 9001;

/** A local Rocket.Chat with the app, one agent, and an edna whose channel the settings connect. */
export interface Bench {
    readonly desk: Desk;
    readonly edna: Edna;
    readonly olga: Client;
    /** Where edna is to call. */
    readonly hook: string;
    /** A customer of his own has written, and Olga has the chat. */
    chat(who?: Customer): Promise<{ who: Customer; roomId: string }>;
    customerWrites(who: Customer, text: string): Promise<void>;
    agentWrites(roomId: string, text: string): Promise<void>;
    /** What edna has accepted for a customer, in order. */
    accepted(who: Customer): readonly SentMessage[];
    /** What edna has said of itself since. */
    deliveries(): readonly Told[];
    /** Moves the clock, and waits until nothing that follows from it is under way any more. */
    pass(ms: number): Promise<void>;
    settle(): Promise<void>;
    stop(): Promise<void>;
}

export async function ednaBench(
    options: HostOptions & {
        readonly subject?: Partial<NewSubject>;
        readonly settings?: Readonly<Record<string, string>>;
    } = {},
): Promise<Bench> {
    const { subject, settings, ...hostOptions } = options;
    const desk = await Desk.start(hostOptions);
    const edna = new Edna({ clock: desk.host.clock });
    try {
        await edna.start();
        desk.host.clock.onAdvance(() => edna.tick());
        edna.addAccount({ key: KEY, webhookKey: WEBHOOK_KEY });
        edna.addSubject(KEY, {
            subjectId: SHOP,
            subject: 'shop_wa',
            phone: '79005550100',
            cascadeId: CASCADE,
            ...subject,
        });
        const hook = `${desk.host.url}/api/apps/public/${APP_ID}/webhooks/edna`;
        edna.setSlots(SHOP, { inMessageCallbackUrl: hook, statusCallbackUrl: hook });
        await desk.saveSettings({
            edna_api_key: KEY,
            edna_base_url: edna.url,
            edna_webhook_key: WEBHOOK_KEY,
            ...settings,
        });
        const olga = await desk.admin.createAgent('olga');
        await olga.setAgentStatus('available');
        return benchOf(desk, edna, olga, hook);
    } catch (error) {
        // Nobody else can stop them, and the tests would never end.
        await edna.stop();
        await desk.stop();
        throw error;
    }
}

let customers = 0;

/** A customer of his own, and no word of him yet. */
export function customer(): Customer {
    customers += 1;
    return { name: `Customer ${customers}`, phone: `7900555${String(1_000 + customers)}` };
}

function benchOf(desk: Desk, edna: Edna, olga: Client, hook: string): Bench {
    const settle = async (): Promise<void> => {
        await edna.drain();
        await desk.host.idle();
        await edna.drain();
        await desk.host.idle();
    };
    const customerWrites = async (who: Customer, text: string): Promise<void> => {
        edna.customerWrites(SHOP, { ...who, text });
        await settle();
    };
    return {
        desk,
        edna,
        olga,
        hook,
        settle,
        customerWrites,
        async chat(who = customer()) {
            await customerWrites(who, 'hello');
            const room = (await desk.admin.rooms({ open: true })).find(({ fname }) => fname === who.name);
            if (room === undefined) throw new Error(`No open room of ${who.name}`);
            return { who, roomId: room._id };
        },
        async agentWrites(roomId, text) {
            await olga.post(roomId, text);
            await settle();
        },
        accepted: ({ phone }) => edna.sent(SHOP).filter(({ address }) => address === phone),
        deliveries: () => edna.deliveries(SHOP),
        async pass(ms) {
            await desk.host.clock.advance(ms);
            await settle();
        },
        async stop() {
            await edna.stop();
            await desk.stop();
        },
    };
}

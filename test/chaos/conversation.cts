import type { Client } from '../host/client.cjs';
import { Desk, INSTANCE } from '../support/desk.cjs';
import { KillSwitch } from './kill-switch.cjs';
import { roomsOf, talkIn, wordsOf } from './look.cjs';
import type { Words } from '../support/lines/webhooks.cjs';
import { hookOf, notification, status } from '../support/lines/green-api.cjs';
import type { Hook } from '../support/lines/webhooks.cjs';
import { deliver, Files } from '../support/lines/webhooks.cjs';

/** The server on which the app is killed, and the one that goes on meanwhile. */
export const VICTIM = 0;
export const OTHER = 1;

/** A local Rocket.Chat of two servers, a GREEN-API, and one agent. */
export class Scene {
    conversations = 0;
    /** The work that nothing else may go on beside: everybody has the one kill switch. */
    private busyWith: string | undefined;

    private constructor(
        readonly desk: Desk,
        readonly agent: Client,
        readonly files: Files,
        readonly hook: Hook,
        readonly kills: KillSwitch,
    ) {}

    static async start(): Promise<Scene> {
        const desk = await Desk.start({ servers: 2, timer: false });
        const files = new Files();
        await files.start();
        const agent = await desk.registeredAgent('olga');
        await desk.connect(agent);
        const hook = await hookOf(desk.green.url, INSTANCE);
        return new Scene(desk, agent, files, hook, new KillSwitch(desk.host, VICTIM));
    }

    /** Does `work`, and only that. Throws where another one has not come to its end. */
    async alone<T>(name: string, work: () => Promise<T>): Promise<T> {
        if (this.busyWith !== undefined) throw new Error(`"${this.busyWith}" is still going on`);
        this.busyWith = name;
        return work().finally(() => (this.busyWith = undefined));
    }

    async stop(): Promise<void> {
        this.kills.end();
        await this.files.stop();
        await this.desk.stop();
    }
}

/** One contact and what became of what he and the agent said. */
export class Conversation {
    readonly phone: string;
    readonly said: string[] = [];
    readonly answered: string[] = [];
    /** Answers of which the provider has said that they failed. */
    readonly failed: string[] = [];
    private readonly underWay: { readonly payload: object; status: number | undefined }[] = [];

    constructor(
        readonly scene: Scene,
        readonly name: string,
    ) {
        scene.conversations += 1;
        this.phone = `1555020${String(scene.conversations).padStart(4, '0')}`;
        // Nothing is heard of what becomes of answers, unless a flow says so.
        scene.desk.green.setOutcome(INSTANCE.id, this.phone, []);
    }

    /** The contact writes; the provider delivers once. */
    async write(server: number, words: Words): Promise<void> {
        const { scene, name, phone, said } = this;
        if ('file' in words) said.push(`[${words.file}]`);
        said.push(words.text);
        const at = scene.desk.host.clock.now();
        await this.bring(server, notification(INSTANCE, { phone, name }, `${name} ${String(said.length)}`, at, words));
    }

    /** The provider says that the last answer did not arrive. */
    async sayFailed(server: number): Promise<void> {
        const { desk } = this.scene;
        const sent = desk.green.sent(INSTANCE.id).find(({ message }) => message === this.answered[0]);
        this.failed.push(sent?.message ?? '');
        const { chatId = '', idMessage = '' } = sent ?? {};
        await this.bring(server, status(INSTANCE, chatId, idMessage, desk.host.clock.now(), 'failed'));
    }

    private async bring(server: number, payload: object): Promise<void> {
        const delivery = { payload, status: undefined as number | undefined };
        this.underWay.push(delivery);
        delivery.status = await deliver(this.scene.desk.admin, this.scene.hook, server, payload);
    }

    /** What was not answered with 200 until now is delivered again, in its order and until it is. */
    async deliverAgain(server: number): Promise<void> {
        for (const delivery of this.underWay.filter(({ status }) => status !== 200)) {
            await this.deliverUntilDone(server, delivery.payload);
        }
    }

    private async deliverUntilDone(server: number, payload: object): Promise<void> {
        const { desk, hook } = this.scene;
        for (let tries = 0; tries < 5; tries++) {
            if ((await deliver(desk.admin, hook, server, payload)) === 200) return;
        }
        throw new Error(`${this.name}: the provider gets no 200`);
    }

    async answer(server: number, text: string): Promise<void> {
        const room = (await this.rooms()).find(({ open }) => open === true);
        this.answered.push(text);
        await this.scene.agent.post(room?._id ?? '', text, server);
    }

    async close(server: number): Promise<void> {
        const room = (await this.rooms()).find(({ open }) => open === true);
        await this.scene.agent.close(room?._id ?? '', 'done', server);
    }

    rooms(): ReturnType<typeof roomsOf> {
        return roomsOf(this.scene.desk.host, this.name);
    }

    /** What stands of the contact's words, in the order in which it came to stand there. */
    async shown(): Promise<string[]> {
        const talk = await talkIn(this.scene.desk.host, await this.rooms());
        return talk.filter(({ token }) => token !== undefined).map(wordsOf);
    }

    /** What GREEN-API has accepted for the contact. */
    sent(): string[] {
        const all = this.scene.desk.green.sent(INSTANCE.id);
        return all.filter(({ chatId }) => chatId === `${this.phone}@c.us`).map(({ message }) => message);
    }
}

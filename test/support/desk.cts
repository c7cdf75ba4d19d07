import { readFileSync } from 'fs';
import { join } from 'path';
import { GreenApi } from '../fakes/green-api/fake.cjs';
import { Client } from '../host/client.cjs';
import type { Host, HostOptions } from '../host/host.cjs';
import { startHost } from '../host/host.cjs';

const ROOT = join(__dirname, '../..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'app.json'), 'utf8')) as {
    id: string;
    nameSlug: string;
    version: string;
};

export const APP_ID = manifest.id;
export const ZIP = join(ROOT, 'app', `${manifest.nameSlug}_${manifest.version}.zip`);

export const INSTANCE = { id: '7103990042', token: 'tok3nEXAMPLE0123456789', phone: '15550100999' } as const;
export const ANN = { phone: '15550100123', name: 'Ann' } as const;

/** A local Rocket.Chat with the app and a GREEN-API of our own, on one clock. */
export class Desk {
    private constructor(
        readonly host: Host,
        readonly green: GreenApi,
        readonly admin: Client,
    ) {}

    /**
     * Starts both and installs the packaged app; nobody is registered yet. With `permissions` an administrator has given
     * the app these and no others.
     */
    static async start(
        options: HostOptions & { readonly greenPort?: number; readonly permissions?: readonly unknown[] } = {},
    ): Promise<Desk> {
        const { greenPort, permissions, ...hostOptions } = options;
        // Jobs run when a test moves the clock, and not in the middle of something that it counts.
        const host = await startHost({
            timer: false,
            ...(permissions === undefined ? { app: ZIP } : {}),
            ...hostOptions,
        });
        if (permissions !== undefined) {
            await host.install(readFileSync(ZIP), permissions);
        }
        const green = new GreenApi({ clock: host.clock, restartMs: 0 });
        await green.start(greenPort);
        host.clock.onAdvance(() => green.tick());
        const admin = await Client.login(host.url, 'admin', 'admin');
        const desk = new Desk(host, green, admin);
        if (hostOptions.app === undefined) {
            await desk.saveSettings({ green_api_url: green.url });
        }
        return desk;
    }

    /** Saves settings of the app, and waits until every server has heard of it. */
    async saveSettings(values: Readonly<Record<string, unknown>>): Promise<void> {
        await this.admin.saveAppSettings(APP_ID, values);
        await this.host.idle();
    }

    async stop(): Promise<void> {
        await this.green.stop();
        await this.host.stop();
    }

    /** A new user who is an agent, is there, and has registered with the app. */
    async registeredAgent(username: string): Promise<Client> {
        const agent = await this.admin.createAgent(username);
        await agent.setAgentStatus('available');
        await this.fillIn(this.admin, 'greenapi.register-workspace');
        await this.fillIn(agent, 'greenapi.register-agent');
        return agent;
    }

    /** Adds an instance at GREEN-API and connects it. */
    async connect(agent: Client, instance: { id: string; token: string; phone: string } = INSTANCE): Promise<void> {
        this.green.addInstance(instance);
        const answer = await this.command(agent, `greenapi.create-instance ${instance.id} ${instance.token}`);
        if (!answer.startsWith('✅')) {
            throw new Error(answer);
        }
    }

    /** Types a command and gives what the user is told. */
    async command(user: Client, line: string, more: { readonly forms?: false } = {}): Promise<string> {
        const before = (await user.ephemeral()).length;
        await user.runCommand(line, 'GENERAL', more);
        await this.host.idle();
        return (await user.ephemeral())
            .slice(before)
            .map(({ text }) => text)
            .join('\n');
    }

    /** Types a command that opens a form, fills that in, and gives what the user is told: at the fields, or afterwards. */
    async fillIn(user: Client, command: string, values: Readonly<Record<string, string>> = {}): Promise<string> {
        const form = await user.openForm(command);
        const shown = (await user.ephemeral()).length;
        const direct = (await this.directTo(user)).length;
        const { status, json } = await user.submitForm(form, values);
        const { errors } = (json ?? {}) as { errors?: Readonly<Record<string, string>> };
        if (status !== 200) {
            throw new Error(`The form of /${command} was answered with ${status}`);
        }
        if (errors !== undefined) {
            return Object.values(errors).join('\n');
        }
        const [told = ''] = await appears(async () => (await user.ephemeral()).slice(shown).map(({ text }) => text));
        // On a machine that has much to do it may come later, in the other way.
        return told.startsWith('⏳')
            ? ((await appears(async () => (await this.directTo(user)).slice(direct)))[0] ?? '')
            : told;
    }

    /** What the app's user has written to somebody. */
    private async directTo(user: Client): Promise<string[]> {
        const messages = await user.directMessages(`${manifest.nameSlug}.bot`).catch(() => []);
        return messages.filter(({ t }) => t === undefined).map(({ msg }) => msg);
    }

    /** Lets a customer write and waits until nothing is under way any more. */
    async customerWrites(
        text: string,
        who: { phone: string; name: string } = ANN,
        instanceId: string = INSTANCE.id,
    ): Promise<void> {
        this.green.customerWrites(instanceId, { ...who, text });
        await this.settle();
    }

    /** Lets somebody write in a room and waits until nothing is under way any more. */
    async agentWrites(agent: Client, roomId: string, text: string): Promise<void> {
        await agent.post(roomId, text);
        await this.settle();
    }

    async settle(): Promise<void> {
        await this.green.drain();
        await this.host.idle();
    }

    /** What stands in a room, without the system's lines. */
    async transcript(roomId: string): Promise<string[]> {
        return (await this.admin.messages(roomId)).map(({ msg }) => msg);
    }

    /** The texts that GREEN-API accepted for an instance, in order. */
    accepted(instanceId: string = INSTANCE.id): string[] {
        return this.green.sent(instanceId).map(({ message }) => message);
    }

    /** A webhook call as GREEN-API makes it, with another body or token. */
    async webhook(body: unknown, headers: Record<string, string> = {}, method = 'POST') {
        return this.admin.webhook(APP_ID, 'webhooks/green-api', body, headers, { method });
    }
}

const APPEARS_WITHIN_MS = 20_000;

/** Looks until there is something. */
async function appears<T>(look: () => Promise<readonly T[]>): Promise<readonly T[]> {
    for (const since = performance.now(); ;) {
        const found = await look();
        if (found.length > 0 || performance.now() - since > APPEARS_WITHIN_MS) {
            return found;
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
}

/**
 * `npm start`: shows the app at work on this machine. Builds the zip, starts a local Rocket.Chat and a GREEN-API of our own,
 * sets everything up as an administrator and an agent would, lets a customer write and the agent answer, and stays up.
 */
import { execFileSync } from 'child_process';
import { createServer } from 'net';
import { join } from 'path';
import type { Client } from '../test/host/client.cjs';
import { ANN, Desk, INSTANCE } from '../test/support/desk.cjs';

const AGENT = 'olga';

/** The port if nobody has it, else any free one; says so. */
async function freePort(wanted: number, what: string): Promise<number> {
    const free = await new Promise<boolean>((resolve) => {
        const probe = createServer();
        probe.once('error', () => resolve(false));
        probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) {
        return wanted;
    }
    console.log(`Port ${wanted}, meant for ${what}, is taken by another program; another one is used instead.`);
    return 0;
}

function step(text: string): void {
    console.log(`\n— ${text}`);
}

/** Waits until something can be seen, looking every few ms, for at most 10 s. */
async function seen<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
    const end = Date.now() + 10_000;
    for (;;) {
        const found = await look();
        if (found !== undefined) {
            return found;
        }
        if (Date.now() > end) {
            throw new Error('The message did not arrive within 10 s.');
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
}

async function setUp(desk: Desk): Promise<Client> {
    step('Setting up with the slash commands');
    const agent = await desk.admin.createAgent(AGENT);
    await agent.setAgentStatus('available');
    desk.green.addInstance(INSTANCE);
    // Each opens a form; in that of the instance its id and its token are filled in.
    const steps: Array<readonly [string, Client, string, Record<string, string>]> = [
        ['admin', desk.admin, 'greenapi.register-workspace', {}],
        [AGENT, agent, 'greenapi.register-agent', {}],
        [AGENT, agent, 'greenapi.create-instance', { id: INSTANCE.id, token: INSTANCE.token }],
    ];
    for (const [name, user, command, values] of steps) {
        const shown = Object.entries(values).map(([field, value]) => (field === 'token' ? '<token>' : value));
        console.log(`  ${name}: /${[command, ...shown].join(' ')}`);
        console.log(`  app:   ${(await desk.fillIn(user, command, values)).split('\n')[0] ?? ''}`);
    }
    return agent;
}

async function converse(desk: Desk, agent: Client): Promise<string> {
    step('A customer writes, the agent answers');
    let roomId = '';
    for (const [question, answer] of [
        ['Hello, is my parcel ready?', 'Hello Ann! Yes, it is at the desk.'],
        ['Until when are you open?', 'Until 8 pm today.'],
    ] as const) {
        let since = Date.now();
        desk.green.customerWrites(INSTANCE.id, { ...ANN, text: question });
        roomId = await seen(async () => {
            for (const { _id } of await agent.rooms({ open: true })) {
                if ((await agent.messages(_id)).some(({ msg, token }) => msg === question && token !== undefined)) {
                    return _id;
                }
            }
            return undefined;
        });
        console.log(`  ${ANN.name} (WhatsApp)  →  room of ${AGENT}:   "${question}"  [${Date.now() - since} ms]`);
        since = Date.now();
        await agent.post(roomId, answer);
        await seen(() => desk.accepted().find((message) => message === answer));
        console.log(`  ${AGENT} (Rocket.Chat)  →  phone of ${ANN.name}: "${answer}"  [${Date.now() - since} ms]`);
    }
    return roomId;
}

function invite(desk: Desk, agent: Client, roomId: string): void {
    const { userId = '', authToken = '' } = agent.login ?? {};
    step('It stays up. Try this (Ctrl-C stops everything):');
    console.log(`  Rocket.Chat ${desk.host.url} (admin / admin), GREEN-API ${desk.green.url}`);
    console.log(
        `  write as the customer:    curl -sH 'content-type: application/json' -d '{"phone":"${ANN.phone}","name":"${ANN.name}","text":"Thanks!"}' ${desk.green.url}/fake/customer`,
    );
    console.log(
        `  answer as the agent:      curl -sH 'content-type: application/json' -H 'x-user-id: ${userId}' -H 'x-auth-token: ${authToken}' -d '{"roomId":"${roomId}","text":"You are welcome."}' ${desk.host.url}/api/v1/chat.postMessage`,
    );
    console.log(
        `  read the room:            curl -sH 'x-user-id: ${userId}' -H 'x-auth-token: ${authToken}' ${desk.host.url}/api/v1/livechat/${roomId}/messages`,
    );
    console.log(`  what the customer got:    curl -s ${desk.green.url}/fake/sent`);
    console.log(`  what GREEN-API was asked: curl -s ${desk.green.url}/fake/log`);
}

async function main(): Promise<void> {
    const begun = Date.now();
    step('Building the app');
    console.log(
        `  ${
            execFileSync(process.execPath, [join(__dirname, 'package.mjs'), '--if-stale'], { encoding: 'utf8' })
                .trim()
                .split('/')
                .pop() ?? ''
        }`,
    );
    const port = await freePort(3000, 'Rocket.Chat');
    const greenPort = await freePort(3001, 'GREEN-API');
    step('Starting a local Rocket.Chat (the real Apps-Engine) and a make-believe GREEN-API');
    const desk = await Desk.start({ port, greenPort, runtimeTimeoutMs: 30_000, timer: true });
    const ticking = setInterval(() => desk.green.tick(), 200); // GREEN-API's own repeats, by the real time
    let stopping: Promise<void> | undefined;
    const stop = () => {
        clearInterval(ticking);
        return (stopping ??= desk.stop());
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => void stop().then(() => process.exit(0)));
    }
    try {
        const agent = await setUp(desk);
        const roomId = await converse(desk, agent);
        console.log(`\n  Ready after ${((Date.now() - begun) / 1_000).toFixed(1)} s.`);
        invite(desk, agent, roomId);
    } catch (error) {
        if (stopping === undefined) {
            await stop();
            throw error;
        }
    }
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
});

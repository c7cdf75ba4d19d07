import { createServer, type Server } from 'net';
import { Program, eventually, gone } from './program.cjs';

/** What `npm start` runs. */
const START = ['--import', 'tsx', 'scripts/start.cts'];
/** Long enough for a zip that must be built first. */
const TIMEOUT_MS = 180_000;

const ROCKETCHAT_PORT = 3000;
/** An address with another port than the one that is taken. */
const ELSEWHERE = /^http:\/\/127\.0\.0\.1:(?!3000\/)\d+\//;

/** What stands after "try this", by the words before the command. */
const INVITATIONS = {
    write: 'write as the customer',
    answer: 'answer as the agent',
    read: 'read the room',
    sent: 'what the customer got',
    log: 'what GREEN-API was asked',
} as const;

interface CurlCall {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | undefined;
}

/** A `curl` command as it was printed: its words, and what its options make of them. Throws for options it does not know. */
function curlCall(command: string): CurlCall {
    const [curl, ...words] = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
    expect(curl).toBe('curl');
    const headers: Record<string, string> = {};
    let body: string | undefined;
    let url = '';
    for (let word = words.shift(); word !== undefined; word = words.shift()) {
        if (/^-s?H$/.test(word)) {
            const [name = '', value = ''] = (words.shift() ?? '').split(/: */);
            headers[name] = value;
        } else if (word === '-d') {
            body = words.shift();
        } else if (word !== '-s') {
            expect(word).toMatch(/^http/);
            url = word;
        }
    }
    return { url, headers, body };
}

/** Does what the command would do and gives the answer's text. */
async function perform({ url, headers, body }: CurlCall): Promise<string> {
    const response = await fetch(url, { headers, ...(body !== undefined && { method: 'POST', body }) });
    expect(response.status).toBe(200);
    return response.text();
}

/** Takes the port, unless somebody else has it already: it is taken then as well. */
const take = (port: number): Promise<Server | undefined> =>
    new Promise((done) => {
        const server = createServer();
        server.once('error', () => done(undefined));
        server.listen(port, '127.0.0.1', () => done(server));
    });

describe('npm start, where the port of Rocket.Chat is taken', () => {
    let holder: Server | undefined;
    let program: Program;
    const calls = {} as Record<keyof typeof INVITATIONS, CurlCall>;

    beforeAll(async () => {
        holder = await take(ROCKETCHAT_PORT);
        program = new Program(START);
        for (const [name, words] of Object.entries(INVITATIONS)) {
            const [, command = ''] = await program.printed(new RegExp(`^ *${words}: +(curl .*)$`));
            calls[name as keyof typeof INVITATIONS] = curlCall(command);
        }
    }, TIMEOUT_MS);

    afterAll(async () => {
        await program.dispose();
        await new Promise<void>((done) => (holder ? holder.close(() => done()) : done()));
    });

    it('says so and goes on at another one', () => {
        expect(program.stdout).toMatch(/^Port 3000, meant for Rocket\.Chat, is taken/m);
        expect(calls.read.url).toMatch(ELSEWHERE);
        expect(calls.answer.url).toMatch(ELSEWHERE);
    });

    it('shows the set-up without the token, and then a talk in both directions', () => {
        expect(program.stdout).toContain('/greenapi.create-instance 7103990042 <token>');
        expect(program.stdout.match(/^ {2}app: +✅/gm)).toHaveLength(3);
        const talk = [...program.stdout.matchAll(/^ {2}(\w+) \(([\w.]+)\) +→ .*: +"(.+)" +\[\d+ ms\]$/gm)];
        expect(talk.map(([, who, where, what]) => ({ who, where, what }))).toEqual([
            { who: 'Ann', where: 'WhatsApp', what: 'Hello, is my parcel ready?' },
            { who: 'olga', where: 'Rocket.Chat', what: 'Hello Ann! Yes, it is at the desk.' },
            { who: 'Ann', where: 'WhatsApp', what: 'Until when are you open?' },
            { who: 'olga', where: 'Rocket.Chat', what: 'Until 8 pm today.' },
        ]);
        expect(program.stdout).toMatch(/^ *Ready after \d+\.\d s\.$/m);
    });

    it('prints commands that work: what the customer writes is in the room, what the agent answers reaches the customer', async () => {
        await perform(calls.write);
        const { text } = JSON.parse(calls.write.body ?? '') as { text: string };
        await eventually(async () => messagesIn(await perform(calls.read)).includes(text) || undefined);

        await perform(calls.answer);
        const { text: answer } = JSON.parse(calls.answer.body ?? '') as { text: string };
        await eventually(async () => messagesSent(await perform(calls.sent)).includes(answer) || undefined);

        expect(await perform(calls.log)).toContain(answer);
    });

    it(
        'is ended by an interrupt, without complaint, and leaves no process',
        async () => {
            const family = program.family();
            // What compiles it, itself, the server and the app at least: or it would prove nothing that they are gone.
            expect(family.length).toBeGreaterThanOrEqual(4);
            program.interrupt();
            expect(await program.ended).toEqual({ code: 0, signal: null });
            await gone(family);
            expect(program.stderr).toBe('');
        },
        TIMEOUT_MS,
    );
});

const messagesIn = (answer: string): string[] =>
    (JSON.parse(answer) as { messages: { msg: string }[] }).messages.map(({ msg }) => msg);

const messagesSent = (answer: string): string[] =>
    (JSON.parse(answer) as { message: string }[]).map(({ message }) => message);

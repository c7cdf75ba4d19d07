import { GREEN_API_FAULTS } from '../fakes/green-api/fake.cjs';
import { ANN, APP_ID, Desk, INSTANCE } from '../support/desk.cjs';

/** What docs/security.md says of the app's log, tried on the real engine. */

interface LogEntry {
    readonly method: string;
    readonly entries: ReadonlyArray<{ readonly severity: string }>;
}

let desk: Desk;
let webhookToken: string;
let logs: readonly LogEntry[];

beforeAll(async () => {
    desk = await Desk.start();
    const olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    await desk.customerWrites('words of the customer');
    const [room] = await desk.admin.rooms();
    await desk.agentWrites(olga, room?._id ?? '', 'words of the agent');
    desk.green.faults.add(GREEN_API_FAULTS.quotaExceeded());
    await desk.agentWrites(olga, room?._id ?? '', 'refused words of the agent');
    const header = desk.green.deliveries(INSTANCE.id)[0]?.headers['authorization'] ?? '';
    webhookToken = header.replace('Bearer ', '');
    await desk.admin.webhook(APP_ID, 'files?t=token-of-a-link&n=a.png', undefined, {}, { method: 'GET' });
    logs = (await desk.admin.get(`/api/apps/${APP_ID}/logs`))['logs'] as LogEntry[];
});

afterAll(() => desk.stop());

/** Which calls' lines hold the words, and how severe these lines are. */
function where(words: string): string[] {
    const hits = logs.flatMap(({ method, entries }) =>
        entries.filter((entry) => JSON.stringify(entry).includes(words)).map(({ severity }) => `${method} ${severity}`),
    );
    return [...new Set(hits)];
}

test('the platform itself writes down what is typed behind a command', () => {
    expect(where(INSTANCE.token)).toEqual(['slashcommand:greenapi.create-instance:executor debug']);
});

test('the platform itself writes down webhooks with their token, and the addresses of links', () => {
    expect(webhookToken).toHaveLength(64);
    for (const words of [webhookToken, 'words of the customer', ANN.phone]) {
        expect(where(words)).toEqual(['api:webhooks/green-api:post debug']);
    }
    expect(where('token-of-a-link')).toEqual(['api:files:get debug']);
});

test('nobody writes down what agents answer, nor the addresses of calls, which hold the token', () => {
    expect(where('words of the agent')).toEqual([]);
    expect(where('/waInstance')).toEqual([]);
});

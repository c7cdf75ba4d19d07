/** Messages that nobody told of come from GREEN-API's own history: once, and in order. */
import type { Client } from '../../host/client.cjs';
import { ANN, APP_ID, Desk, INSTANCE } from '../../support/desk.cjs';
import { MINUTE, pass } from '../delivery/workbench.cjs';

jest.setTimeout(180_000); // much time passes in small steps

let desk: Desk;
let olga: Client;
let shown = 0;

beforeAll(async () => {
    desk = await Desk.start();
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    await pass(desk, 6 * MINUTE); // until it is known to be ready
    await desk.customerWrites('hello');
    await news();
});

afterAll(() => desk.stop());

/** What has come into the room since the last look. */
async function news(): Promise<string[]> {
    const [room, ...others] = await desk.admin.rooms({ open: true });
    expect(others).toEqual([]);
    const all = await desk.admin.messages(room?._id ?? '');
    const fresh = all.slice(shown);
    shown = all.length;
    return fresh.map(({ msg, file }) => file?.name ?? msg);
}

const minutes = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await pass(desk, MINUTE);
};
const looks = (): number => desk.green.log.filter(({ route }) => route === 'lastIncomingMessages').length;
const says = (text: string): string => desk.green.customerWrites(INSTANCE.id, { ...ANN, text });
const sends = (messageData: object): string => desk.green.customerSends(INSTANCE.id, ANN, messageData);
const setApp = (status: 'manually_enabled' | 'manually_disabled') => desk.admin.setAppStatus(APP_ID, status);

/** Lets time pass until so many messages have come, or long enough. Gives them. */
async function come(count: number): Promise<string[]> {
    const all: string[] = [];
    for (let i = 0; i < 12 && all.length < count; i++) {
        await minutes(1);
        all.push(...(await news()));
    }
    return all;
}

test('while the app was off: what its webhooks did not tell, and what they tell later, all of it once', async () => {
    const before = looks();
    await setApp('manually_disabled');
    says('repeated by its webhook');
    desk.green.setLosing(INSTANCE.id, true);
    await pass(desk, MINUTE);
    says('one');
    const picture = desk.green.customerSendsPicture(INSTANCE.id, ANN, 10, 'a caption');
    await pass(desk, MINUTE);
    says('see https://example.com');
    sends({
        typeMessage: 'locationMessage',
        locationMessageData: { nameLocation: 'Cafe', address: '1 Main St', latitude: 52.5, longitude: 13.4 },
    });
    await pass(desk, MINUTE);
    const quoted = { stanzaId: picture, participant: `${ANN.phone}@c.us` };
    const extendedTextMessageData = { text: 'that one', ...quoted };
    sends({ typeMessage: 'quotedMessage', extendedTextMessageData, quotedMessage: quoted });
    desk.green.setLosing(INSTANCE.id, false);
    await pass(desk, 3 * MINUTE);
    await setApp('manually_enabled');
    expect(await come(7)).toEqual([
        'repeated by its webhook',
        'one',
        expect.stringMatching(/\.jpg$/),
        'a caption',
        'see https://example.com',
        expect.stringContaining('Cafe'),
        expect.stringMatching(/that one$/),
    ]);
    await minutes(6);
    expect([await news(), looks() - before, desk.green.waiting(INSTANCE.id)]).toEqual([[], 2, 0]);
});

test('after the account was not linked: what was written meanwhile comes when it is', async () => {
    desk.green.setState(INSTANCE.id, 'notAuthorized');
    await minutes(3);
    says('are you there?');
    await minutes(3);
    expect(await news()).toEqual([]);
    desk.green.setState(INSTANCE.id, 'authorized');
    expect(await come(1)).toEqual(['are you there?']);
    await minutes(6);
    expect(await news()).toEqual([]);
});

test('a history that cannot be had now is asked for again', async () => {
    await setApp('manually_disabled');
    desk.green.setLosing(INSTANCE.id, true);
    says('two');
    desk.green.setLosing(INSTANCE.id, false);
    await pass(desk, 4 * MINUTE);
    desk.green.faults.add({ route: 'lastIncomingMessages', kind: 'status', status: 502, times: 2 });
    await setApp('manually_enabled');
    expect(await come(1)).toEqual(['two']);
    expect(desk.green.faults.pending).toEqual([]);
});

/** A webhook that Rocket.Chat never takes holds up all behind it: the queue is fetched instead. */
import type { Client } from '../../host/client.cjs';
import { Desk, INSTANCE } from '../../support/desk.cjs';
import type { Customer } from '../delivery/workbench.cjs';
import { MINUTE, customer, notesTo, openRooms, pass } from '../delivery/workbench.cjs';

jest.setTimeout(240_000); // much time passes in small steps

/** Rocket.Chat takes bodies of up to 100 kB. */
const TOO_LARGE = 110_000;

let desk: Desk;
let olga: Client;
const [ann, bob] = [customer('Ann'), customer('Bob')];
let earlier = 0;

beforeAll(async () => {
    desk = await Desk.start({ servers: 2 });
    olga = await desk.registeredAgent('olga');
    await desk.connect(olga);
    await minutes(6); // until it is known to be ready
    await desk.customerWrites('hello', ann);
    await desk.customerWrites('hello', bob);
    earlier = (await notesTo(olga)).length;
});

afterAll(() => desk.stop());

async function minutes(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await pass(desk, MINUTE);
}

const says = (who: Customer, text: string): string => desk.green.customerWrites(INSTANCE.id, { ...who, text });
const told = async (): Promise<string[]> => (await notesTo(olga)).slice(earlier).map(({ msg }) => msg);
const settings = async (): Promise<Readonly<Record<string, string>>> => {
    const url = `${desk.green.url}/waInstance${INSTANCE.id}/getSettings/${INSTANCE.token}`;
    return (await (await fetch(url)).json()) as Readonly<Record<string, string>>;
};

async function shown(who: Customer): Promise<string[]> {
    const rooms = await openRooms(desk, who);
    expect(rooms).toHaveLength(1);
    const messages = await desk.admin.messages(rooms[0]?._id ?? '');
    return messages.map(({ msg, file }) => (file === undefined ? msg : 'a file'));
}

async function until(holds: () => Promise<boolean>, within: number): Promise<void> {
    for (let i = 0; i < within && !(await holds()); i++) await minutes(1);
    expect(await holds()).toBe(true);
}

test('the owner is told, everything comes once and in order, and new messages arrive by themselves again', async () => {
    const before = await settings();
    const large = desk.green.customerSendsPicture(INSTANCE.id, ann, TOO_LARGE, 'how about this?');
    says(ann, 'one');
    says(bob, 'two');
    await desk.settle();
    expect(desk.green.deliveries(INSTANCE.id).slice(-1)[0]).toMatchObject({
        status: 413,
        payload: { idMessage: large },
    });
    await minutes(11);
    expect(await told()).toEqual([]);
    says(ann, 'three');
    await minutes(10);
    says(bob, 'four');
    await until(async () => (await told()).length > 0, 12);
    expect(await told()).toEqual([
        expect.stringMatching(
            /nothing has arrived since .*, while 5 webhooks wait at GREEN-API\..* They are fetched now/,
        ),
    ]);
    await until(async () => (await settings())['webhookUrl'] === '', 3);
    expect(await desk.command(desk.admin, 'switchboard.status')).toMatch(/⏳ What is stuck at GREEN-API is fetched/);
    desk.host.engines.forEach((engine) => engine.killApp());
    for (const engine of desk.host.engines) await engine.appWorks();
    says(ann, 'five');
    await until(async () => (await told()).length > 1, 8);
    expect((await told()).slice(1)).toEqual([expect.stringMatching(/6 webhooks that were stuck were fetched/)]);
    expect(await shown(ann)).toEqual(['hello', 'a file', 'how about this?', 'one', 'three', 'five']);
    expect(await shown(bob)).toEqual(['hello', 'two', 'four']);
    expect(desk.green.waiting(INSTANCE.id)).toBe(0);
    expect(await settings()).toEqual(before);

    await desk.customerWrites('six', ann);
    await minutes(1);
    expect((await shown(ann)).slice(-1)).toEqual(['six']);
    await minutes(21);
    expect(await told()).toHaveLength(2);
    expect(await desk.command(desk.admin, 'switchboard.status')).not.toMatch(/stuck|Nothing arrives/);
});

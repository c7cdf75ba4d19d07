import { until } from '../receiver.cjs';
import { EDNA_FAULTS } from './fake.cjs';
import { SHOP, code, fake, message, pass, post, start } from './workbench.cjs';

const schedule = (): Promise<Response> => post('cascade/schedule', message());

describe('faults', () => {
    beforeEach(() => start());

    it.each([
        [EDNA_FAULTS.tooManyRequests(7), 429, '7'],
        [EDNA_FAULTS.tooManyRequests(), 429, null],
        [EDNA_FAULTS.gateway(502), 502, null],
    ])('%j answers without sending, once', async (fault, status, retryAfter) => {
        fake.faults.add(fault);
        const response = await schedule();
        expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter]);
        expect(fake.sent(SHOP)).toEqual([]);
        expect((await schedule()).status).toBe(200);
    });

    it('any code can be answered', async () => {
        fake.faults.add(EDNA_FAULTS.refused('matched-template-not-found'));
        expect(await code(await schedule())).toBe('matched-template-not-found');
    });

    it('an answer can stay away without anything being sent', async () => {
        fake.faults.add({ route: 'schedule', kind: 'silent' });
        const giveUp = new AbortController();
        const answer = fetch(`${fake.url}/api/cascade/schedule`, { method: 'POST', signal: giveUp.signal });
        await until(() => fake.log.length === 1);
        giveUp.abort();
        await expect(answer).rejects.toThrow();
        expect(fake.sent(SHOP)).toEqual([]);
    });

    it('an answer can come too late, the message is accepted before', async () => {
        fake.faults.add({ route: 'schedule', kind: 'slow', delayMs: 9_000 });
        const answer = schedule();
        await until(() => fake.sent(SHOP).length === 1);
        expect(fake.log[0]?.status).toBeUndefined();
        await pass(9_000);
        expect((await answer).status).toBe(200);
    });

    it('a connection can be cut before or after the message was accepted', async () => {
        fake.faults.add({ route: 'schedule', kind: 'drop-before' }, { route: 'schedule', kind: 'drop-after-accept' });
        await expect(schedule()).rejects.toThrow();
        expect(fake.sent(SHOP)).toHaveLength(0);
        await expect(schedule()).rejects.toThrow();
        expect(fake.sent(SHOP)).toHaveLength(1);
    });

    it('an answer can be garbage', async () => {
        fake.faults.add({ route: 'schedule', kind: 'malformed' });
        await expect((await schedule()).json()).rejects.toThrow();
        expect(fake.sent(SHOP)).toHaveLength(1);
    });
});

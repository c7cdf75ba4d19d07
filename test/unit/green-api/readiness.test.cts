import { bareToken, missingSettings } from '../../../src/channels/green-api/readiness';
import { WEBHOOK_TOGGLES } from '../../../src/channels/green-api/wire';
import { digestOf, secretOf } from '../../../src/lib/secrets';

const URL_OF_OURS = 'https://desk.example/hook';
const OURS = digestOf(secretOf('s3cret'));
const set = { webhookUrl: URL_OF_OURS, webhookUrlToken: 's3cret', ...WEBHOOK_TOGGLES, autoTyping: 0 };

test('what was set and read back is in force, however the token is written', () => {
    for (const webhookUrlToken of ['s3cret', 'Bearer s3cret', 'Basic s3cret', 'Bearer Bearer s3cret', undefined]) {
        expect(missingSettings({ ...set, webhookUrlToken }, URL_OF_OURS, OURS)).toEqual([]);
    }
});

test.each([
    [{ webhookUrl: '' }, ['webhookUrl']],
    [{ webhookUrl: 'https://crm.example/' }, ['webhookUrl']],
    [{ webhookUrlToken: 'another' }, ['webhookUrlToken']],
    [{ webhookUrlToken: '' }, ['webhookUrlToken']],
    [{ incomingWebhook: 'no' }, ['incomingWebhook']],
    [{ stateWebhook: undefined }, ['stateWebhook']],
])('%j is not what was set', (change, missing) => {
    expect(missingSettings({ ...set, ...change }, URL_OF_OURS, OURS)).toEqual(missing);
});

test('no token is none', () => {
    expect([bareToken(''), bareToken('Bearer '), bareToken('  ')]).toEqual([undefined, undefined, undefined]);
});

import { login } from '../../../src/channels/green-api/login';
import type { ChannelPorts } from '../../../src/channels/channel';
import { ChannelError } from '../../../src/channels/channel';
import type { Connection } from '../../../src/gateway/model';
import type { HttpRequest } from '../../../src/gateway/ports';
import { secretOf } from '../../../src/lib/secrets';

/** What GREEN-API answers to `qr` and `getAuthorizationCode`, and what the app makes of it. */

const TOKEN = 'tok3nEXAMPLE0123456789';
const CONNECTION: Connection = {
    channel: 'green-api',
    id: '7103990042',
    name: '7103990042',
    account: '',
    state: 'notAuthorized',
    owner: 'o',
    credentials: { plain: { apiUrl: 'https://green.example' }, secret: { token: secretOf(TOKEN) } },
    createdAt: 0,
};
const PNG = 'iVBORw0KGgoAAAANSUhEUg==';

let asked: HttpRequest[] = [];

function answering(status: number, json: unknown): ChannelPorts {
    asked = [];
    const request = (one: HttpRequest) => {
        asked.push(one);
        return Promise.resolve({ status, headers: {}, text: JSON.stringify(json), json });
    };
    return { http: { request } } as unknown as ChannelPorts;
}

test.each([
    [
        { type: 'qrCode', message: PNG },
        { kind: 'picture', png: PNG },
    ],
    [
        { type: 'QRCODE', message: `data:image/png;base64,${PNG}` },
        { kind: 'picture', png: PNG },
    ],
    [{ type: 'alreadyLogged', message: 'instance account already authorized' }, { kind: 'linked' }],
    [{ type: 'AlreadyLogged' }, { kind: 'linked' }],
    [{ type: 'passkeyRequired', message: '' }, { kind: 'confirm' }],
    [{ type: 'PassKeyRequire' }, { kind: 'confirm' }],
    [
        { type: 'error', message: `no, ${TOKEN}` },
        { kind: 'refused', words: { name: 'greenLoginRefused', values: { detail: 'no, …6789' } } },
    ],
    [{ type: 'novelty' }, { kind: 'refused', words: { name: 'greenLoginRefused', values: { detail: 'novelty' } } }],
])('%j', async (answer, step) => {
    expect(await login.step(CONNECTION, answering(200, answer))).toEqual(step);
    expect(asked[0]).toMatchObject({ method: 'GET', url: `https://green.example/waInstance7103990042/qr/${TOKEN}` });
});

test.each([
    ['', 200, 'in-doubt', 'greenStrange'],
    [{ type: 'qrCode', message: '<svg onload=1>' }, 200, 'in-doubt', 'greenStrange'],
    [{ type: 'qrCode', message: `iVBORw0KGgo${'A'.repeat(60_000)}` }, 200, 'in-doubt', 'greenStrange'],
    [{ message: 'instance in starting process try later' }, 400, 'retry', 'greenLoginStarting'],
    [undefined, 401, 'unauthorized', 'greenToken'],
    [undefined, 429, 'retry', 'greenTooFast'],
])('%j with status %i is no step', async (answer, status, kind, name) => {
    const thrown: unknown = await login.step(CONNECTION, answering(status, answer)).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ChannelError);
    expect(thrown).toMatchObject({ kind, words: { name } });
});

test('a pairing code is asked for with the number as a number, and holds for 150 s', async () => {
    const ports = answering(200, { status: true, code: '4F7KQ2WD' });
    expect(await login.pair(CONNECTION, '999999999999999', ports)).toEqual({ code: '4F7KQ2WD', holdsMs: 150_000 });
    expect(asked[0]).toMatchObject({ method: 'POST', json: { phoneNumber: 999_999_999_999_999 } });
});

test.each([
    [{ status: false }, 200, 'greenPairLater'],
    [{ status: true }, 200, 'greenStrange'],
    [{ status: true, code: '*bold* @all' }, 200, 'greenStrange'],
    [{ message: 'instance in starting process try later' }, 400, 'greenLoginStarting'],
    [{ message: "Validation failed. 'phoneNumber' is wrong" }, 400, 'greenPhone'],
])('%j with status %i is no pairing code', async (answer, status, name) => {
    const paired = login.pair(CONNECTION, '15550100999', answering(status, answer));
    await expect(paired).rejects.toMatchObject({ words: { name } });
});

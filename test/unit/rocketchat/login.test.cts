import { createHash } from 'crypto';
import { greenApi } from '../../../src/channels/green-api/index';
import type { LinkingChannel } from '../../../src/gateway/connections/login';
import type { LoginState } from '../../../src/gateway/records/login-shapes';
import { PAGE_HEADERS, escaped, loginPage, plainPage } from '../../../src/rocketchat/endpoints/login-page';
import { loginWords } from '../../../src/rocketchat/login-words';
import { loginWindowId, loginWindowOf, phoneIn } from '../../../src/rocketchat/ui/login';
import { CONNECTION } from '../../support/world/world.cjs';

const channel = greenApi as LinkingChannel;
const NASTY = '<script>alert("1")</script>&\'';

const FRAME = {
    language: 'en',
    heading: 'WhatsApp',
    texts: { renews: 'r', left: 'l', offline: NASTY, expiredTitle: NASTY, expired: NASTY, pictureAlt: NASTY },
    leftMs: 245_999,
};

const STATES: readonly LoginState[] = [
    { kind: 'asking' },
    { kind: 'picture', png: 'iVBORw0KGgo=' },
    { kind: 'confirm' },
    { kind: 'linked' },
    { kind: 'refused', words: { name: 'greenLoginRefused', values: { detail: NASTY } } },
    { kind: 'trouble', words: { name: 'greenStarting' } },
    { kind: 'code', code: '4F7KQ2WD', phone: '15550100999', until: Date.UTC(2026, 0, 1, 9, 2, 30) },
];

test.each(STATES)('the page of a login that is at %j runs and shows nothing that came from outside', (state) => {
    const page = loginPage(FRAME, loginWords('en', channel, { ...CONNECTION, account: NASTY }, state));
    expect(page).not.toContain(NASTY);
    expect(page).not.toContain('<script>alert');
    // The only script and the only style are those that the policy names.
    const policy = PAGE_HEADERS['content-security-policy'] ?? '';
    for (const name of ['script', 'style']) {
        const found = [...page.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))];
        expect(found).toHaveLength(1);
        const digest = createHash('sha256')
            .update(found[0]?.[1] ?? '')
            .digest('base64');
        expect(policy).toContain(`${name}-src 'sha256-${digest}'`);
    }
    expect(page).not.toMatch(/ on\w+=| style=/);
    expect(page).toContain('>4:05</span>');
});

test('a plain page neither', () => {
    expect(plainPage({ language: 'ru', heading: NASTY }, NASTY, NASTY)).not.toContain(NASTY);
    expect(escaped('a"b')).toBe('a&quot;b');
});

test('states are told in both languages; two of them are the end', () => {
    const told = STATES.map((state) => loginWords('en', channel, CONNECTION, state));
    expect(told.filter(({ ends }) => ends).map(({ kind }) => kind)).toEqual(['linked', 'refused']);
    expect(told.map(({ code }) => code).filter(Boolean)).toEqual(['4F7K-Q2WD']);
    expect(told[6]?.words).toContain('It is for +15550100999 and holds until 09:02:30 (UTC).');
    STATES.forEach((state, index) => {
        const { title, words } = loginWords('ru', channel, CONNECTION, state);
        expect(title).not.toBe(told[index]?.title);
        expect(words).not.toBe(told[index]?.words);
        expect(title + words).not.toContain('{');
    });
});

test.each([
    ['15550100999', '15550100999'],
    [' +1 (555) 010-0999 ', '15550100999'],
    ['0015550100999', '15550100999'],
    ['1.555.010.0999', '15550100999'],
    ['1234567', '1234567'],
    ['123456', undefined],
    ['1234567890123456', undefined],
    ['05550100999', undefined],
    ['++15550100999', undefined],
    ['phone', undefined],
    ['', undefined],
])('the phone number in %j is %s', (typed, phone) => {
    expect(phoneIn(typed)).toBe(phone);
});

test('a window knows its account again', () => {
    const id = { channel: 'green-api', connectionId: '7103990042', opening: 'o1' };
    expect(loginWindowOf(loginWindowId(id))).toEqual(id);
    for (const other of ['', 'login', 'login:green-api', 'form:a:b:c']) expect(loginWindowOf(other)).toBeUndefined();
});

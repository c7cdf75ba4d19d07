import * as kept from '../../../src/gateway/records/records';

const BASE = {
    t: 'out',
    v: 1,
    conversation: 'post:1:ann',
    createdAt: 1,
    journal: 's0/1',
    round: 0,
    attempt: false,
    process: 's0',
    attemptAt: 1,
    sent: [],
    failures: 0,
    reason: '',
    notBefore: 0,
    noted: 'nowhere',
    shown: '',
};
const reply = { id: 'm1', roomId: 'r1', author: { id: 'a', name: 'A' }, at: 1, text: 'see' };

test('a reply that an earlier version has journalled is read: of its files only the names are known', () => {
    const [out] = kept.only(kept.out, [{ ...BASE, reply: { ...reply, files: ['offer.pdf'] } }]);
    expect(out?.reply).toEqual({ ...reply, files: [{ id: '', name: 'offer.pdf', type: '', size: 0 }] });
});

test('a reply with files and quotes comes back as it was stored, and null counts as missing', () => {
    const files = [{ id: 'F1', name: 'a.jpg', type: 'image/jpeg', size: 7, caption: null }];
    const quotes = [{ messageId: 'M1', text: 'which one?' }];
    const [out] = kept.only(kept.out, [{ ...BASE, untilReady: null, reply: { ...reply, files, quotes } }]);
    const [file] = files.map(({ caption: _caption, ...rest }) => rest);
    expect(out?.reply).toEqual({ ...reply, files: [file], quotes });
});

test('a receipt that waits with a reason in words of an earlier version is read', () => {
    const early = {
        t: 'receipt',
        v: 1,
        channel: 'post',
        connectionId: '1',
        messageId: 'p1',
        status: 'failed',
        at: 1,
        arrivedAt: 1,
    };
    const reasons = ['no such number', { name: 'receiptFailed', values: { detail: 'x' } }, null];
    const read = kept.only(
        kept.earlyReceipt,
        reasons.map((reason) => ({ ...early, reason })),
    );
    expect(read.map(({ reason }) => reason?.values?.['detail'])).toEqual(['no such number', 'x', undefined]);
});

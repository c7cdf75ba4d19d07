import fc from 'fast-check';
import { headersFor } from '../../../src/rocketchat/endpoints/files';

const shown = (type: string | null): string[] => {
    const headers = headersFor(type, 'x.bin');
    return [headers['content-type'] ?? '', (headers['content-disposition'] ?? '').split(';')[0] ?? ''];
};

test.each([
    ['image/png', 'image/png', 'inline'],
    ['image/JPEG; x=y', 'image/jpeg', 'inline'],
    ['audio/ogg', 'audio/ogg', 'inline'],
    ['video/mp4', 'video/mp4', 'inline'],
    ['application/pdf', 'application/pdf', 'attachment'],
    ['text/plain', 'text/plain', 'attachment'],
    ['text/csv', 'text/csv', 'attachment'],
    ['application/postscript', 'application/postscript', 'attachment'],
    [
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'attachment',
    ],
])('a file of type %s is handed out as %s, %s', (type, told, how) => {
    expect(shown(type)).toEqual([told, how]);
});

test.each([
    'text/html',
    'TEXT/HTML; charset=utf-8',
    ' text/html',
    'application/xhtml+xml',
    'image/svg+xml',
    'text/xml',
    'application/xml',
    'application/xml-dtd',
    'application/mathml+xml',
    'text/javascript',
    'application/javascript',
    'application/x-javascript',
    'application/ecmascript',
    'text/css',
    'application/wasm',
    'application/x-shockwave-flash',
    'text/cache-manifest',
    'multipart/x-mixed-replace',
    'message/rfc822',
    'nonsense',
    'image/png\r\nset-cookie: a=b',
    '',
    null,
])('a file of type %j is handed out as mere bytes, to be saved', (type) => {
    expect(shown(type)).toEqual(['application/octet-stream', 'attachment']);
});

test('no type and no name breaks out of its header, and every answer forbids guessing and storing', () => {
    fc.assert(
        fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (type, name) => {
            const headers = headersFor(type, name);
            for (const value of Object.values(headers)) {
                expect(value).toMatch(/^[\x20-\x7e]+$/);
            }
            expect(headers).toMatchObject({
                'x-content-type-options': 'nosniff',
                'cache-control': 'no-store',
                'content-security-policy': "default-src 'none'; sandbox",
            });
            const [, encoded = ''] = /^(?:inline|attachment); filename\*=UTF-8''([\w.~!%-]*)$/.exec(
                headers['content-disposition'] ?? '',
            ) ?? ['', '%'];
            expect(decodeURIComponent(encoded)).toBe(name);
        }),
    );
});

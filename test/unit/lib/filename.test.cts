import fc from 'fast-check';
import { extensionOf, nameWithMark } from '../../../src/lib/filename';

test.each([
    ['offer.PDF', 'image/png', 'PDF'],
    ['voice', 'audio/ogg; codecs=opus', 'ogg'],
    ['photo', 'image/jpeg', 'jpg'],
    ['thing', '', 'bin'],
    ['.hidden', 'text/plain', 'hidden'],
    ['a.b/c', 'text/vcard', 'vcf'],
])('the extension of %j of type %j is %s', (name, type, extension) => {
    expect(extensionOf(name, type)).toBe(extension);
});

test('the mark stands before the extension, and what has no place in a name is left out', () => {
    expect(nameWithMark('offer.pdf', 'k3Xq9b', 'pdf')).toBe('offer.k3Xq9b.pdf');
    expect(nameWithMark('../../etc/passwd', 'm', 'bin')).toBe('.._.._etc_passwd.m.bin');
    expect(nameWithMark('фото 1.jpg', 'm', 'jpg')).toBe('фото 1.m.jpg');
    expect(nameWithMark('.jpg', 'm', 'jpg')).toBe('file.m.jpg');
});

test('a name is short, has no path and no line break, whatever it was', () => {
    fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
            const marked = nameWithMark(name, 'abcdef', 'bin');
            expect(marked).toMatch(/^[^/\\\n\r\0]+\.abcdef\.bin$/);
            expect(marked.length).toBeLessThanOrEqual(115);
        }),
    );
});

import { imageTypeOf } from '../../../src/lib/image-type';

test.each([
    ['image/jpeg', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['image/png', Buffer.from('89504e470d0a1a0a0000', 'hex')],
    ['image/gif', Buffer.from('GIF89a..')],
    ['image/webp', Buffer.from('RIFF....WEBPVP8 ')],
    [undefined, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    [undefined, Buffer.from('<!doctype html>')],
    [undefined, Buffer.from('RIFF....WAVE')],
    [undefined, Buffer.from('ffd8', 'hex')],
    [undefined, Buffer.alloc(0)],
])('%s', (type, bytes) => {
    expect(imageTypeOf(bytes)).toBe(type);
});

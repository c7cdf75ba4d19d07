import fc from 'fast-check';
import { LINK_MS, linkFor, linkedFile } from '../../../src/gateway/outbox/file-links';
import { secretOf } from '../../../src/lib/secrets';

const APP = 'https://desk.example/api/apps/public/app';

function portsAt(now: number, address = APP) {
    return {
        site: { secret: () => Promise.resolve(secretOf('own')), address: () => Promise.resolve(address) },
        clock: { now: () => now },
    };
}

async function opened(link: string, now: number): Promise<string | undefined> {
    const { searchParams } = new URL(link);
    return linkedFile(portsAt(now), searchParams.get('t') ?? '', searchParams.get('n') ?? '');
}

test('a link opens its file for 60 minutes', async () => {
    const link = await linkFor(portsAt(1_000), 'f4K2x', 'photo.jpg', 'image/jpeg');
    expect(LINK_MS).toBe(3_600_000);
    expect(await opened(link, 1_000)).toBe('f4K2x');
    expect(await opened(link, 1_000 + LINK_MS - 1)).toBe('f4K2x');
    expect(await opened(link, 1_000 + LINK_MS)).toBeUndefined();
});

test('a link made later is another one and holds longer', async () => {
    const first = await linkFor(portsAt(1_000), 'f4K2x', 'photo.jpg', 'image/jpeg');
    const second = await linkFor(portsAt(2_000), 'f4K2x', 'photo.jpg', 'image/jpeg');
    expect(second).not.toBe(first);
    expect(await opened(second, 1_500 + LINK_MS)).toBe('f4K2x');
});

test('the name stands last, with an extension', async () => {
    const link = await linkFor(portsAt(1_000), 'f4K2x', 'offer 1.pdf', 'application/pdf');
    expect(link).toMatch(/^https:\/\/desk\.example\/api\/apps\/public\/app\/files\?t=[\w.-]+&n=offer%201\.pdf$/);
    expect(await linkFor(portsAt(1_000), 'f4K2x', 'voice', 'audio/ogg')).toMatch(/&n=voice\.ogg$/);
    expect(await linkFor(portsAt(1_000), 'f4K2x', '', '')).toMatch(/&n=file\.bin$/);
});

test('whatever a file is called, its link is an address without a slash in its query, and opens it', async () => {
    await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (name) => {
            const link = await linkFor(portsAt(1_000), 'f4K2x', name, 'image/png');
            const query = link.slice(link.indexOf('?'));
            expect(query).toMatch(/^\?t=[\w.-]+&n=[\w.()%-]+\.[A-Za-z0-9]{1,8}$/);
            expect(query).not.toMatch(/%2f|%5c|%0a|%0d|%00/i);
            expect(query.length).toBeLessThan(2_000);
            expect(await opened(link, 1_000)).toBe('f4K2x');
        }),
    );
});

test('half a character at the cut of a long name does no harm', async () => {
    const link = await linkFor(portsAt(1_000), 'f4K2x', `${'a'.repeat(99)}\u{20000}.png`, 'image/png');
    expect(link).toMatch(/&n=a{99}_\.png$/);
});

test('without a public address there is no link', async () => {
    await expect(linkFor(portsAt(1_000, ''), 'f4K2x', 'a.png', 'image/png')).rejects.toThrow('no public address');
});

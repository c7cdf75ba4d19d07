import { Serial } from '../../../src/lib/serial';

function gate(): { opened: Promise<void>; open: () => void } {
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => {
        open = resolve;
    });
    return { opened, open };
}

test('work with one key runs one after another, with two keys side by side', async () => {
    const serial = new Serial();
    const seen: string[] = [];
    const first = gate();
    const a1 = serial.run('a', async () => {
        await first.opened;
        seen.push('a1');
    });
    const a2 = serial.run('a', () => Promise.resolve(seen.push('a2')));
    await serial.run('b', () => Promise.resolve(seen.push('b1')));
    expect(seen).toEqual(['b1']);
    expect([serial.busy('a'), serial.busy('c')]).toEqual([true, false]);
    first.open();
    await Promise.all([a1, a2]);
    expect(seen).toEqual(['b1', 'a1', 'a2']);
});

test('a failure reaches its own caller only', async () => {
    const serial = new Serial();
    const failing = serial.run('a', () => Promise.reject(new Error('no')));
    const next = serial.run('a', () => Promise.resolve('went on'));
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('went on');
});

test('nothing is remembered of keys without work', async () => {
    const serial = new Serial();
    await Promise.all(Array.from({ length: 100 }, (_, i) => serial.run(`key ${i}`, () => Promise.resolve())));
    await new Promise((resolve) => setImmediate(resolve));
    expect(serial.size).toBe(0);
});

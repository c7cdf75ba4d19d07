import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

const namesIn = (file: string): string[] =>
    [...readFileSync(join(__dirname, file), 'utf8').matchAll(/\btest\(\s*'([^']+)'/g)].map(([, name]) => name ?? '');

test('every semantic in the table names a test that exists', () => {
    const known = readdirSync(__dirname)
        .filter((file) => file.endsWith('.test.cts'))
        .flatMap(namesIn);
    const rows = readFileSync(join(__dirname, '../SEMANTICS.md'), 'utf8')
        .split('\n')
        .filter((line) => /^\|(?!\s*(-|semantic))/.test(line));
    const named = rows.map((row) => row.split('|').at(-2)?.trim() ?? '');
    expect(named.length).toBeGreaterThan(80);
    const isKnown = (cell: string): boolean =>
        known.includes(cell) || cell.split('; ').every((part) => known.includes(part));
    expect(named.filter((cell) => !isKnown(cell))).toEqual([]);
});

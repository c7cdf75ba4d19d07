import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { runInNewContext } from 'node:vm';
import { App } from '@rocket.chat/apps-engine/definition/App';
import { type Entries, PACKAGING_MS, ROOT, build, readEntries, readManifest } from './built.cjs';

const REQUIRE = /\brequire\(\s*["'`]([^"'`]+)["'`]\s*\)/g;
/** Only these are loaded together with their file; what a function requires is loaded when it is called. */
const IMPORT = /^(?:(?:const|let|var) \w+ = |\w+\()?require\(\s*["'`]([^"'`]+)["'`]\s*\)/gm;
/** Each takes the packager some milliseconds and 150 kB, which it does not give back. */
const LOADS_MAX = 2_000;
const ALLOWED_MODULE = /^(path|url|crypto|buffer|stream|@rocket\.chat\/apps-engine\/definition\/[\w/]+)$/;

let built: Buffer;
let entries: Entries;
let code: [path: string, source: string][];

beforeAll(() => {
    built = build();
    entries = readEntries(built);
    code = [...entries].filter(([path]) => path.endsWith('.js')).map(([path, bytes]) => [path, bytes.toString('utf8')]);
}, PACKAGING_MS);

const requiresOf = (source: string): string[] => [...source.matchAll(REQUIRE)].map(([, name]) => String(name));

const importsOf = (source: string): string[] => [...source.matchAll(IMPORT)].map(([, name]) => String(name));

const inZip = (from: string, name: string): string => `${posix.join(posix.dirname(from), name)}.js`;

describe('the zip in app/', () => {
    it('is the only one and has the version of app.json in its name', () => {
        const { nameSlug, version } = readManifest();
        expect(readdirSync(join(ROOT, 'app'))).toEqual([`${nameSlug}_${version}.zip`]);
    });

    it('holds what the sources give (after a change: npm run package)', () => {
        const { nameSlug, version } = readManifest();
        const kept = readEntries(readFileSync(join(ROOT, 'app', `${nameSlug}_${version}.zip`)));
        const stale = [...entries]
            .filter(([path, bytes]) => kept.get(path)?.equals(bytes) !== true)
            .map(([path]) => path);
        expect({ stale, paths: [...kept.keys()] }).toEqual({ stale: [], paths: [...entries.keys()] });
    });
});

describe('the built zip', () => {
    it('holds the app and nothing else', () => {
        const expected = /^(app\.json|icon\.png|i18n\/(en|ru)\.json|src\/.+\.js|\.packagedby)$/;
        expect([...entries.keys()].filter((path) => !expected.test(path))).toEqual([]);
        expect([...entries.keys()]).toEqual(
            expect.arrayContaining(['app.json', 'icon.png', 'i18n/en.json', 'i18n/ru.json']),
        );
    });

    it('holds app.json as it stands in the repository, as the packager writes it', () => {
        expect(entries.get('app.json')?.toString('utf8')).toBe(readFileSync(join(ROOT, 'app.json'), 'utf8'));
    });

    it('holds the icon that app.json names, a PNG', () => {
        expect(entries.get(readManifest().iconFile)?.subarray(1, 4).toString('latin1')).toBe('PNG');
    });

    it('requires only what every server lets an app require', () => {
        const strange = code.flatMap(([path, source]) =>
            requiresOf(source)
                .filter((name) => !name.startsWith('.') && !ALLOWED_MODULE.test(name))
                .map((name) => `${path}: ${name}`),
        );
        expect(strange).toEqual([]);
    });

    it('holds every file that its code requires, by its very name', () => {
        const missing = code.flatMap(([path, source]) =>
            requiresOf(source).filter((name) => name.startsWith('.') && !entries.has(inZip(path, name))),
        );
        expect(missing).toEqual([]);
    });

    it('has no imports that go round in a circle', () => {
        const imports = new Map(code.map(([path, source]) => [path, relative(path, requiresOf(source))]));
        const safe = new Set<string>();
        code.forEach(([path]) => expectNoCircle(imports, path, [], safe));
    });

    it('is packed in a bearable number of steps: the packager loads a module anew for each way of imports to it', () => {
        const imports = new Map(code.map(([path, source]) => [path, relative(path, importsOf(source))]));
        expect(loads(imports, readManifest().classFile.replace(/\.ts$/, '.js'))).toBeLessThan(LOADS_MAX);
    });

    it('exports one class from the class file, and it is an app', () => {
        const exported = load(readManifest().classFile.replace(/\.ts$/, '.js'));
        const classes = Object.values(exported);
        expect(classes).toHaveLength(1);
        expect((classes[0] as { prototype: unknown }).prototype).toBeInstanceOf(App);
    });

    it('names in implements every interface whose methods the class has, and no other', () => {
        const [AppClass] = Object.values(load(readManifest().classFile.replace(/\.ts$/, '.js')));
        const methods = Object.getOwnPropertyNames((AppClass as { prototype: object }).prototype);
        const handled = methods.filter((name) => name.startsWith('execute')).map(interfaceOf);
        expect([...readManifest().implements].sort()).toEqual([...new Set(handled)].sort());
    });
});

const relative = (path: string, names: readonly string[]): string[] =>
    names.filter((name) => name.startsWith('.')).map((name) => inZip(path, name));

/** Throws where imports go round in a circle. `safe` is what was looked at before. */
function expectNoCircle(
    imports: ReadonlyMap<string, string[]>,
    path: string,
    above: readonly string[],
    safe: Set<string>,
): void {
    if (above.includes(path)) {
        throw new Error(`Imports go round in a circle: ${[...above, path].join(' -> ')}`);
    }
    if (!safe.has(path)) {
        (imports.get(path) ?? []).forEach((next) => expectNoCircle(imports, next, [...above, path], safe));
        safe.add(path);
    }
}

/** How often modules are loaded together with this one by whoever remembers none. */
function loads(imports: ReadonlyMap<string, string[]>, path: string, known = new Map<string, number>()): number {
    const sum =
        known.get(path) ?? (imports.get(path) ?? []).reduce((total, next) => total + loads(imports, next, known), 1);
    known.set(path, sum);
    return sum;
}

/** Handlers of the UI have one interface for several methods; Livechat's old names have no Post in them. */
const INTERFACES: Readonly<Record<string, string>> = {
    executeBlockActionHandler: 'IUIKitInteractionHandler',
    executeViewSubmitHandler: 'IUIKitInteractionHandler',
    executeViewClosedHandler: 'IUIKitInteractionHandler',
    executeActionButtonHandler: 'IUIKitInteractionHandler',
    executeLivechatBlockActionHandler: 'IUIKitLivechatInteractionHandler',
    executeLivechatRoomCreatePrevent: 'IPreLivechatRoomCreatePrevent',
};

const interfaceOf = (method: string): string => INTERFACES[method] ?? method.replace(/^execute/, 'I');

/** Loads compiled code from the zip as a server does, with a cache. */
function load(path: string, cache = new Map<string, Record<string, unknown>>()): Record<string, unknown> {
    const known = cache.get(path);
    if (known) {
        return known;
    }
    const exports: Record<string, unknown> = {};
    cache.set(path, exports);
    const requireInApp = (name: string): unknown =>
        name.startsWith('.') ? load(inZip(path, name), cache) : jest.requireActual<object>(name);
    runInNewContext(String(entries.get(path)), { exports, require: requireInApp, Buffer });
    return exports;
}

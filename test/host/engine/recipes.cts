import { APPS_ENGINE_EXCEPTION, PARSE_ARGS, REQUIRE, TO_ARRAY_BUFFER, WRITE_ALL_AND_CLOCK } from './stand-ins.cjs';

/** What one version of the engine needs done to its copy, so that Deno runs it on npm packages alone. */
export interface Recipe {
    /** Import map entries besides the npm packages. */
    readonly imports: Readonly<Record<string, string>>;
    /** Files to write into the copy, by path. */
    readonly files: Readonly<Record<string, string>>;
    /**
     * Where a script that calls Deno with the copy's configuration must stand, if the engine does not pass it itself. It is
     * made at `<path>/deno`.
     */
    readonly launchers: readonly string[];
}

/** npm packages that the runtimes of all versions import, as their own import maps have them. */
export const NPM_PACKAGES: Readonly<Record<string, string>> = {
    '@msgpack/msgpack': '3.0.0-beta2',
    '@rocket.chat/ui-kit': '0.31.25',
    acorn: '8.10.0',
    'acorn-walk': '8.2.0',
    astring: '1.8.6',
    'jsonrpc-lite': '2.2.0',
    'stack-trace': '0.0.10',
    uuid: '8.3.2',
};

/** Folder of the launcher that stands first on PATH. */
export const LAUNCHER_FOLDER = 'bin';

const IO = './stand-ins/io.ts';
const ALL_VERSIONS = {
    'deno-runtime/stand-ins/parse-args.ts': PARSE_ARGS,
    'deno-runtime/stand-ins/io.ts': WRITE_ALL_AND_CLOCK,
};

/** Written for Deno 1: passes no configuration, and gets one of its imports by address. */
const FOR_DENO_1: Recipe = {
    imports: {
        '@std/cli/parse-args': './stand-ins/parse-args.ts',
        'https://deno.land/std@0.216.0/io/write_all.ts': IO,
    },
    files: { ...ALL_VERSIONS, 'deno-runtime/lib/require.ts': REQUIRE },
    launchers: [LAUNCHER_FOLDER],
};

export const RECIPES: Readonly<Record<string, Recipe>> = {
    '1.46.0': {
        ...FOR_DENO_1,
        // Takes the executable from the package `deno-bin`, whose own installation would download it.
        files: { ...FOR_DENO_1.files, 'server/node_modules/deno-bin/index.js': '' },
        launchers: ['server/node_modules/deno-bin/bin'],
    },
    '1.53.1': FOR_DENO_1,
    '1.59.0': FOR_DENO_1,
    '1.62.0': {
        imports: {
            '@std/cli/parse-args': './stand-ins/parse-args.ts',
            '@std/io': IO,
            '@std/streams': './stand-ins/streams.ts',
        },
        files: {
            ...ALL_VERSIONS,
            'deno-runtime/stand-ins/streams.ts': TO_ARRAY_BUFFER,
            // The one source file that this version imports as a value and does not ship.
            'src/definition/exceptions/AppsEngineException.ts': APPS_ENGINE_EXCEPTION,
        },
        launchers: [],
    },
};

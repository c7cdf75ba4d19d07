'use strict';

const eslint = require('@eslint/js');
const tseslint = require('typescript-eslint');

/**
 * Which folder may import what. Arrows point one way: SwitchboardApp -> rocketchat -> gateway -> channels -> lib.
 * Each entry is a pattern of import paths that are refused, and what to say.
 */
const NO_ENGINE = {
    regex: '^@rocket\\.chat/',
    message: 'Only src/rocketchat and src/SwitchboardApp.ts know Rocket.Chat. Everything else talks to gateway/ports.',
};
const NO_PACKAGES = {
    regex: '^(?!\\.{1,2}/|@rocket\\.chat/)(?!(crypto|buffer|url|path|stream)$)',
    message:
        'The app runs without npm packages, and of the built-ins only crypto, buffer, url, path and stream load everywhere, without "node:".',
};
const NO_WAY_OUT = { regex: '^(\\.\\./)+(test|scripts|node_modules)/', message: 'The app is what lies in src.' };
const NO_APP = { regex: '/SwitchboardApp(\\.js)?$', message: 'Nothing stands above the app class.' };
const EVERYWHERE = [NO_PACKAGES, NO_WAY_OUT, NO_APP];

const NO_ROCKETCHAT = { regex: '(^|/)rocketchat/', message: 'The inside knows nothing of Rocket.Chat: use a port.' };
const NO_CRM = { regex: '^(\\.\\./)+crm/', message: 'CRMs stand beside the channels, not below them.' };
const INSIDE = [...EVERYWHERE, NO_ENGINE, NO_ROCKETCHAT];

const ENGINE_DEFINITIONS_ONLY = {
    regex: '^@rocket\\.chat/apps-engine/(?!definition/)',
    message: "The app has the engine's definitions, not its server.",
};
const ENGINE_ONLY = {
    regex: '^@rocket\\.chat/(?!apps-engine/)',
    allowTypeImports: true,
    message: 'At run time the app has the engine only. Types are fine.',
};
const CHANNELS_BY_CONTRACT = {
    regex: '^(\\.\\./)+channels/(?!channel$)',
    message: 'The core knows channels through channels/channel only and asks what they declare, never who they are.',
};
const CRMS_BY_CONTRACT = {
    regex: '^(\\.\\./)+crm/[^/]+/',
    message: 'The core knows CRMs through their contract only.',
};
const GATEWAY_WORDS_ONLY = {
    regex: '^(\\.\\./)+gateway/(?!(model|ports)$)',
    message: 'Of the gateway only its words are for others: gateway/model and gateway/ports.',
};
const NO_CHANNELS = {
    regex: '^(\\.\\./)+channels/',
    message: 'Not from here: everything of a channel lies in its folder.',
};
const LIB_ONLY = { regex: '^\\.\\./', message: 'lib stands alone: it knows only itself.' };

/** The rooms of the gateway, each built on those before it. */
const ROOMS = ['records', 'connections', 'conversations', 'outbox', 'inbox', 'threads', 'tick'];
const roomsAfter = (room) => ({
    regex: `^\\.\\./(${ROOMS.slice(ROOMS.indexOf(room) + 1).join('|')})/`,
    message: `The rooms of the gateway are built on each other, in this order: ${ROOMS.join(', ')}.`,
});

/** Inside src/<group>/<name>/: of the folders above only `shared` is open, the neighbours' are not. */
function ownFolderOnly(depth, shared) {
    return {
        regex: `^${'\\.\\./'.repeat(depth)}(?!\\.\\./)(?!${shared}$)`,
        message:
            'Channels and CRMs know nothing of each other: only of their contract, their own folder, gateway and lib.',
    };
}

function layer(files, ...patterns) {
    return { files, rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } };
}

const layers = [
    layer(['src/*.ts', 'src/rocketchat/**/*.ts'], ...EVERYWHERE, ENGINE_DEFINITIONS_ONLY, ENGINE_ONLY),
    layer(['src/gateway/**/*.ts'], ...INSIDE, CHANNELS_BY_CONTRACT, CRMS_BY_CONTRACT),
    ...ROOMS.slice(0, -1).map((room) =>
        layer([`src/gateway/${room}/*.ts`], ...INSIDE, CHANNELS_BY_CONTRACT, CRMS_BY_CONTRACT, roomsAfter(room)),
    ),
    layer(['src/channels/*.ts', 'src/crm/*.ts'], ...INSIDE, GATEWAY_WORDS_ONLY, NO_CHANNELS, NO_CRM),
    ...[1, 2].flatMap((depth) => [
        layer(
            [`src/channels/*/${'*/'.repeat(depth - 1)}*.ts`],
            ...[...INSIDE, GATEWAY_WORDS_ONLY, NO_CHANNELS, NO_CRM, ownFolderOnly(depth, 'channel')],
        ),
        layer(
            [`src/crm/*/${'*/'.repeat(depth - 1)}*.ts`],
            ...[...INSIDE, GATEWAY_WORDS_ONLY, NO_CHANNELS, NO_CRM, ownFolderOnly(depth, '[^/]+')],
        ),
    ]),
    layer(['src/lib/**/*.ts'], ...INSIDE, LIB_ONLY),
];

const TYPED_RULES = {
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-explicit-any': 'error',
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
    '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true },
    ],
    // An async function without await keeps a port's signature; it costs nothing.
    '@typescript-eslint/require-await': 'off',
    eqeqeq: ['error', 'always', { null: 'ignore' }],
};

/** Traps of the platform on which the app runs. */
const APP_TRAPS = [
    {
        selector: 'PrivateIdentifier',
        message: 'Engine 1.62 calls through a Proxy, on which #private members throw: use private.',
    },
    { selector: 'ImportExpression', message: 'The app cannot load code at run time.' },
    {
        selector: 'CallExpression > MemberExpression.callee[property.name=/^(isOnline|createToken)$/]',
        message: 'Rocket.Chat rewrites calls of this name in the source of apps: choose another one.',
    },
];

module.exports = tseslint.config(
    { ignores: ['node_modules/', 'dist/', '.cache/', 'coverage/', 'app/'] },
    eslint.configs.recommended,
    {
        files: ['**/*.{js,mjs}'],
        languageOptions: {
            globals: {
                Buffer: 'readonly',
                URL: 'readonly',
                console: 'readonly',
                fetch: 'readonly',
                process: 'readonly',
            },
        },
        rules: { 'no-unused-vars': ['error', { varsIgnorePattern: '^_' }] },
    },
    {
        files: ['**/*.js'],
        languageOptions: {
            sourceType: 'commonjs',
            globals: { __dirname: 'readonly', module: 'writable', require: 'readonly' },
        },
    },
    {
        files: ['src/**/*.ts', '**/*.cts'],
        extends: [tseslint.configs.recommendedTypeChecked],
        languageOptions: { parserOptions: { tsconfigRootDir: __dirname } },
        rules: TYPED_RULES,
    },
    {
        files: ['src/**/*.ts'],
        languageOptions: { parserOptions: { project: 'tsconfig.json' } },
        rules: {
            'max-lines': ['warn', { max: 350 }],
            'no-restricted-syntax': ['error', ...APP_TRAPS],
        },
    },
    {
        files: ['**/*.cts'],
        languageOptions: { parserOptions: { project: 'test/tsconfig.json' } },
        rules: {
            // A test keeps many casts short; types are checked by tsc all the same.
            '@typescript-eslint/consistent-type-imports': 'off',
            '@typescript-eslint/unbound-method': 'off',
            // The form that TypeScript has for modules with `export =`.
            '@typescript-eslint/no-require-imports': ['error', { allowAsImport: true }],
        },
    },
    ...layers,
);

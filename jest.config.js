'use strict';

/** The `.cts` sources import each other as `.cjs`, as Node would see them; jest gets the sources instead. */
module.exports = {
    testEnvironment: 'node',
    testMatch: ['<rootDir>/test/**/*.test.cts'],
    moduleFileExtensions: ['cts', 'ts', 'js', 'cjs', 'json', 'node'],
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.cjs$': '$1' },
    transform: { '^.+\\.c?ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }] },
    modulePathIgnorePatterns: ['<rootDir>/.cache/', '<rootDir>/dist/'],
    testTimeout: 30_000,
    // Two engines side by side; a process that has run many files is replaced before it has grown too large.
    maxWorkers: 2,
    workerIdleMemoryLimit: '1GB',
};

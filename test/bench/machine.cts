import { readFileSync } from 'fs';
import { cpus, platform, release, totalmem } from 'os';
import { join } from 'path';
import { deno } from '../host/engine/deno.cjs';
import { INSTALLED_ENGINE_VERSION } from '../host/engine/prepare.cjs';

/** On what it was measured. */
export interface Machine {
    readonly processor: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly system: string;
    readonly node: string;
    readonly deno: string;
    readonly engine: string;
    readonly app: string;
}

export function thisMachine(): Machine {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../app.json'), 'utf8')) as { version: string };
    return {
        processor: cpus()[0]?.model.trim() ?? 'unknown',
        cores: cpus().length,
        memoryBytes: totalmem(),
        system: `${platform()} ${release()}`,
        node: process.versions.node,
        deno: deno().version,
        engine: process.env['HOST_ENGINE_VERSION'] ?? INSTALLED_ENGINE_VERSION,
        app: version,
    };
}

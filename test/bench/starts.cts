import AdmZip from 'adm-zip';
import { readFileSync } from 'fs';
import { createRequire } from 'module';
import type { Engine } from '../host/engine/contract.cjs';
import { APP_ID, ZIP } from '../support/desk.cjs';
import { median } from './ratios.cjs';

export interface Sizes {
    readonly zipBytes: number;
    /** What the server makes of it, of which it is one file. */
    readonly bundleBytes: number;
    readonly bundlingMs: number;
}

/** A package as the engine has it while it bundles. */
interface Package {
    files: Record<string, string>;
    readonly info: { readonly classFile: string };
}

/** Bundles the packaged app as the server does when it starts it. */
export async function sizes(): Promise<Sizes> {
    const requireEngine = createRequire(require.resolve('@rocket.chat/apps-engine/package.json'));
    const { bundleLegacyApp } = requireEngine('./server/runtime/deno/bundler') as {
        bundleLegacyApp(app: Package): Promise<void>;
    };
    const zip = readFileSync(ZIP);
    const entries = new AdmZip(zip).getEntries();
    const textOf = (name: string): string =>
        entries
            .find(({ entryName }) => entryName === name)
            ?.getData()
            .toString() ?? '';
    const { classFile } = JSON.parse(textOf('app.json')) as { classFile: string };
    const main = classFile.replace(/\.ts$/, '.js');
    const scripts = entries.map(({ entryName }) => entryName).filter((name) => name.endsWith('.js'));
    const app: Package = {
        files: Object.fromEntries(scripts.map((name) => [name, textOf(name)])),
        info: { classFile: main },
    };
    const since = performance.now();
    await bundleLegacyApp(app);
    const bundlingMs = performance.now() - since;
    return { zipBytes: zip.length, bundleBytes: Buffer.byteLength(app.files[main] ?? ''), bundlingMs };
}

/**
 * How long a process of the app takes from its birth until it works: the runtime, the construction, what it registers,
 * and that it is enabled. The median of some. The process is killed each time, so it begins anew.
 */
export async function startMs(engine: Engine, times: number): Promise<number> {
    const taken: number[] = [];
    for (let time = 0; time < times; time++) {
        engine.killApp(APP_ID);
        await bornAgain(engine);
        const since = performance.now();
        await engine.appWorks(APP_ID);
        taken.push(performance.now() - since);
    }
    return median(taken);
}

const PATIENCE_MS = 30_000;

async function bornAgain(engine: Engine): Promise<void> {
    for (const since = performance.now(); (await engine.appPid(APP_ID)) === undefined;) {
        if (performance.now() - since > PATIENCE_MS) throw new Error('The engine did not start the app again');
        await new Promise((resolve) => setTimeout(resolve, 1));
    }
}

import { CLOCK_FILE, RUNNING_FOLDER } from './layout.cjs';

/**
 * The sources, for Deno, of what the engine's runtime imports from outside npm. Each does only what the runtime uses.
 */

/**
 * Replaces `Date` in the app's process by one that runs `CLOCK_FILE` ahead of the machine, so that the host owns time.
 * The file is read for every "now" (some microseconds through the open file): nothing is cached, so once the host has
 * moved the clock no older time can be seen. What is no number there says that nobody will move it: `Date` stays. Timers
 * stay the machine's own. The app's process is told nothing by its engine that would name the file, but it knows where
 * its own code lies and who its parent is.
 */
const MOVED_CLOCK = `
const MachineDate = Date;
const clockFile = Deno.openSync(new URL('../../${RUNNING_FOLDER}/' + Deno.ppid + '/${CLOCK_FILE}', Deno.mainModule));
const clockBytes = new Uint8Array(8);
const clockView = new DataView(clockBytes.buffer);

function offset() {
    clockFile.seekSync(0, Deno.SeekMode.Start);
    clockFile.readSync(clockBytes);
    return clockView.getFloat64(0, true);
}
const hostNow = () => MachineDate.now() + offset();

function HostDate(...args) {
    if (!new.target) return new MachineDate(hostNow()).toString();
    return Reflect.construct(MachineDate, args.length === 0 ? [hostNow()] : args, new.target);
}
Object.defineProperty(HostDate, 'name', { value: 'Date' });
Object.defineProperty(HostDate, 'length', { value: 7 });
// The machine's own prototype: dates made before this line, or by Deno itself, stay instances of Date.
HostDate.prototype = MachineDate.prototype;
HostDate.parse = MachineDate.parse;
HostDate.UTC = MachineDate.UTC;
HostDate.now = hostNow;
if (!Number.isNaN(offset())) {
    MachineDate.prototype.constructor = HostDate;
    globalThis.Date = HostDate;
}
`;

const WRITE_ALL = `
export async function writeAll(writer, data) {
    let written = 0;
    while (written < data.length) written += await writer.write(data.subarray(written));
}
`;

/** `writeAll`, and, because the runtime loads it before any app, the clock. */
export const WRITE_ALL_AND_CLOCK = `// @ts-nocheck\n${MOVED_CLOCK}${WRITE_ALL}`;

/** `parseArgs` for arguments of the forms `--flag`, `--name value` and `--name=value`. */
export const PARSE_ARGS = `// @ts-nocheck
export function parseArgs(args) {
    const parsed = { _: [] };
    for (let at = 0; at < args.length; at += 1) {
        const match = /^--([^=]+)(?:=(.*))?$/.exec(args[at]);
        if (!match) {
            parsed._.push(args[at]);
            continue;
        }
        const [, name, inline] = match;
        const next = args[at + 1];
        if (inline === undefined && next !== undefined && !next.startsWith('--')) at += 1;
        const value = inline ?? (next !== undefined && !next.startsWith('--') ? next : true);
        parsed[name] = typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : value;
    }
    return parsed;
}
`;

export const TO_ARRAY_BUFFER = `// @ts-nocheck
export const toArrayBuffer = (stream) => new Response(stream).arrayBuffer();
`;

/** The very class that apps get, out of CommonJS: Deno 1 sees no named exports in that. */
export const APPS_ENGINE_EXCEPTION = `// @ts-nocheck
import { createRequire } from 'node:module';

const exceptions = createRequire(import.meta.url)('../../../definition/exceptions/AppsEngineException.js');
export const { AppsEngineException } = exceptions;
`;

/**
 * The runtime's own `require`, of which versions before 1.62 cut the first `src/` out of a path, wherever it is: also out of
 * the path of a repository that somebody keeps in `~/src`.
 */
export const REQUIRE = `// @ts-nocheck
import { createRequire } from 'node:module';

const requireFile = createRequire(import.meta.url);

export const require = (mod) => {
    if (!mod.startsWith('@rocket.chat/apps-engine')) return requireFile(mod);
    return requireFile(import.meta.resolve(mod).replace('file://', '').replace('apps-engine/src/', 'apps-engine/'));
};
`;

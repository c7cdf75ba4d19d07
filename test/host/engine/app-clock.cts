import * as fs from 'fs';
import * as path from 'path';

/** The clock of the apps of one engine: the machine's own, moved. */
export interface AppClock {
    /** The apps' next look at the clock sees it. Milliseconds. Does nothing after `close`. */
    readonly set: (offsetMs: number) => void;
    readonly close: () => void;
}

/** Opens the clock's file, where `stand-ins.cts` makes the apps look. */
export function appClock(file: string, begin: number | 'machine'): AppClock {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    let open: number | undefined = fs.openSync(file, 'w');
    const write = (offsetMs: number): void => {
        if (open === undefined) return;
        // Eight bytes in one write, in place: the app reads the old offset or the new one, and never a part.
        const bytes = Buffer.alloc(8);
        bytes.writeDoubleLE(offsetMs);
        fs.writeSync(open, bytes, 0, bytes.length, 0);
    };
    write(begin === 'machine' ? Number.NaN : begin);
    return {
        set(offsetMs) {
            if (begin === 'machine') throw new Error("The apps live by the machine's clock, which nobody moves");
            write(offsetMs);
        },
        close() {
            if (open !== undefined) fs.closeSync(open);
            open = undefined;
        },
    };
}

import * as path from 'path';

/** Next to the engine's copy: one folder per running engine process, by its process id. */
export const RUNNING_FOLDER = 'running';
/** File in such a folder with what is added to the clock of its apps: one little-endian double, milliseconds. */
export const CLOCK_FILE = 'clock-offset';

/** The folder of one running engine process: its clock, and files that its apps may read. */
export function runningFolder(engineFolder: string, pid: number): string {
    return path.join(engineFolder, '..', RUNNING_FOLDER, String(pid));
}

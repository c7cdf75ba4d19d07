import { mkdir, readFile, rename, rm, writeFile } from 'fs/promises';
import { join } from 'path';

/** Bytes by name: uploaded files and app packages. Names are ids that the host itself has made. */
export interface Blobs {
    put(name: string, bytes: Buffer): Promise<void>;
    get(name: string): Promise<Buffer | undefined>;
    remove(name: string): Promise<void>;
}

/** In memory, or in a folder when one is given; a file there is either whole or absent. */
export async function openBlobs(folder?: string): Promise<Blobs> {
    return folder === undefined ? blobsInMemory() : await blobsInFolder(folder);
}

function blobsInMemory(): Blobs {
    const blobs = new Map<string, Buffer>();
    return {
        put: (name, bytes) => {
            blobs.set(name, Buffer.from(bytes));
            return Promise.resolve();
        },
        get: (name) => Promise.resolve(blobs.get(name)),
        remove: (name) => {
            blobs.delete(name);
            return Promise.resolve();
        },
    };
}

async function blobsInFolder(folder: string): Promise<Blobs> {
    await mkdir(folder, { recursive: true });
    const pathOf = (name: string): string => join(folder, name.replace(/[^\w-]/g, '_'));
    return {
        put: async (name, bytes) => {
            const path = pathOf(name);
            await writeFile(`${path}.part`, bytes);
            await rename(`${path}.part`, path);
        },
        get: async (name) => {
            try {
                return await readFile(pathOf(name));
            } catch {
                return undefined;
            }
        },
        remove: (name) => rm(pathOf(name), { force: true }),
    };
}

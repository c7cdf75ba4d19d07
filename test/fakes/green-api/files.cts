import type { Answer, FakeRequest, Route } from '../fake.cjs';

export interface StoredFile {
    readonly bytes: Buffer;
    /** MIME type, as the store tells it. */
    readonly type: string;
}

/**
 * Where GREEN-API keeps what customers have sent: `downloadUrl` of a message leads here, for a while. Without a token, and
 * with ranges. green-api.com/en/docs/api/receiving/files/DownloadFile
 */
export class FileStore {
    private readonly kept = new Map<string, StoredFile>();

    constructor(private readonly base: () => string) {}

    readonly route: Route = {
        name: 'file',
        method: 'GET',
        path: /^\/files\/(?<name>[^/]+)$/,
        handle: (request) => this.answer(request),
    };

    /** Keeps a file and gives its address. */
    keep(name: string, bytes: Buffer, type: string): string {
        this.kept.set(name, { bytes, type });
        return this.url(name);
    }

    /** The address of a file, whether or not it is there. */
    url(name: string): string {
        return `${this.base()}/files/${encodeURIComponent(name)}`;
    }

    private answer({ params, headers }: FakeRequest): Answer {
        const file = this.kept.get(params['name'] ?? '');
        if (file === undefined) {
            return { status: 404, body: 'not found' };
        }
        const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
        if (from === undefined || to === undefined) {
            return { status: 200, headers: { 'content-type': file.type }, body: file.bytes };
        }
        const range = `bytes ${from}-${to}/${String(file.bytes.length)}`;
        return {
            status: 206,
            headers: { 'content-type': file.type, 'content-range': range },
            body: file.bytes.subarray(Number(from), Number(to) + 1),
        };
    }
}

import type { IApiEndpoint, IApiResponse } from '@rocket.chat/apps-engine/definition/api';
import type { IUpload } from '@rocket.chat/apps-engine/definition/uploads';
import { FILES_PATH, linkedFile } from '../../gateway/outbox/file-links';
import type { Host } from '../compose';
import type { EndpointCall } from './endpoint';
import { endpointOf, refuse } from './endpoint';

/** A file passes whole through the app's memory, for everybody who asks for it. */
export const LARGEST_LINKED_BYTES = 25_000_000;

/** What a browser may show in place: nothing runs in it. SVG can hold scripts, hence is not among the images. */
const SHOWN = /^(?:image\/(?:jpeg|png|gif|webp)|(?:audio|video)\/[\w.+-]+)$/;
/** Types that are told as they are. Of texts only those that no browser takes for a page, a script or a style. */
const TOLD = /^(?:(?:image|audio|video|application)\/[\w.+-]+|text\/(?:plain|csv|rtf|calendar|(?:x-)?vcard))$/;
/**
 * Among them those that a browser could run. The endpoint stands on the workspace's own origin, so these files, like all
 * unknown ones, are handed out as mere bytes; their name still tells what they are.
 */
const ACTIVE = /[/+]xml|(?:java|ecma|live|j)script|wasm|flash/;
const BYTES = 'application/octet-stream';

const ALWAYS = {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
} as const;

/** `GET files?t=<token>&n=<name.ext>`, and HEAD: the only way by which a file leaves without a login. */
export function filesEndpoint(app: Host): IApiEndpoint {
    return endpointOf(app, FILES_PATH, { get: (call) => serve(call, 'whole'), head: (call) => serve(call, 'headers') });
}

async function serve({ request, gateway, read }: EndpointCall, what: 'whole' | 'headers'): Promise<IApiResponse> {
    const { t: token, n: name } = request.query as Record<string, unknown>;
    const fileId =
        typeof token === 'string' && typeof name === 'string' ? await linkedFile(gateway, token, name) : undefined;
    if (fileId === undefined) {
        return notFound();
    }
    const uploads = read.getUploadReader();
    const upload = (await uploads.getById(fileId)) as IUpload | null | undefined;
    if (!upload) {
        gateway.log.warn(`The file ${fileId} is not there (was it deleted, or is "upload.read" not given?)`);
        return notFound();
    }
    // The size first: what is too large must not even be read. Its type says text, what comes is a number.
    const size = Number(upload.size ?? NaN);
    if (!(size <= LARGEST_LINKED_BYTES)) {
        gateway.log.warn(`The file ${fileId} is too large for a link: ${upload.size} bytes`);
        return notFound();
    }
    const headers = headersFor(upload.type, String(name));
    return what === 'headers'
        ? { status: 200, headers: { ...headers, 'content-length': String(size) } }
        : { status: 200, headers, content: await uploads.getBufferById(fileId) };
}

/** Nobody learns from it what was wrong. */
function notFound(): IApiResponse {
    return refuse(404, 'not found', { ...ALWAYS });
}

/** The headers of a file of this MIME type. Names by RFC 6266 and RFC 8187, so that every language arrives. */
export function headersFor(type: string | null | undefined, name: string): Record<string, string> {
    const own = (type ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const encoded = encodeURIComponent(name).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
    return {
        ...ALWAYS,
        'content-type': TOLD.test(own) && !ACTIVE.test(own) ? own : BYTES,
        'content-disposition': `${SHOWN.test(own) ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded}`,
    };
}

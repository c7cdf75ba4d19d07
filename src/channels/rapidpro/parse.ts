/** What a contact wrote, as RapidPro passes it on. */
import type { Content, MessageEvent } from '../../gateway/model';
import { decode, DecodeError } from '../../lib/decode';
import { newSecret, reveal } from '../../lib/secrets';
import type { Parsed } from '../channel';
import { messageCall } from './wire';

/** RapidPro's word for an attachment that it could not get itself. */
const UNAVAILABLE = 'unavailable';

/**
 * The events of one `visitor-message`: the text, then each attachment by itself. RapidPro gives no id, so every call is
 * new: the same words twice are said twice. It gives no time either; in which order calls came decides.
 */
export function parse(body: unknown): Parsed {
    try {
        const { visitor, text = '', attachments = [] } = decode(messageCall, body);
        const contents: Content[] = [
            ...(text === '' ? [] : [{ kind: 'text', text } as const]),
            ...attachments.map(({ type = '', url = '' }) => contentOf(type, url)),
        ];
        const said = contents.length > 0 ? contents : [{ kind: 'placeholder', what: 'empty message' } as const];
        const call = reveal(newSecret(12));
        const events = said.map((content, index): MessageEvent => ({
            kind: 'message',
            id: `${call}-${index}`,
            contact: { address: visitor.token },
            at: 0,
            content: [content],
        }));
        return { kind: 'events', events };
    } catch (error) {
        if (error instanceof DecodeError) {
            return { kind: 'undecodable', key: '', what: 'visitor-message', reason: error.message };
        }
        throw error;
    }
}

/** An attachment by its type: a MIME type, a bare kind (`image`), `geo` with `lat,long` as its address, or nothing. */
function contentOf(type: string, url: string): Content {
    const kind = type.toLowerCase();
    if (kind === 'geo') {
        return placeOf(url);
    }
    if (kind === UNAVAILABLE || !/^https?:\/\//i.test(url)) {
        const what = kind === '' || kind === UNAVAILABLE ? 'attachment' : kind;
        return { kind: 'placeholder', what, ...(/^\s*$/.test(url) ? {} : { caption: url }) };
    }
    return { kind: 'file', url, name: nameOf(url, kind), type: kind.includes('/') ? kind : '' };
}

function placeOf(url: string): Content {
    const [, latitude, longitude] = /^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/.exec(url) ?? [];
    return latitude === undefined || longitude === undefined
        ? { kind: 'placeholder', what: 'geo', caption: url }
        : { kind: 'location', latitude: Number(latitude), longitude: Number(longitude) };
}

/** The last part of the address's path; for an address that ends in a slash the kind of file. */
function nameOf(url: string, kind: string): string {
    const last = /^https?:\/\/[^/?#]*\/(?:[^?#]*\/)?([^/?#]*)/i.exec(url)?.[1] ?? '';
    const bare = kind.split('/')[0] ?? '';
    return decoded(last) || bare || 'file';
}

function decoded(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

/** Where an address leads, and whether that is on the public internet. */
import { URL } from 'url';

/**
 * IPv4 ranges that are not on the public internet, as first address and prefix length. Source: IANA special-purpose
 * registry (RFC 6890).
 */
const PRIVATE_V4: ReadonlyArray<readonly [string, number]> = [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['224.0.0.0', 3],
];

/**
 * IPv6 addresses on the public internet begin so (IANA: 2000::/3 is all that was given out). Those of 6to4 and Teredo
 * carry an IPv4 address, which may be any.
 */
const PUBLIC_V6 = /^(?!2002:|2001:0?:)[23][0-9a-f]{3}:/;

/** Names that never are on the public internet: without a dot, or below a domain that is kept for this. */
const PRIVATE_NAME = /^(?:[^.]+|.*\.(?:localhost|local|internal|home\.arpa|lan))\.?$/;

/**
 * The host of an http or https address as whoever asks there understands it, in lower case and without brackets: numbers
 * in any spelling come as IPv4 or IPv6 addresses. Undefined for what is no such address.
 */
export function hostOf(address: string): string | undefined {
    if (!/^https?:\/\/[^/]/i.test(address)) {
        return undefined;
    }
    try {
        return new URL(address).hostname.replace(/^\[|\]$/g, '');
    } catch {
        return undefined;
    }
}

/**
 * Whether an address, as it is written, leads somewhere that is not public. A public name may still be made to lead
 * there by whoever owns it: this keeps honest mistakes and simple attacks out, no more.
 */
export function isPrivate(address: string): boolean {
    const host = hostOf(address);
    if (host === undefined) {
        return true;
    }
    if (host.includes(':')) {
        return !PUBLIC_V6.test(host);
    }
    const number = numberOf(host);
    if (number === undefined) {
        return PRIVATE_NAME.test(host);
    }
    return PRIVATE_V4.some(([first, length]) => number >>> (32 - length) === (numberOf(first) ?? 0) >>> (32 - length));
}

/** An IPv4 address as a number; undefined for a name. */
function numberOf(host: string): number | undefined {
    const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)?.slice(1).map(Number);
    return parts?.reduce((sum, part) => sum * 256 + part, 0);
}

/** No server asks for more than a day; a longer wait is a mistake. */
const LONGEST_S = 86_400;

/** The wait that an answer's `Retry-After` header asks for, ms; undefined without one in seconds (RFC 9110, 10.2.3). */
export function retryAfterOf({ headers }: { readonly headers: Readonly<Record<string, string>> }): number | undefined {
    const seconds = Number(headers['retry-after'] ?? NaN);
    return Number.isFinite(seconds) && seconds >= 0 && seconds <= LONGEST_S ? seconds * 1_000 : undefined;
}

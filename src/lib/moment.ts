/**
 * A moment as providers write it (ISO 8601, `2026-11-20T09:30:00Z`): with seconds or without, with `T` or a blank, with a
 * zone (`+0300` too) or without. What tells no zone is UTC, whatever zone the server is in. ms since 1970; undefined for
 * what is none.
 */
export function momentOf(written: string): number | undefined {
    const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(written.trim());
    if (match === null) {
        return undefined;
    }
    const [, day = '', time = '', zone = 'Z'] = match;
    const at = Date.parse(`${day}T${time}${zone.toUpperCase().replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2')}`);
    return Number.isFinite(at) ? at : undefined;
}

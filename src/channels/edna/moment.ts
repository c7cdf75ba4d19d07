/**
 * A time as edna writes it (`2026-11-20T09:30:00Z`; older forms `+0300` without a colon), ms since 1970; undefined for what
 * is none. What tells no zone is UTC, whatever zone the server is in.
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

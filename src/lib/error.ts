/**
 * The message of whatever was thrown. Errors lose their class on the way between app and host, and on old engines arrive
 * as the answer that held them.
 */
export function messageOf(thrown: unknown): string {
    if (thrown instanceof Error) {
        return thrown.message;
    }
    const { message, error } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as {
        message?: unknown;
        error?: { message?: unknown } | null;
    };
    const words = typeof message === 'string' ? message : error?.message;
    return typeof words === 'string' ? words : String(thrown);
}

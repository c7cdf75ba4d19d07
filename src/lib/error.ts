/** The message of whatever was thrown; errors lose their class on the way between app and host. */
export function messageOf(thrown: unknown): string {
    return thrown instanceof Error ? thrown.message : String(thrown);
}

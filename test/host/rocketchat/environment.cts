/** Environment variables that every app may read; beyond them only its own, by this prefix. */
const SHARED = ['NODE_ENV', 'ROOT_URL', 'INSTANCE_IP'];

/** Whether an app may read a variable: a shared one, or `RC_APPS_<app id, upper case, '-' as '_'>...`. */
export function isReadable(name: string, appId: string): boolean {
    const own = `RC_APPS_${appId.toUpperCase().replace(/-/g, '_')}`;
    return SHARED.includes(name.toUpperCase()) || name.toUpperCase().startsWith(own);
}

/** @throws when the app may not read it */
export function readVariable(name: string, appId: string): string | undefined {
    if (!isReadable(name, appId)) throw new Error(`The environmental variable "${name}" is not readable.`);
    return process.env[name];
}

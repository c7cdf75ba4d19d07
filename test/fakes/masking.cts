const SECRET_KEY = /token|secret|password|authorization|api-?key/i;
/** A secret in the query of an address. */
const SECRET_IN_QUERY = /([?&][^=&#\s]*(?:token|secret|key)=)([^&#\s]+)/gi;

/** All but the last four characters hidden; short values wholly. */
export function masked(secret: string): string {
    return secret.length > 8 ? `***${secret.slice(-4)}` : '***';
}

/** A copy of a JSON value that may be shown: the values of keys that sound like secrets are masked, at any depth. */
export function withoutSecrets(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(withoutSecrets);
    }
    if (typeof value === 'string') {
        return value.replace(SECRET_IN_QUERY, (_, name: string, secret: string) => name + masked(secret));
    }
    if (typeof value !== 'object' || value === null) {
        return value;
    }
    return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [
            key,
            SECRET_KEY.test(key) && typeof inner === 'string' ? masked(inner) : withoutSecrets(inner),
        ]),
    );
}

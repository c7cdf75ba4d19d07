/** What is known of a connection without asking. */
import type { Connection, Credentials } from '../../gateway/model';
import type { Secret } from '../../lib/secrets';
import { secretOf } from '../../lib/secrets';
import { DEFAULT_BASE_URL } from './wire';

/** What every call needs. */
export interface Access {
    readonly baseUrl: string;
    readonly apiKey: Secret;
}

/** The forms in which a message can be handed over. */
export type Form = 'cascade' | 'legacy' | 'max' | 'seed';

export const CASCADE_PATH = '/api/cascade/schedule';

/** Which body a path asks for, by its last part; what is not known takes the simplified one. */
const FORMS: ReadonlyArray<{ readonly path: RegExp; readonly form: Form }> = [
    { path: /\/cascade\/schedule$/i, form: 'cascade' },
    { path: /\/imOutMessage$/i, form: 'legacy' },
    { path: /\/max(?:-bot)?$/i, form: 'max' },
];

export function accessOf({ plain, secret }: Credentials): Access {
    const told = plain.baseUrl ?? '';
    return {
        baseUrl: (told === '' ? DEFAULT_BASE_URL : told).replace(/\/+$/, ''),
        apiKey: secret.apiKey ?? secretOf(''),
    };
}

/** The path that the settings name, with slash at its beginning and none at its end. */
export function sendPathOf({ plain }: Credentials): string {
    const told = (plain.sendPath ?? '').replace(/\/+$/, '');
    return told === '' ? CASCADE_PATH : told.startsWith('/') ? told : `/${told}`;
}

export function formOf(credentials: Credentials): Form {
    const path = sendPathOf(credentials);
    return FORMS.find((one) => one.path.test(path))?.form ?? 'seed';
}

/** The kind of channel in lower case: what the check has found, else what is set. */
export function typeOf({ plain }: Credentials): string {
    const type = [plain.type, plain.imType].find((one) => one !== undefined && one !== '') ?? 'whatsapp';
    return type.toLowerCase();
}

export const isMax = (type: string): boolean => /^max(?:_bot)?$/i.test(type);

/** Whether what is known of the connection holds for this subject; another one may be a channel of another kind. */
export function isOwn({ credentials: { plain } }: Pick<Connection, 'credentials'>, subjectId: string): boolean {
    const own = plain.subjectId ?? '';
    return subjectId === '' || own === '' || own === subjectId;
}

/**
 * Whether every reply goes out by a cascade, where edna knows a repeated request again by its id. Where the cascade is
 * still to be looked up, the next try might take another way.
 */
export function isAlwaysCascade(credentials: Credentials): boolean {
    const { cascadeId = '', subjectId = '' } = credentials.plain;
    return formOf(credentials) === 'cascade' || (cascadeId !== '' && subjectId !== '');
}

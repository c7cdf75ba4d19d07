/**
 * RapidPro's words: the bodies of its calls, its answers, its list of messages. Three spellings of the names are about (the
 * published text, RapidPro, Weni), so names are read in any case. What else a body has is left out.
 */
import type { Decoder } from '../../lib/decode';
import { array, DecodeError, id, object, oneOf, optional, record, string } from '../../lib/decode';

/** Longest id that is taken: everything in use is shorter by far, and ids become keys. */
const ID_LIMIT_CHARS = 200;
/** As many custom fields as anybody reads. */
const FIELDS_LIMIT = 50;

/** Names as they are read below, by their lower-case forms. `deparment` is how the published text spells it. */
const SPELLINGS: ReadonlyMap<string, string> = new Map(
    ['ticketID', 'contactUUID', 'customFields', 'sessionStart', 'department', 'priority', 'visitor', 'token', 'name']
        .concat(['email', 'phone', 'text', 'attachments', 'type', 'url', 'webhook'])
        .map((name): [string, string] => [name.toLowerCase(), name])
        .concat([['deparment', 'department']]),
);

/** Reads an object whose names may be written in any case. The right spelling goes before the others. */
function spelled<T>(decoder: Decoder<T>): Decoder<T> {
    return (value, path) => {
        const entries = Object.entries(record(value, path)).map(([name, member]): [string, unknown, boolean] => {
            const known = SPELLINGS.get(name.toLowerCase()) ?? name;
            return [known, member, known === name];
        });
        const [others, exact] = [entries.filter(([, , right]) => !right), entries.filter(([, , right]) => right)];
        return decoder(Object.fromEntries([...others, ...exact].map(([name, member]) => [name, member])), path);
    };
}

const shortId: Decoder<string> = (value, path) => {
    const text = id(value, path);
    if (text.length > ID_LIMIT_CHARS) {
        throw new DecodeError(path, `an id of at most ${ID_LIMIT_CHARS} characters`);
    }
    return text;
};

/** A text, also where it comes as a number or as true or false. */
const scalar: Decoder<string> = (value, path) =>
    typeof value === 'number' || typeof value === 'boolean' ? String(value) : string(value, path);

const fields: Decoder<Record<string, string>> = (value, path) => {
    const entries = Object.entries(record(value, path)).filter(([, one]) => one !== null && one !== undefined);
    if (entries.length > FIELDS_LIMIT) {
        throw new DecodeError(path, `at most ${FIELDS_LIMIT} fields`);
    }
    return Object.fromEntries(entries.map(([key, one]) => [key, scalar(one, `${path}.${key}`)]));
};

export const settingsCall = spelled(object({ webhook: spelled(object({ url: string })) }));

export const roomCall = spelled(
    object({
        ticketID: shortId,
        priority: optional(scalar),
        sessionStart: optional(scalar),
        visitor: spelled(
            object({
                token: shortId,
                contactUUID: optional(shortId),
                department: optional(string),
                name: optional(string),
                email: optional(string),
                phone: optional(scalar),
                customFields: optional(fields),
            }),
        ),
    }),
);

export const closeCall = spelled(object({ visitor: spelled(object({ token: shortId })) }));

export const messageCall = spelled(
    object({
        visitor: spelled(object({ token: shortId })),
        text: optional(string),
        attachments: optional(array(spelled(object({ type: optional(string), url: optional(string) })))),
    }),
);

/** What the callback answers. */
export const handled = object({ status: string });
export const failure = object({ error: string });

/** `/api/v2/messages.json`: newest first. `created_on` is in UTC. */
export const messages = object({
    next: optional(string),
    results: array(
        object({
            direction: string,
            text: optional(string),
            created_on: string,
            status: optional(string),
            attachments: optional(array(oneOf<string | { url: string }>(string, object({ url: string })))),
        }),
    ),
});

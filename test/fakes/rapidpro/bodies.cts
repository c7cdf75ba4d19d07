import { type Contact, VARIANTS, type Variant } from './records.cjs';

export interface OpenOptions {
    /** By name. Only Weni can send it. */
    readonly department?: string;
    /** Only Weni can send them. */
    readonly customFields?: Readonly<Record<string, string>>;
    /** When the contact's session began, by the fake's clock; now when left out. Only Weni tells it. */
    readonly sessionStartedAt?: number;
}

/** Weni tells the begin of a session a minute early. */
const SESSION_MARGIN_MS = 60_000;

/** The workspace's time zone: Weni's customers are mostly there. */
const OFFSET = '-03:00';
const OFFSET_MS = -3 * 3_600_000;

/** The body of `room`, in the client's own order of keys; what a contact does not have is left out. */
export function roomBody(
    { id, uuid, name, email, phone }: Contact,
    ticketID: string,
    variant: Variant,
    { department, customFields, sessionStartedAt }: OpenOptions,
    now: number,
): object {
    const { extraFields } = VARIANTS[variant];
    const sorted = Object.entries(customFields ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    return {
        visitor: {
            token: id,
            contactUUID: uuid,
            ...(extraFields && department ? { department } : {}),
            ...(name ? { name } : {}),
            ...(email ? { email } : {}),
            ...(phone ? { phone } : {}),
            ...(extraFields && sorted.length > 0 ? { customFields: Object.fromEntries(sorted) } : {}),
        },
        ticketID,
        ...(extraFields ? { sessionStart: withOffset((sessionStartedAt ?? now) - SESSION_MARGIN_MS) } : {}),
    };
}

export const closeBody = ({ id }: Contact): object => ({ visitor: { token: id } });

/** RFC 3339 in whole seconds. */
function withOffset(at: number): string {
    return new Date(at + OFFSET_MS).toISOString().replace(/\.\d+Z$/, OFFSET);
}

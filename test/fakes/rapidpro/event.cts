import type { Attachment } from './records.cjs';

/** An event is not what mailroom can read. */
export class ShapeError extends Error {}

export interface CallbackEvent extends Readonly<Record<string, unknown>> {
    readonly type: string;
    readonly ticketID: string;
    readonly data?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * An event as mailroom reads it: keys in any case, unknown ones not looked at, `type` and `ticketID` required. Throws
 * `ShapeError` with Go's own words, as far as they matter.
 */
export function eventIn(raw: string): CallbackEvent {
    if (raw === '') {
        throw new ShapeError('unexpected end of JSON input');
    }
    let value: unknown;
    try {
        value = JSON.parse(raw) as unknown;
    } catch (error) {
        throw new ShapeError((error as Error).message);
    }
    const fields = objectIn(value, 'request');
    const type = stringIn(fields, 'type');
    const ticketID = stringIn(fields, 'ticketID');
    if (type === '') {
        throw new ShapeError("field 'type' is required");
    }
    if (ticketID === '') {
        throw new ShapeError("field 'ticketID' is required");
    }
    const data = find(fields, 'data');
    return { type, ticketID, ...(data === undefined ? {} : { data }) };
}

/** What an agent-message carries: a text that may be missing, and attachments that must be objects. */
export function agentMessage(data: unknown): { text: string; attachments: readonly Attachment[] } {
    if (data === undefined) {
        throw new ShapeError('unexpected end of JSON input');
    }
    const fields = data === null ? {} : objectIn(data, 'data');
    const attachments = find(fields, 'attachments') ?? [];
    if (!Array.isArray(attachments)) {
        throw wrongType(attachments, 'attachments');
    }
    return {
        text: stringIn(fields, 'text'),
        attachments: attachments.map((attachment: unknown) => {
            const inner = objectIn(attachment, 'attachments');
            return { type: stringIn(inner, 'type'), url: stringIn(inner, 'url') };
        }),
    };
}

function find(fields: Fields, name: string): unknown {
    const key = Object.keys(fields).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    return key === undefined ? undefined : fields[key];
}

/** Go leaves a string empty for null and for a key that is missing. */
function stringIn(fields: Fields, name: string): string {
    const value = find(fields, name) ?? '';
    if (typeof value !== 'string') {
        throw wrongType(value, name);
    }
    return value;
}

function objectIn(value: unknown, name: string): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw wrongType(value, name);
    }
    return value as Fields;
}

function wrongType(value: unknown, name: string): ShapeError {
    const kind = Array.isArray(value) ? 'array' : typeof value;
    return new ShapeError(`json: cannot unmarshal ${kind} into Go struct field .${name}`);
}

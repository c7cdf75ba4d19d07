import { randomBytes } from 'crypto';

/** A part of a form: a text, or a file with its bytes. */
export type FormPart =
    | { readonly name: string; readonly text: string }
    | { readonly name: string; readonly fileName: string; readonly type: string; readonly bytes: Uint8Array };

/** A MIME type, with or without parameters: anything else could end its line, or is read as nothing. */
const TYPE = /^[\w.+-]+\/[\w.+-]+(?:;[^\r\n]*)?$/;

/** What a form is sent as. */
export interface Form {
    readonly type: string;
    readonly bytes: Uint8Array;
}

/** `multipart/form-data` as one piece of memory (RFC 7578). The platform has no help for it. */
export function formOf(parts: readonly FormPart[]): Form {
    // So long and random that no file holds it.
    const boundary = `----${randomBytes(24).toString('hex')}`;
    const pieces = parts.flatMap((part) => [
        Buffer.from(`--${boundary}\r\n${headOf(part)}\r\n\r\n`, 'utf8'),
        'text' in part ? Buffer.from(part.text, 'utf8') : part.bytes,
        Buffer.from('\r\n', 'utf8'),
    ]);
    return {
        type: `multipart/form-data; boundary=${boundary}`,
        bytes: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`, 'utf8')]),
    };
}

function headOf(part: FormPart): string {
    const disposition = `Content-Disposition: form-data; name="${quoted(part.name)}"`;
    return 'text' in part
        ? disposition
        : `${disposition}; filename="${quoted(part.fileName)}"\r\nContent-Type: ${TYPE.test(part.type) ? part.type : 'application/octet-stream'}`;
}

/** As browsers do it: what would end the quotes or the line is percent-encoded. */
function quoted(value: string): string {
    return value.replace(/"/g, '%22').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

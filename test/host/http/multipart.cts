import busboy from 'busboy';
import type { Request } from 'express';
import { Refusal } from './rest.cjs';

export interface FormFile {
    readonly field: string;
    readonly filename: string;
    readonly mimeType: string;
    readonly bytes: Buffer;
}

export interface Form {
    readonly fields: Readonly<Record<string, string>>;
    readonly files: readonly FormFile[];
}

/** Reads a multipart form whole. Refused when the request has none. */
export async function readForm(request: Request): Promise<Form> {
    const type = request.headers['content-type'] ?? '';
    if (!type.startsWith('multipart/form-data')) throw new Refusal('Not a multipart form', 400);
    return await new Promise((resolve, reject) => {
        const fields: Record<string, string> = {};
        const files: FormFile[] = [];
        const parser = busboy({ headers: request.headers, defParamCharset: 'utf8' });
        parser.on('field', (name, value) => {
            fields[name] = value;
        });
        parser.on('file', (field, stream, { filename, mimeType }) => {
            const parts: Buffer[] = [];
            stream.on('data', (part: Buffer) => parts.push(part));
            stream.on('end', () =>
                files.push({ field, filename: filename ?? '', mimeType, bytes: Buffer.concat(parts) }),
            );
        });
        parser.on('close', () => resolve({ fields, files }));
        parser.on('error', reject);
        request.pipe(parser);
    });
}

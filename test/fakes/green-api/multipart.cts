import busboy from 'busboy';
import type { FakeRequest } from '../fake.cjs';

export interface FormFile {
    readonly field: string;
    readonly fileName: string;
    readonly mimeType: string;
    readonly bytes: Buffer;
}

export interface Form {
    readonly fields: Readonly<Record<string, string>>;
    readonly files: readonly FormFile[];
}

/** A multipart form, read by somebody else's parser; undefined for anything else and for what does not parse. */
export function readForm({ headers, raw }: FakeRequest): Promise<Form | undefined> {
    return new Promise((resolve) => {
        const fields: Record<string, string> = {};
        const files: FormFile[] = [];
        try {
            const parser = busboy({ headers, defParamCharset: 'utf8' });
            parser.on('field', (name, value) => {
                fields[name] = value;
            });
            parser.on('file', (field, stream, { filename, mimeType }) => {
                const parts: Buffer[] = [];
                stream.on('data', (part: Buffer) => parts.push(part));
                stream.on('end', () => {
                    files.push({ field, fileName: filename ?? '', mimeType, bytes: Buffer.concat(parts) });
                });
            });
            parser.on('close', () => resolve({ fields, files }));
            parser.on('error', () => resolve(undefined));
            parser.end(raw);
        } catch {
            resolve(undefined);
        }
    });
}

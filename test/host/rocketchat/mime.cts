/** Extension -> type, for the files that messengers carry. */
const BY_EXTENSION: Readonly<Record<string, string>> = {
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    png: 'image/png',
    gif: 'image/gif',
    webp: 'image/webp',
    svg: 'image/svg+xml',
    mp3: 'audio/mpeg',
    ogg: 'audio/ogg',
    oga: 'audio/ogg',
    opus: 'audio/ogg',
    m4a: 'audio/mp4',
    wav: 'audio/wav',
    aac: 'audio/aac',
    mp4: 'video/mp4',
    webm: 'video/webm',
    mov: 'video/quicktime',
    '3gp': 'video/3gpp',
    pdf: 'application/pdf',
    zip: 'application/zip',
    json: 'application/json',
    txt: 'text/plain',
    csv: 'text/csv',
    html: 'text/html',
    vcf: 'text/vcard',
    doc: 'application/msword',
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    xls: 'application/vnd.ms-excel',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const MAGIC: readonly (readonly [bytes: string, at: number, type: string])[] = [
    ['ffd8ff', 0, 'image/jpeg'],
    ['89504e47', 0, 'image/png'],
    ['47494638', 0, 'image/gif'],
    ['57454250', 8, 'image/webp'],
    ['25504446', 0, 'application/pdf'],
    ['4f676753', 0, 'audio/ogg'],
    ['494433', 0, 'audio/mpeg'],
    ['66747970', 4, 'video/mp4'],
    ['504b0304', 0, 'application/zip'],
];

export const extensionOf = (name: string): string =>
    (name.includes('.') ? (name.split('.').pop() ?? '') : '').toLowerCase();

/** The server's guess: by the name's extension, else by the first bytes, else plain bytes. */
export function mimeType(name: string, bytes: Buffer): string {
    const byName = BY_EXTENSION[extensionOf(name)];
    if (byName !== undefined) return byName;
    const hit = MAGIC.find(([hex, at]) => bytes.subarray(at, at + hex.length / 2).toString('hex') === hex);
    return hit?.[2] ?? 'application/octet-stream';
}

/** Whether a list as in `FileUpload_MediaTypeBlackList` ("image/*, text/plain") names the type. */
export const listNames = (list: string, type: string): boolean =>
    list
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '')
        .some((entry) => (entry.endsWith('/*') ? type.startsWith(entry.slice(0, -1)) : entry === type));

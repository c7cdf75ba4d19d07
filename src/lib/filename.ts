/** Extensions by MIME type, for files that come without one: messengers' usual kinds. Source: IANA media types. */
const EXTENSIONS: Readonly<Record<string, string>> = {
    'image/jpeg': 'jpg',
    'image/png': 'png',
    'image/webp': 'webp',
    'image/gif': 'gif',
    'image/heic': 'heic',
    'image/svg+xml': 'svg',
    'video/mp4': 'mp4',
    'video/3gpp': '3gp',
    'video/quicktime': 'mov',
    'video/webm': 'webm',
    'audio/ogg': 'ogg',
    'audio/mpeg': 'mp3',
    'audio/mp4': 'm4a',
    'audio/aac': 'aac',
    'audio/opus': 'opus',
    'audio/wav': 'wav',
    'audio/amr': 'amr',
    'application/pdf': 'pdf',
    'application/zip': 'zip',
    'application/msword': 'doc',
    'application/vnd.ms-excel': 'xls',
    'application/vnd.ms-powerpoint': 'ppt',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
    'text/plain': 'txt',
    'text/csv': 'csv',
    'text/vcard': 'vcf',
};

/** Longest name that is kept; file systems and headers get into trouble far above it. */
const NAME_LIMIT_CHARS = 100;

/** The extension of a file: that of its name, else the usual one of its type, else `bin`. Without the dot. */
export function extensionOf(name: string, type: string): string {
    const own = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1];
    return own ?? EXTENSIONS[type.split(';')[0]?.trim().toLowerCase() ?? ''] ?? 'bin';
}

/** `report.pdf` with the mark `k3Xq9b` becomes `report.k3Xq9b.pdf`; what has no place in a file's name is left out. */
export function nameWithMark(name: string, mark: string, extension: string): string {
    return `${baseOf(name)}.${mark}.${extension}`;
}

/** A name that may stand in an address and in a header: without slashes, quotes and line ends, never too long. */
export function plainName(name: string, extension: string): string {
    return `${baseOf(name)}.${extension}`;
}

/** The name without its extension. Cut first: half of a character that is cut in two is left out like the rest. */
function baseOf(name: string): string {
    const base = name
        .replace(/\.[A-Za-z0-9]{1,8}$/, '')
        .slice(0, NAME_LIMIT_CHARS)
        .replace(/[^\p{L}\p{N} ._()-]+/gu, '_');
    return base === '' ? 'file' : base;
}

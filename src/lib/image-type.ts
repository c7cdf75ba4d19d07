/** The kinds of picture that every client shows, by how their bytes begin. Source: the formats' own specifications. */
const BEGINNINGS: ReadonlyArray<{ readonly type: string; readonly bytes: ReadonlyArray<number | undefined> }> = [
    { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
    { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
    { type: 'image/gif', bytes: [0x47, 0x49, 0x46, 0x38] },
    // RIFF, four bytes of length, WEBP.
    {
        type: 'image/webp',
        bytes: [0x52, 0x49, 0x46, 0x46, undefined, undefined, undefined, undefined, 0x57, 0x45, 0x42, 0x50],
    },
];

/** The MIME type of a picture, by what it is and not by what it is called; undefined for anything else. */
export function imageTypeOf(content: Uint8Array): string | undefined {
    return BEGINNINGS.find(({ bytes }) => bytes.every((byte, at) => byte === undefined || byte === content[at]))?.type;
}

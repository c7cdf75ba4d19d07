/**
 * Cuts a text into pieces of at most `limit` characters (UTF-16 units), at a line break or blank if there is one in the
 * last half of a piece, and never inside a surrogate pair. Joined by what was cut away the pieces give the text again.
 */
export function splitText(text: string, limit: number): string[] {
    const pieces: string[] = [];
    let rest = text;
    while (rest.length > limit) {
        const at = cutAt(rest, limit);
        pieces.push(rest.slice(0, at));
        rest = rest.slice(at).replace(/^[ \n]/, '');
    }
    if (rest !== '' || pieces.length === 0) {
        pieces.push(rest);
    }
    return pieces;
}

function cutAt(text: string, limit: number): number {
    for (const separator of ['\n', ' ']) {
        const at = text.lastIndexOf(separator, limit);
        if (at > limit / 2) {
            return at;
        }
    }
    const unit = text.charCodeAt(limit - 1);
    const splitsAPair = unit >= 0xd800 && unit <= 0xdbff;
    return splitsAPair ? limit - 1 : limit;
}

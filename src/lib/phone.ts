/** Phone numbers as people type them. */

/** E.164: the country's code and the number. */
const MOST_DIGITS = 15;
const LEAST_DIGITS = 7;
/** So many digits in one piece are a whole number; fewer may go on in the next piece. */
const WHOLE_DIGITS = 11;

/** What a piece of a number may look like. */
const PIECE = /^[+(]*\d[\d()./-]*$|^\+$|^\(\d+\)$/;

/** A number and what was typed behind it. */
export interface Dialled {
    /** International, digits only. */
    readonly digits: string;
    readonly rest: readonly string[];
}

/**
 * The digits of an international number: blanks, brackets, dots and dashes are left out, and so is `+` or `00` before it.
 * Undefined for anything else, numbers without their country's code among them as far as a leading zero tells.
 */
export function digitsOf(typed: string): string | undefined {
    const bare = typed.trim().replace(/[\s().\u00a0/-]/g, '');
    const digits = /^(?:\+|00)?([1-9]\d*)$/.exec(bare)?.[1] ?? '';
    return digits.length >= LEAST_DIGITS && digits.length <= MOST_DIGITS ? digits : undefined;
}

/**
 * The number with which a list of words begins, in one piece or in several. `unclear` where more than one number could be
 * meant, since the words behind it begin with digits: a message to the wrong person is worse than none.
 */
export function dialledIn(words: readonly string[]): Dialled | 'unclear' | undefined {
    const [first = '', ...others] = words;
    const whole = digitsOf(first);
    // What was given in quotes, or in a form, is one word with blanks in it.
    if (whole !== undefined && (whole.length >= WHOLE_DIGITS || /\s/.test(first.trim()) || !isPiece(others[0]))) {
        return { digits: whole, rest: others };
    }
    const end = words.findIndex((word) => !isPiece(word));
    const pieces = words.slice(0, end < 0 ? words.length : end);
    const digits = digitsOf(pieces.join(''));
    const isClear = pieces.every((_, count) => count === 0 || digitsOf(pieces.slice(0, count).join('')) === undefined);
    if (digits !== undefined && isClear) {
        return { digits, rest: words.slice(pieces.length) };
    }
    return pieces.length > 1 ? 'unclear' : undefined;
}

const isPiece = (word: string | undefined): boolean => word !== undefined && PIECE.test(word);

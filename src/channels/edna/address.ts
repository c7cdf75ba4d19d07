/**
 * The address of a conversation: the subject (edna's id of a channel of ours) at which somebody wrote, and who he is there.
 * A reply goes out through that subject and no other.
 */
export interface Address {
    /** Digits; empty where the callback told none. */
    readonly subjectId: string;
    /** A phone in digits, or an opaque id up to 128 characters long. */
    readonly identifier: string;
}

const PHONE_WITH_PLUS = /^\+(\d{7,15})$/;
/** docs-pulse.edna.io, WhatsApp business-scoped user id: whoever has hidden his phone has none. */
const PHONE = /^\d{7,15}$/;

export function addressOf(subjectId: string | undefined, identifier: string): string {
    const plain = identifier.trim().replace(PHONE_WITH_PLUS, '$1');
    const subject = /^\d+$/.test(subjectId ?? '') ? `${subjectId}:` : '';
    // One that itself begins like an address must not be read as one.
    return subject === '' && /^\d*:/.test(plain) ? `:${plain}` : `${subject}${plain}`;
}

export function partsOfAddress(address: string): Address {
    const [, subjectId = '', identifier = address] = /^(\d*):([\s\S]+)$/.exec(address) ?? [];
    return { subjectId, identifier };
}

/** International number with plus sign, where the identifier is one. */
export function phoneOf(identifier: string): string | undefined {
    const plain = identifier.trim().replace(PHONE_WITH_PLUS, '$1');
    return PHONE.test(plain) ? `+${plain}` : undefined;
}

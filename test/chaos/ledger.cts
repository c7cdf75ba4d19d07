/** What was said, on both sides, and by whom: what the oracle holds against what stands in the rooms. */

/** One notification of the provider about one message of a contact. */
export interface Event {
    readonly contact: Contact;
    readonly id: string;
    readonly payload: object;
    /** What must stand in a room, in this order: a text, or a file and its caption. */
    readonly words: readonly string[];
    /** How often it is delivered, at least. */
    copies: number;
}

/** One contact on one line: a conversation. */
export class Contact {
    /** Everything that the provider was told to be safe, in its order. */
    readonly said: string[] = [];
    /** The provider's id of the event of each of these. */
    readonly saidIn: string[] = [];
    /** Still to be delivered, one after the other. */
    readonly queue: Event[] = [];
    lastWords = '';
    events = 0;
    /** The visitor's token in Rocket.Chat, once it is known. */
    visitorToken: string | undefined;

    constructor(
        readonly name: string,
        readonly phone: string,
        readonly line: number,
        /** How his provider names him. */
        readonly address: string,
    ) {}
}

/** One message of an agent. */
export interface Reply {
    readonly contact: Contact;
    readonly text: string;
    readonly messageId: string;
    readonly roomId: string;
}

export class Ledger {
    readonly replies: Reply[] = [];
    accepted = 0;
    deliveries = 0;
    closings = 0;
    /** Events by the answers that their deliveries had. */
    readonly answers: Record<string, number> = {};

    constructor(readonly contacts: readonly Contact[]) {}
}

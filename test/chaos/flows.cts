import type { Conversation } from './conversation.cjs';
import { OTHER, VICTIM } from './conversation.cjs';

type Step = (conversation: Conversation) => Promise<void>;

/** What is going on when the app dies, step by step; what was before, and what comes next, on the other server. */
export interface Flow {
    readonly name: string;
    readonly before: readonly Step[];
    readonly now: readonly Step[];
    /** What others do while the app is down. */
    readonly meanwhile?: Step;
    readonly next: Step;
}

/** The conversation is in its middle, in a process that knows it. */
const inTheMiddle: readonly Step[] = [(conversation) => conversation.write(VICTIM, { text: 'before' })];
const writes: Step = (conversation) => conversation.write(VICTIM, { text: 'now' });
const sendsFile: Step = (conversation) => {
    const url = conversation.scene.files.url('photo.jpg');
    return conversation.write(VICTIM, { file: 'photo.jpg', url, text: 'caption' });
};
const answers: Step = (conversation) => conversation.answer(VICTIM, `answer in ${conversation.name}`);
const closes: Step = (conversation) => conversation.close(OTHER);
const writesOn: Step = (conversation) => conversation.write(OTHER, { text: 'next' });

export const FLOWS: readonly Flow[] = [
    { name: 'inbound text', before: inTheMiddle, now: [writes], next: writesOn },
    // The process is new as well: it knows neither the connection nor the secret.
    { name: 'inbound text, the first of a contact', before: [], now: [writes], next: writesOn },
    { name: 'inbound file with caption', before: inTheMiddle, now: [sendsFile], next: writesOn },
    {
        name: 'outbound text',
        before: inTheMiddle,
        now: [answers],
        next: (conversation) => conversation.answer(OTHER, `another in ${conversation.name}`),
    },
    {
        name: 'receipt: the answer failed',
        before: [...inTheMiddle, answers],
        now: [(conversation) => conversation.sayFailed(VICTIM)],
        next: writesOn,
    },
    {
        name: 'room closed, then the next text',
        before: inTheMiddle,
        now: [(conversation) => conversation.close(VICTIM), writes],
        next: writesOn,
    },
    {
        name: 'inbound text, and its room is closed',
        before: inTheMiddle,
        now: [writes],
        meanwhile: closes,
        next: writesOn,
    },
    {
        name: 'inbound file, and its room is closed',
        before: inTheMiddle,
        now: [sendsFile],
        meanwhile: closes,
        next: writesOn,
    },
];

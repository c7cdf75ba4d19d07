import { type Answer, ok } from '../fake.cjs';
import type { Subject } from './account.cjs';
import { Refusal } from './answers.cjs';
import { type Body, bodyIn, wordsIn } from './content.cjs';
import { type Call, coded, permit } from './call.cjs';
import { accept } from './sending.cjs';

function subjectBy(call: Call, isIt: (subject: Subject) => boolean, code: string): Subject {
    const subject = call.account.subjects.find(isIt);
    if (subject === undefined) {
        throw new Refusal(code);
    }
    permit(call, subject);
    return subject;
}

const digits = (value: unknown): string =>
    (typeof value === 'number' ? String(value) : (wordsIn(value) ?? '')).replace(/^\+/, '');

/** The form of the first middleware for edna: `{imType, subject, text, attachment?}`, where `subject` is the client. */
export async function seedSend(call: Call): Promise<Answer> {
    const { imType, subject: address, text, attachment } = call.body;
    const type = wordsIn(imType)?.toUpperCase();
    const subject = subjectBy(call, (one) => one.type === type, 'error-subject-unknown');
    if (wordsIn(text) === undefined && wordsIn(bodyIn(attachment)['url']) === undefined) {
        throw new Refusal('text-not-specified');
    }
    const content: Body = {
        contentType: attachment === undefined ? 'TEXT' : kindOf(wordsIn(bodyIn(attachment)['mimeType']) ?? ''),
        ...(attachment === undefined ? { text } : { attachment, caption: text }),
    };
    const to = { address: digits(address), addressType: 'PHONE' };
    const { messageId } = await accept(subject, { via: 'seed', requestId: undefined, ...to, content }, call.post);
    return ok({ id: String(messageId) });
}

function kindOf(mimeType: string): string {
    const kind = mimeType.split('/')[0]?.toUpperCase() ?? '';
    return ['IMAGE', 'VIDEO', 'AUDIO'].includes(kind) ? kind : 'DOCUMENT';
}

/** The older general interface: everything is 200, the code tells. docs.edna.io/kb, imOutMessage */
export async function legacySend(call: Call): Promise<Answer> {
    const {
        id,
        subject: name,
        address,
        contentType,
        text,
        attachmentUrl,
        attachmentName,
        caption,
        comment,
    } = call.body;
    const requestId = wordsIn(id);
    const echo = { id: requestId ?? null };
    if (requestId === undefined || requestId.length > 36) {
        return coded('error-id-incorrect', echo);
    }
    const subject = call.account.subjects.find((one) => one.subject === name);
    if (subject === undefined) {
        return coded('error-subject-unknown', echo);
    }
    permit(call, subject);
    const kind = wordsIn(contentType);
    if (kind === undefined || !LEGACY_NEEDS[kind]?.every((member) => call.body[member] !== undefined)) {
        return coded('error-content-incorrect', echo);
    }
    if (call.account.requestIds.has(requestId)) {
        return coded('error-duplicate-id', echo);
    }
    call.account.requestIds.add(requestId);
    const attachment = attachmentUrl === undefined ? undefined : { url: attachmentUrl, name: attachmentName };
    const content: Body = {
        contentType: kind.toUpperCase(),
        ...(text === undefined ? {} : { text }),
        ...(caption === undefined ? {} : { caption }),
        ...(attachment === undefined ? {} : { attachment }),
        ...(kind === 'location'
            ? { location: { latitude: call.body['latitude'], longitude: call.body['longitude'] } }
            : {}),
    };
    const to = { address: digits(address), addressType: 'PHONE' };
    await accept(subject, { via: 'legacy', requestId, ...to, content, comment: wordsIn(comment) }, call.post);
    return coded('ok', echo);
}

/** What each kind must have. */
const LEGACY_NEEDS: Readonly<Record<string, readonly string[]>> = {
    text: ['text'],
    image: ['attachmentUrl'],
    document: ['attachmentUrl', 'attachmentName'],
    video: ['attachmentUrl'],
    audio: ['attachmentUrl'],
    location: ['latitude', 'longitude'],
};

/** Longest text of MAX, in characters. */
const MAX_TEXT_CHARS = 4_000;

/** What each kind of content for MAX must have. */
const MAX_NEEDS: Readonly<Record<string, readonly string[]>> = {
    TEXT: ['text'],
    IMAGE: ['url'],
    VIDEO: ['url'],
    AUDIO: ['url'],
    VOICE: ['url'],
    DOCUMENT: ['url'],
    LOCATION: ['latitude', 'longitude'],
    BUTTON: [],
    KEYBOARD: [],
};

function maxContent(given: unknown): Body {
    const content = bodyIn(given);
    const needs = MAX_NEEDS[String(content['type'])];
    if (needs?.every((member) => content[member] !== undefined && content[member] !== '') !== true) {
        throw new Refusal('default.content.not_valid');
    }
    if ([...(wordsIn(content['text']) ?? '')].length > MAX_TEXT_CHARS) {
        throw new Refusal('default.content.text_too_long');
    }
    return content;
}

/** To a client of a MAX bot. Channels of the type MAX are not known here. */
export async function maxBotSend(call: Call): Promise<Answer> {
    const { sender, maxId, content } = call.body;
    const isIt = ({ type, subject }: Subject): boolean => type === 'MAX_BOT' && subject === sender;
    const subject = subjectBy(call, isIt, 'default.subject.not_found');
    const address = digits(maxId);
    if (address === '') {
        throw new Refusal('default.maxId.not_specified');
    }
    const outgoing = { via: 'max-bot', requestId: undefined, address } as const;
    const { messageId } = await accept(subject, { ...outgoing, content: maxContent(content) }, call.post);
    return ok({ outMessageId: messageId, maxId: address });
}

/** To a client of a MAX account, by his MAX id or his phone. */
export async function maxSend(call: Call): Promise<Answer> {
    const { from, to, content } = call.body;
    const isIt = ({ type, subject }: Subject): boolean => type === 'MAX' && subject === from;
    const subject = subjectBy(call, isIt, 'default.subject.not_found');
    const { value, type } = bodyIn(to);
    const address = digits(value);
    if (address === '' || (type !== 'MAX_ID' && type !== 'PHONE')) {
        throw new Refusal('default.to.not_valid');
    }
    const outgoing = { via: 'max', requestId: undefined, address } as const;
    const { messageId } = await accept(subject, { ...outgoing, content: maxContent(content) }, call.post);
    return ok({ outMessageId: messageId, to: { value: address, type } });
}

/** A template by its id. docs-pulse.edna.io, /api/v1/out-messages/whatsapp/template */
export async function templateSend(call: Call): Promise<Answer> {
    const { sender, phone, templateId, textVariables, messageId: given, options, attachment } = call.body;
    const isIt = ({ type, subject }: Subject): boolean => type === 'WHATSAPP' && subject === sender;
    const subject = subjectBy(call, isIt, 'default.subject.not_found');
    const template = subject.templates.find(({ id }) => id === templateId);
    if (template === undefined || (template.status ?? 'APPROVED') !== 'APPROVED' || template.locked === true) {
        throw new Refusal('default.template.not_found');
    }
    const words = Array.isArray(textVariables) ? (textVariables as unknown[]).map(String) : [];
    const text = template.text.replace(/\{\{(\d+)\}\}/g, (_, place: string) => words[Number(place) - 1] ?? '');
    if (words.length !== new Set(template.text.match(/\{\{\d+\}\}/g)).size) {
        throw new Refusal('default.textVariables.not_valid', 400, 'As many values as placeholders are needed');
    }
    const requestId = wordsIn(given);
    if (requestId !== undefined && call.account.requestIds.has(requestId)) {
        throw new Refusal('default.messageId.duplicate', 400, 'Duplicate messageId');
    }
    if (requestId !== undefined) {
        call.account.requestIds.add(requestId);
    }
    const content: Body = { contentType: 'TEXT', text, ...(attachment === undefined ? {} : { attachment }) };
    const to = { address: digits(phone), addressType: 'PHONE' };
    const comment = wordsIn(bodyIn(options)['comment']);
    const { messageId } = await accept(
        subject,
        { via: 'template', requestId, ...to, content, comment, isTemplate: true },
        call.post,
    );
    return ok({ outMessageId: messageId, ...(requestId === undefined ? {} : { messageId: requestId }) });
}

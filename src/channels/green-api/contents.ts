/** What a message of each kind says. Pure; the kinds stand in one table. */
import type { Card, Content, MenuOption } from '../../gateway/model';
import type { Decoder } from '../../lib/decode';
import { DecodeError, decode, tryDecode } from '../../lib/decode';
import { readVCard } from '../../lib/vcard';
import { fromWhatsApp } from '../../lib/whatsapp-format';
import * as wire from './wire-messages';

/** Stands where a text or an address should stand that GREEN-API cannot hand over. */
const MARKER = /^\{\{(SWE\d+)\}\}$/;

/** green-api.com/en/docs/api/receiving/notifications-format/incoming-message/TextMessage */
const WHY_UNAVAILABLE: ReadonlyMap<string, Extract<Content, { kind: 'unavailable' }>['why']> = new Map([
    ['SWE001', 'not-synced'],
    ['SWE002', 'too-large'],
    ['SWE003', 'not-decrypted'],
]);

/** The given members without those that are empty. */
function filled<T extends Record<string, string>>(members: T): { [K in keyof T]?: string } {
    const result: { [K in keyof T]?: string } = {};
    for (const key of Object.keys(members) as Array<keyof T>) {
        const value = members[key];
        if (value !== undefined && value.trim() !== '') {
            result[key] = value;
        }
    }
    return result;
}

function unavailable(marker: string, about: { name?: string; caption?: string } = {}): Content | undefined {
    const code = MARKER.exec(marker.trim())?.[1];
    return code === undefined
        ? undefined
        : { kind: 'unavailable', why: WHY_UNAVAILABLE.get(code) ?? 'unknown', code, ...about };
}

/** A text in which nothing stands is none: then the kind itself is all that can be said. */
function spoken(text: string): Content {
    if (text.trim() === '') {
        throw new DecodeError('', 'a text that is not empty');
    }
    return unavailable(text) ?? { kind: 'text', text: fromWhatsApp(text) };
}

/** `fileName` is the sender's only for documents; where it is missing, the kind is the name. */
function fileCalled(usual: string): (data: ReturnType<typeof wire.file>) => Content {
    return ({ downloadUrl, caption, fileName, mimeType }) => {
        const about = filled({ caption: fromWhatsApp(caption) });
        const name = fileName.trim() === '' ? usual : fileName;
        return (
            unavailable(downloadUrl, { name, ...about }) ?? {
                kind: 'file',
                url: downloadUrl,
                name,
                type: mimeType,
                ...about,
            }
        );
    };
}

/** The card's own name where it has one; the phones as WhatsApp shows them. */
function card({ displayName, vcard }: ReturnType<typeof wire.contact>): Card {
    const { name, organisation, phones, emails } = readVCard(vcard);
    return { name: displayName.trim() === '' ? name : displayName, ...filled({ organisation }), phones, emails };
}

function menu(
    words: { title?: string; text: string; footer: string },
    options: ReadonlyArray<{ text: string; detail?: string; section?: string }>,
): Content {
    const { title = '', text, footer } = words;
    const shown: MenuOption[] = options.map(({ text: option, detail = '', section = '' }) => ({
        text: option,
        ...filled({ detail, section }),
    }));
    return { kind: 'menu', ...filled({ title, text: fromWhatsApp(text), footer }), options: shown };
}

/** The words of what was chosen, or its id where the words are missing. */
const choice = (...words: readonly string[]): Content => ({
    kind: 'choice',
    text: words.find((word) => word.trim() !== '') ?? '',
});

const reader =
    <T>(keys: readonly string[], decoder: Decoder<T>, read: (data: T) => Content) =>
    (messageData: unknown): Content =>
        read(decode(wire.under(keys, decoder), messageData));

const extendedText = reader(['extendedTextMessageData', 'textMessageData'], wire.extendedText, (data) =>
    spoken([data.text, data.title, data.description].find((words) => words.trim() !== '') ?? ''),
);
const file = (usual: string) => reader(['fileMessageData'], wire.file, fileCalled(usual));
const interactive = reader(
    ['interactiveButtons', 'interactiveButtonsReply'],
    wire.interactive,
    ({ titleText, contentText, footerText, buttons }) =>
        menu(
            { title: titleText, text: contentText, footer: footerText },
            buttons.map(({ buttonText, copyCode, url, phoneNumber }) => ({
                text: buttonText,
                detail: url || phoneNumber || copyCode,
            })),
        ),
);
const templateAnswer = reader(
    ['templateButtonReplyMessage', 'templateButtonsReplyMessage', 'templateMessage', 'buttonMessageData'],
    wire.templateAnswer,
    ({ selectedDisplayText, selectedId }) => choice(selectedDisplayText, selectedId),
);

/** Kinds of message by `typeMessage`. */
const KINDS: ReadonlyMap<string, (messageData: unknown) => Content> = new Map([
    ['textMessage', reader(['textMessageData'], wire.text, ({ textMessage }) => spoken(textMessage))],
    ['extendedTextMessage', extendedText],
    ['quotedMessage', extendedText],
    ['imageMessage', file('photo')],
    ['videoMessage', file('video')],
    ['documentMessage', file('document')],
    ['audioMessage', file('audio')],
    ['stickerMessage', file('sticker')],
    [
        'locationMessage',
        reader(['locationMessageData'], wire.location, ({ nameLocation, address, latitude, longitude }) => ({
            kind: 'location',
            latitude,
            longitude,
            ...filled({ name: nameLocation, address }),
        })),
    ],
    [
        'contactMessage',
        reader(['contactMessageData'], wire.contact, (data) => ({ kind: 'contacts', contacts: [card(data)] })),
    ],
    [
        'contactsArrayMessage',
        // The inner key has the name of the outer one.
        reader(['messageData', 'contactsArrayMessageData'], wire.contacts, ({ contacts }) => ({
            kind: 'contacts',
            contacts: contacts.map(card),
        })),
    ],
    [
        'pollMessage',
        reader(['pollMessageData'], wire.poll, ({ name, options, multipleAnswers }) => ({
            kind: 'poll',
            question: name,
            options: options.map(({ optionName }) => optionName),
            multiple: multipleAnswers,
        })),
    ],
    [
        'pollUpdateMessage',
        reader(['pollMessageData'], wire.votes, ({ name, votes, multipleAnswers }) => ({
            kind: 'votes',
            question: name,
            ...(multipleAnswers ? { multiple: true } : {}),
            options: votes.map(({ optionName, optionVoters }) => ({ text: optionName, votes: optionVoters.length })),
        })),
    ],
    [
        'reactionMessage',
        reader(['extendedTextMessageData'], wire.extendedText, ({ text }) => ({ kind: 'reaction', emoji: text })),
    ],
    [
        'editedMessage',
        reader(['editedMessageData'], wire.edited, ({ textMessage, caption }) => ({
            kind: 'edited',
            text: fromWhatsApp(textMessage === '' ? caption : textMessage),
        })),
    ],
    ['deletedMessage', reader(['deletedMessageData'], wire.deleted, () => ({ kind: 'deleted' }))],
    [
        'buttonsMessage',
        reader(['buttonsMessage'], wire.buttons, ({ contentText, footer, buttons }) =>
            menu(
                { text: contentText, footer },
                buttons.map(({ buttonText }) => ({ text: buttonText })),
            ),
        ),
    ],
    [
        'listMessage',
        reader(['listMessage'], wire.list, ({ title, contentText, footer, sections }) =>
            menu(
                { title, text: contentText, footer },
                sections.flatMap((section) =>
                    section.rows.map((row) => ({ text: row.title, detail: row.description, section: section.title })),
                ),
            ),
        ),
    ],
    [
        'templateMessage',
        reader(['templateMessage'], wire.template, ({ contentText, footer, buttons }) =>
            menu(
                { text: contentText, footer },
                buttons.map(({ urlButton, callButton, quickReplyButton }) => ({
                    text: (urlButton ?? callButton ?? quickReplyButton)?.displayText ?? '',
                    detail: urlButton?.url ?? callButton?.phoneNumber ?? '',
                })),
            ),
        ),
    ],
    ['interactiveButtons', interactive],
    // Despite its name the message that offers the buttons, not the answer.
    ['interactiveButtonsReply', interactive],
    [
        'buttonsResponseMessage',
        reader(['buttonsResponseMessage'], wire.buttonsAnswer, ({ selectedButtonText, selectedButtonId }) =>
            choice(selectedButtonText, selectedButtonId),
        ),
    ],
    [
        'listResponseMessage',
        reader(['listResponseMessage'], wire.listAnswer, ({ title, singleSelectReply }) =>
            choice(title, singleSelectReply),
        ),
    ],
    // Sources spell it in two ways.
    ['templateButtonsReplyMessage', templateAnswer],
    ['templateButtonReplyMessage', templateAnswer],
    [
        'groupInviteMessage',
        reader(['groupInviteMessageData'], wire.invite, ({ groupName, inviteCode, caption }) => ({
            kind: 'invite',
            group: groupName,
            url: inviteCode === '' ? '' : `https://chat.whatsapp.com/${inviteCode}`,
            ...filled({ caption: fromWhatsApp(caption) }),
        })),
    ],
]);

/** Anything else: the provider's word for it and the words that came with it, so that nothing that was said is lost. */
function placeholder(what: string, messageData: unknown): Content {
    const found = tryDecode(wire.under(['fileMessageData'], wire.file), messageData);
    return { kind: 'placeholder', what, ...filled({ caption: fromWhatsApp(found?.caption ?? '') }) };
}

/**
 * What the message says. A known kind in a form that we do not know is shown as a placeholder too: the agent has to see
 * that something came. @throws DecodeError where it does not even name its kind
 */
export function contentOf(messageData: unknown): Content {
    const { typeMessage } = decode(wire.messageType, messageData);
    try {
        return KINDS.get(typeMessage)?.(messageData) ?? placeholder(typeMessage, messageData);
    } catch (error) {
        if (error instanceof DecodeError) {
            return placeholder(typeMessage, messageData);
        }
        throw error;
    }
}

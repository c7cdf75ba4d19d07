/** Places and cards that agents send, and reading them as people type them. */
import type { Channel } from '../../channels/channel';
import { text } from '../../lib/texts';
import { conversationOf } from '../conversations/conversations';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { ConversationKey, Reply, ReplyCard, ReplyLocation } from '../model';
import { partsOf } from '../model';
import type { Room } from '../ports';
import type { Shown } from './shown';
import { sendShown } from './shown';

/** A place or a card that somebody sends. */
export type Piece =
    | { readonly kind: 'location'; readonly location: ReplyLocation }
    | { readonly kind: 'card'; readonly card: ReplyCard };

/** The conversation of a room, where it is one of this channel. */
export async function laneOn(
    gateway: Gateway,
    channel: Channel,
    room: Pick<Room, 'id' | 'visitor' | 'conversation'>,
): Promise<ConversationKey | undefined> {
    const lane = await conversationOf(gateway, room);
    return channelNamed(gateway, partsOf(lane ?? '')?.channel ?? '') === channel ? lane : undefined;
}

/** Sends a piece to the contact of a room; see `sendShown`. `sending` tells this sending from every other one. */
export async function sendPiece(
    gateway: Gateway,
    lane: ConversationKey,
    room: Pick<Room, 'id'>,
    piece: Piece,
    { sending, author }: { readonly sending: string; readonly author: Reply['author'] },
): ReturnType<typeof sendShown> {
    const language = await gateway.desk.language();
    return sendShown(gateway, lane, room, {
        sending: `${piece.kind} ${room.id} ${sending}`,
        author,
        ...shownAs(piece, language, author.name),
    });
}

function shownAs(piece: Piece, language: string, author: string): Pick<Shown, 'titles' | 'piece'> {
    if (piece.kind === 'location') {
        const { location } = piece;
        const { latitude, longitude, name } = location;
        const place = `${latitude}, ${longitude}`;
        const words = text(language, 'locationWords', { words: name === undefined ? place : `${name}, ${place}` });
        return {
            titles: {
                sending: text(language, 'locationSending', { author }),
                sent: text(language, 'locationSent', { author }),
            },
            piece: { text: `${words}\nhttps://maps.google.com/?q=${latitude},${longitude}`, location },
        };
    }
    const { card } = piece;
    const number = `+${card.phone}`;
    return {
        titles: { sending: text(language, 'cardSending', { author }), sent: text(language, 'cardSent', { author }) },
        piece: {
            text: text(language, 'cardWords', { words: card.name === number ? number : `${card.name}, ${number}` }),
            card,
        },
    };
}

/** Degrees, also with a decimal comma, and with the comma or semicolon behind it that maps put between the two. */
const DEGREES = /^([+-]?\d{1,3}(?:[.,]\d{1,20})?)[,;]?$/;
/** Pieces of a number as people write it. */
const OF_A_NUMBER = /^\+?[\d().-]+$/;
const WHOLE_NUMBER_DIGITS = 10;
/** ITU-T E.164; shorter than the least is no number of a country. */
const NUMBER = /^[1-9]\d{6,14}$/;

/** The place that was typed: latitude, longitude, and what it is called. Undefined where it is none. Pure. */
export function locationIn([north = '', east = '', ...words]: readonly string[]): ReplyLocation | undefined {
    const [latitude = NaN, longitude = NaN] = [north, east].map((typed) =>
        Number(DEGREES.exec(typed)?.[1]?.replace(',', '.') ?? NaN),
    );
    const name = words.join(' ').trim();
    const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    return isOnEarth ? { latitude, longitude, ...(name === '' ? {} : { name }) } : undefined;
}

/**
 * The card that was typed: a number and a name. What is a whole number by itself is the number; else it is made of all the
 * pieces that look like one. Undefined where it is none. Pure.
 */
export function cardIn(words: readonly string[]): ReplyCard | undefined {
    const [first = ''] = words;
    const other = words.findIndex((word) => !word.split(/\s+/).every((piece) => OF_A_NUMBER.test(piece)));
    const end = digitsOf(first).length >= WHOLE_NUMBER_DIGITS ? 1 : other < 0 ? words.length : other;
    const phone = digitsOf(words.slice(0, end).join(' '));
    const name = words.slice(end).join(' ').trim() || `+${phone}`;
    return NUMBER.test(phone) && (other < 0 || other >= end) ? { phone, name } : undefined;
}

const digitsOf = (typed: string): string => typed.replace(/\D/g, '').replace(/^00/, '');

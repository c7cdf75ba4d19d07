/**
 * Contacts' pictures, shown to agents as messages of the app's user: these never go to the contact. Nothing here is worth
 * a customer's waiting, so it is done behind his message and in a claim of its own.
 */
import { createHash } from 'crypto';
import type { Picture } from '../../channels/channel';
import { extensionOf, nameWithMark } from '../../lib/filename';
import { base62 } from '../../lib/ids';
import { imageTypeOf } from '../../lib/image-type';
import { keyedHash } from '../../lib/secrets';
import { connectionById } from '../connections/connections';
import { load, mayFetch } from '../connections/fetch-file';
import { awaitTurn } from '../connections/pacing';
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { ConversationKey } from '../model';
import { partsOf } from '../model';
import type { RoomMessage } from '../ports';
import { fence, underClaim } from '../records/claims';

/** Messengers' pictures are far below it. */
const LIMIT_BYTES = 5_000_000;
const FETCH_TIMEOUT_MS = 10_000;
/** How far back the room is looked through. */
const LOOK_MESSAGES = 50;

/** A picture as it came, and its name among all those of its conversation: the same picture has the same. */
export interface Image {
    readonly bytes: Uint8Array;
    readonly type: string;
    readonly mark: string;
}

/** Whether pictures of this conversation's contact are to be seen. */
export async function showsPictures(gateway: Gateway, conversation: ConversationKey): Promise<boolean> {
    const { channel = '', connectionId = '' } = partsOf(conversation) ?? {};
    const pictures = channelNamed(gateway, channel)?.pictures;
    const connection = pictures && (await connectionById(gateway, channel, connectionId));
    return connection !== undefined && pictures?.wanted(connection) === true;
}

/**
 * The picture that a contact has now; undefined where he shows none, or none that could be shown here. `later` where so
 * many are asked for that it is not this one's turn within `patienceMs`.
 * @throws ChannelError, HttpFailure when it may be worth another try
 */
export async function pictureOf(
    gateway: Gateway,
    conversation: ConversationKey,
    patienceMs: number,
): Promise<Image | 'later' | undefined> {
    const { channel: name = '', connectionId = '', address = '' } = partsOf(conversation) ?? {};
    const pictures = channelNamed(gateway, name)?.pictures;
    const connection = pictures && (await connectionById(gateway, name, connectionId));
    if (pictures === undefined || connection === undefined) {
        return undefined;
    }
    if ((await awaitTurn(gateway, `pictures ${name}:${connectionId}`, pictures.perSecond, patienceMs)) > 0) {
        return 'later';
    }
    for (const picture of await pictures.of(connection, address, gateway)) {
        const bytes = await bytesOf(gateway, conversation, picture);
        const type = bytes && imageTypeOf(bytes);
        if (bytes !== undefined && type !== undefined) {
            return { bytes, type, mark: await markOf(gateway, conversation, bytes) };
        }
    }
    return undefined;
}

async function bytesOf(
    gateway: Gateway,
    conversation: ConversationKey,
    picture: Picture,
): Promise<Uint8Array | undefined> {
    if ('bytes' in picture) {
        return picture.bytes.length > LIMIT_BYTES ? undefined : picture.bytes;
    }
    if (!(await mayFetch(gateway, conversation, picture.url))) {
        return undefined;
    }
    const loaded = await load(gateway, picture.url, LIMIT_BYTES, FETCH_TIMEOUT_MS);
    if (loaded.kind === 'status' && loaded.status >= 500) {
        throw new Error(`the picture was answered with status ${loaded.status}`);
    }
    return loaded.kind === 'bytes' ? loaded.bytes : undefined;
}

async function markOf(gateway: Gateway, conversation: ConversationKey, bytes: Uint8Array): Promise<string> {
    const digest = createHash('sha256').update(bytes).digest('hex');
    return base62(keyedHash(await gateway.site.secret(), `picture ${conversation} ${digest}`), 6);
}

/** Where a picture is shown, and as what. */
export interface Showing {
    readonly conversation: ConversationKey;
    readonly roomId: string;
    /** Whose picture it is; becomes the file's name. */
    readonly name: string;
    readonly words: string;
}

/**
 * Shows a picture in a room, once. An upload has no chosen id: a claim keeps two servers from making it twice, and a look
 * into the room tells whether one that died had made it. Gives `busy` when another one is at it, `closed` when nobody would
 * see it any more. @throws when Rocket.Chat does not take it
 */
export async function showPicture(
    gateway: Gateway,
    { conversation, roomId, name, words }: Showing,
    { bytes, type, mark }: Image,
): Promise<'shown' | 'closed' | 'busy'> {
    const { desk } = gateway;
    const fileName = nameWithMark(name, mark, extensionOf('', type));
    return underClaim(gateway, `picture:${conversation}`, async (held) => {
        const room = await desk.room(roomId);
        if (room?.open !== true) {
            return 'closed';
        }
        const find = async (): Promise<RoomMessage | undefined> =>
            (await desk.newest(room, LOOK_MESSAGES)).find((message) => message.fileName === fileName);
        let there = await find();
        if (there === undefined) {
            if (!(await fence(gateway, held))) {
                return 'busy';
            }
            await desk.uploadNote(room, { name: fileName, bytes });
            there = await find();
        }
        if (there?.text === '') {
            await desk.describe(there.id, words);
        }
        return 'shown';
    });
}

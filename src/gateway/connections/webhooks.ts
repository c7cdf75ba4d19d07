/** Pointing a provider's webhooks here, and away. */
import type { Channel } from '../../channels/channel';
import { ChannelError } from '../../channels/channel';
import { messageOf } from '../../lib/error';
import { BUCKETS, messageIdFor } from '../../lib/ids';
import type { Secret } from '../../lib/secrets';
import { digestOf } from '../../lib/secrets';
import { text } from '../../lib/texts';
import type { Gateway } from '../gateway';
import type { Connection } from '../model';
import { conversationKey } from '../model';
import * as kept from '../records/records';
import { dropHook, forgetConnection, retireHooks } from './connections';
import { endDrain } from './guard-records';
import type { Teller } from './watches';
import { unwatch, watch } from './watches';

/** The path of a channel's webhook below the app's public address. */
export function webhookPath(channel: Pick<Channel, 'name'>): string {
    return `webhooks/${channel.name}`;
}

/** The whole address that a provider is given; empty where the workspace has none. */
export async function hookAddress({ site }: Gateway, channel: Pick<Channel, 'name'>): Promise<string> {
    const address = await site.address();
    return address === '' ? '' : `${address}/${webhookPath(channel)}`;
}

/**
 * Makes the provider deliver to `url` with a secret that is kept already: the first delivery may come before the provider
 * has answered. Earlier secrets run out after a while. Where it is refused they stay as they were; where nobody knows, all
 * of them stay good. `teller` hears later whether it has come into force. @throws ChannelError
 */
export async function pointWebhook(
    gateway: Gateway,
    channel: Channel,
    connection: Connection,
    url: string,
    secret: Secret,
    teller: Teller,
): Promise<void> {
    const digest = digestOf(secret);
    await watch(gateway, connection, url, digest, teller);
    try {
        await channel.setWebhook(connection, url, secret, gateway);
    } catch (error) {
        if (!isDoubtful(error)) {
            await unwatch(gateway, connection.channel, connection.id);
            await dropHook(gateway, connection, digest);
        }
        throw error;
    }
    await retireHooks(gateway, connection, digest);
    await endDrain(gateway, connection);
}

export function isDoubtful(error: unknown): boolean {
    return error instanceof ChannelError && error.kind === 'in-doubt';
}

/**
 * Takes a connection off: its webhook at the provider first, then what is kept of it here. Gives why the provider did not
 * do its part, if it did not: it is taken off all the same. What was said stays where it was said.
 */
export async function disconnect(
    gateway: Gateway,
    channel: Channel,
    connection: Connection,
): Promise<ChannelError | undefined> {
    const problem = await channel.removeWebhook(connection, gateway).then(
        () => undefined,
        (error: unknown) => {
            if (error instanceof ChannelError) {
                return error;
            }
            throw error;
        },
    );
    await unwatch(gateway, connection.channel, connection.id);
    await forgetConnection(gateway, connection, 'dropped');
    await sayInRooms(gateway, channel, connection);
    return problem;
}

/** How many rooms are told side by side. */
const WIDTH = 8;

/** Agents with an open chat of this connection learn that it ends here. */
async function sayInRooms(gateway: Gateway, channel: Channel, connection: Connection): Promise<void> {
    const { desk, log, records, site } = gateway;
    const buckets = await Promise.all(
        Array.from({ length: BUCKETS }, (_, bucket) => kept.readOnly(records, kept.openRoom, kept.roomsIn(bucket))),
    );
    const prefix = conversationKey(connection, '');
    const roomIds = buckets.flat().flatMap((room) => (room.conversation.startsWith(prefix) ? room.roomId : []));
    const words = text(await desk.language(), 'roomDisconnected', {
        name: connection.name,
        network: channel.title.network,
    });
    for (let done = 0; done < roomIds.length; done += WIDTH) {
        await Promise.all(
            roomIds.slice(done, done + WIDTH).map(async (roomId) => {
                try {
                    if ((await desk.room(roomId))?.open === true) {
                        const name = `disconnected ${roomId} ${connection.createdAt}`;
                        await desk.note(roomId, messageIdFor(await site.secret(), name, 0), {
                            text: words,
                            buttons: [],
                        });
                    }
                } catch (error) {
                    log.warn(`The room ${roomId} could not be told that its account is gone: ${messageOf(error)}`);
                }
            }),
        );
    }
}

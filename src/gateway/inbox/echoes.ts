/**
 * What the account itself sent: typed on the phone, by another program, or by us and told back. Only what is not ours is
 * shown; what may be ours waits until that is known, as receipts do that come before the answer to the send.
 */
import type { Gateway } from '../gateway';
import { channelNamed } from '../gateway';
import type { Connection, MessageEvent } from '../model';
import { conversationKey, eventKey } from '../model';
import type { Echo } from '../records/records';
import * as kept from '../records/records';
import { amendmentOf } from './amendments';
import { receive } from './inbox';
import { whose } from './ours';

type From = Pick<Connection, 'channel' | 'id'>;

/** Takes over one message of the account. @throws whatever the store throws while nothing is kept yet */
export async function receiveFromAccount(
    gateway: Gateway,
    connection: From,
    event: MessageEvent,
): Promise<{ settled: Promise<void> }> {
    const { clock, memory, records } = gateway;
    const conversation = conversationKey(connection, event.contact.address);
    // What changes something is only as much ours as what it changes: that is looked at when its turn comes.
    if (amendmentOf({ conversation, event }) !== undefined) {
        return receive(gateway, connection, event);
    }
    const nothing = { settled: Promise.resolve() };
    if (memory.doneEvents.has(eventKey(connection, event))) {
        return nothing;
    }
    const messageId = messageIdOf(gateway, connection, event);
    switch (await whose(gateway, conversation, messageId)) {
        case 'ours':
            return nothing;
        case "another's":
            return receive(gateway, connection, event);
        case 'not known yet': {
            const { channel, id: connectionId } = connection;
            const arrivedAt = clock.now();
            const echo: Echo = { t: 'echo', v: 1, channel, connectionId, messageId, event, arrivedAt };
            await records.create(kept.keys.echo(echo), echo);
            return nothing;
        }
    }
}

/** Looks once more whose a message is that may have been ours. Dropped or journalled, then forgotten here. */
export async function retryEcho(gateway: Gateway, echo: Echo): Promise<void> {
    const connection: From = { channel: echo.channel, id: echo.connectionId };
    const conversation = conversationKey(connection, echo.event.contact.address);
    const found = await whose(gateway, conversation, echo.messageId);
    if (found === 'not known yet') {
        return;
    }
    const going = found === 'ours' ? undefined : await receive(gateway, connection, echo.event);
    await gateway.records.remove(...kept.keys.echo(echo));
    await going?.settled;
}

function messageIdOf(gateway: Gateway, { channel }: From, { id }: MessageEvent): string {
    return channelNamed(gateway, channel)?.quotedId?.(id) ?? id;
}

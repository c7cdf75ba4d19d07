/** What is done besides answering, where the administrator wants it. */
import type { Connection } from '../../gateway/model';
import type { ChannelPorts } from '../channel';
import * as client from './client';

/** Marks the whole chat as read, green-api.com/en/docs/api/marks/ReadChat */
export function markRead(connection: Connection, address: string, ports: ChannelPorts): Promise<void> | undefined {
    return connection.credentials.plain.markRead === 'true'
        ? client.readChat(client.accessTo(connection), ports, { chatId: address })
        : undefined;
}

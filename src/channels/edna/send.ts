/** Handing a reply over to edna, message by message. */
import type { Connection, Outgoing, ReplyFile } from '../../gateway/model';
import { messageOf } from '../../lib/error';
import type { ChannelPorts, OnPart, Sent } from '../channel';
import { ChannelError, sendParts } from '../channel';
import { accessOf } from './account';
import type { Address } from './address';
import { partsOfAddress } from './address';
import type { Outward } from './bodies';
import { bodyOf } from './bodies';
import * as client from './client';
import { ALREADY_THERE, NO_CASCADE, refused } from './errors';
import { requestIdFor } from './ids';
import type { Part } from './render';
import { kindOf, render } from './render';
import type { Route } from './route';
import { otherWay, routeFor } from './route';

export async function send(
    connection: Connection,
    address: string,
    reply: Outgoing,
    sent: readonly string[],
    ports: ChannelPorts,
    onPart?: OnPart,
): Promise<Sent> {
    const to = partsOfAddress(address);
    const route = await routeFor(connection, to, ports);
    // All or nothing: a text without the file that it speaks of would be worse than none.
    reply.files.forEach((file) => requireSendable(file, route, ports));
    const parts = render(route.type, reply).map((part, index) => ({ part, index }));
    const one = ({ part, index }: { part: Part; index: number }): Promise<string> =>
        sendPart(connection, to, route, part, requestIdFor(connection, reply, index), ports);
    return sendParts(parts, sent, one, onPart);
}

/** @throws ChannelError for a file of which it is known beforehand that it cannot go */
function requireSendable({ id, name, size }: ReplyFile, { type }: Route, { files }: ChannelPorts): void {
    if (id === '') {
        throw refused('rejected', 'fileUnknown', { name });
    }
    if (kindOf(type).shows.length === 0) {
        throw refused('rejected', 'ednaTextOnly', { type: type.toUpperCase() }, 'text-only');
    }
    if (size > files.limit) {
        const limit = String(Math.floor(files.limit / 1_000_000));
        throw refused('rejected', 'fileTooLargeToSend', { name, limit });
    }
}

/** Gives the id by which statuses will name the message. @throws ChannelError */
async function sendPart(
    connection: Connection,
    to: Address,
    route: Route,
    part: Part,
    requestId: string,
    ports: ChannelPorts,
): Promise<string> {
    const { credentials } = connection;
    const outward: Outward = {
        requestId,
        identifier: to.identifier,
        addressType: credentials.plain.addressType || 'PHONE',
        url: part.kind === 'file' ? await linkTo(part.file, part.name, ports) : '',
    };
    const handOver = (way: Route) => client.send(accessOf(credentials), ports, way.path, bodyOf(part, outward, way));
    try {
        return idIn(await handOver(route), route, requestId);
    } catch (thrown) {
        if (isCode(thrown, ALREADY_THERE)) {
            return requestId;
        }
        if (route.form !== 'cascade' || !isCode(thrown, NO_CASCADE)) {
            throw thrown;
        }
        const other = await otherWay(connection, to, route.cascadeId, ports);
        if (other === undefined) {
            throw thrown;
        }
        return handOver(other).then(
            (answer) => idIn(answer, other, requestId),
            (again: unknown) => {
                if (isCode(again, ALREADY_THERE)) {
                    return requestId;
                }
                throw again;
            },
        );
    }
}

const isCode = (thrown: unknown, code: string): boolean => thrown instanceof ChannelError && thrown.code === code;

/** Where edna takes an id of ours it is that one; where it makes its own, the one of the answer. */
function idIn(answer: Awaited<ReturnType<typeof client.send>>, { form }: Route, requestId: string): string {
    const { outMessageId, id, messageId, requestId: theirs } = answer;
    switch (form) {
        case 'cascade':
        case 'legacy':
            return requestId;
        case 'max-bot':
        case 'max':
            return outMessageId ?? messageId ?? id ?? requestId;
        case 'seed':
            return id ?? messageId ?? theirs ?? requestId;
    }
}

/** The address for edna to fetch a file from, good for an hour. @throws ChannelError */
async function linkTo({ id, type }: ReplyFile, name: string, { files }: ChannelPorts): Promise<string> {
    try {
        return await files.link(id, name, type);
    } catch (error) {
        throw refused('retry', 'ednaNoLink', { name }, messageOf(error).slice(0, 100));
    }
}

/** Which way a reply goes. */
import type { Connection } from '../../gateway/model';
import type { ChannelPorts } from '../channel';
import { CASCADE_PATH, formOf, isAlwaysCascade, isMax, isOwn, sendPathOf, typeOf } from './account';
import type { Address } from './address';
import { refused } from './errors';
import { forgetWay, isForgotten, profilesOf, waysOf } from './lookups';
import type { Profile } from './wire';

/** `type`: the kind of channel, in lower case; `path`: of the call. */
export type Route =
    | { readonly form: 'cascade'; readonly path: string; readonly type: string; readonly cascadeId: string }
    | {
          readonly form: 'legacy' | 'max-bot' | 'max';
          readonly path: string;
          readonly type: string;
          readonly sender: string;
      }
    | { readonly form: 'seed'; readonly path: string; readonly type: string };

const MAX_PATH = '/api/v1/out-messages/max-bot';

/**
 * The way to whoever wrote at this subject: by a cascade where one is set or found, since edna knows a repeated request
 * again there, else in the form that the path of the settings asks for. Never through another subject than the one that
 * was written to: a form that names no sender takes only what came without a subject, or through the one that is set.
 * @throws ChannelError, `retry` where edna could not be asked
 */
export async function routeFor(connection: Connection, address: Address, ports: ChannelPorts): Promise<Route> {
    const { credentials } = connection;
    const way = await wayFor(connection, address, ports);
    if (way !== undefined) {
        return way;
    }
    const form = formOf(credentials);
    const subject = address.subjectId || (credentials.plain.subjectId ?? '');
    if (isAlwaysCascade(credentials)) {
        throw refused('rejected', 'ednaNoRoute', { subject }, 'no-cascade');
    }
    const profile = await profileFor(connection, subject, ports);
    const type = (profile?.type ?? '').toLowerCase() || ownType(connection, address);
    const path = sendPathOf(credentials);
    if (form === 'max' || isMax(type)) {
        const last = type === 'max' || (!isMax(type) && /\/max$/i.test(path)) ? 'max' : 'max-bot';
        const base = form === 'max' ? path : MAX_PATH;
        return { form: last, type, sender: senderOf(profile, subject), path: base.replace(/[^/]+$/, last) };
    }
    if (form === 'legacy') {
        return { form, type, sender: senderOf(profile, subject), path };
    }
    if (address.subjectId !== '' && address.subjectId !== credentials.plain.subjectId) {
        throw refused('rejected', 'ednaNoRoute', { subject }, 'no-cascade');
    }
    return { form: 'seed', type, path };
}

/** The kind of channel as far as it is known without asking. */
function ownType({ credentials }: Connection, { subjectId }: Address): string {
    return isOwn({ credentials }, subjectId) ? typeOf(credentials) : '';
}

async function wayFor(connection: Connection, address: Address, ports: ChannelPorts): Promise<Route | undefined> {
    const { cascadeId = '', subjectId: own = '' } = connection.credentials.plain;
    const by = (id: string, type: string): Route => ({ form: 'cascade', path: CASCADE_PATH, type, cascadeId: id });
    const isSet = cascadeId !== '' && !isForgotten(connection, cascadeId, ports);
    if (isSet && (address.subjectId === own || address.subjectId === '')) {
        return by(cascadeId, typeOf(connection.credentials));
    }
    const known = ownType(connection, address);
    if (isMax(known) && address.subjectId === own) {
        return undefined; // no content of a cascade is known for it
    }
    const wanted = address.subjectId || own;
    const found = (await waysOf(connection, ports)).filter(
        ({ subjectId, type, ...way }) =>
            !isForgotten(connection, way.cascadeId, ports) &&
            (wanted === '' ? type === '' || type === known : subjectId === wanted),
    );
    const way = found.find((one) => one.cascadeId === cascadeId) ?? (found.length === 1 ? found[0] : undefined);
    return way && by(way.cascadeId, way.type || known || 'whatsapp');
}

/** Another way, once, after edna has said that it does not know the cascade. @throws ChannelError */
export async function otherWay(
    connection: Connection,
    address: Address,
    gone: string,
    ports: ChannelPorts,
): Promise<Route | undefined> {
    forgetWay(connection, gone, ports);
    return wayFor(connection, address, ports);
}

/** The channel with this subject; without one, the only channel of the kind that is set. */
async function profileFor(
    connection: Connection,
    subject: string,
    ports: ChannelPorts,
): Promise<Pick<Profile, 'subject' | 'type'> | undefined> {
    const { plain } = connection.credentials;
    const { sender = '', type = '' } = plain;
    if (sender !== '' && subject === plain.subjectId) {
        return { subject: sender, type };
    }
    const profiles = await profilesOf(connection, ports);
    const own = typeOf(connection.credentials);
    const fits = (one: Profile): boolean =>
        subject === '' ? one.type.toLowerCase() === own : one.subjectId === subject;
    const found = profiles.filter(fits);
    return found.length === 1 ? found[0] : undefined;
}

function senderOf(profile: Pick<Profile, 'subject'> | undefined, subject: string): string {
    const sender = profile?.subject ?? '';
    if (sender === '') {
        throw refused('rejected', 'ednaSenderUnknown', { subject }, 'no-sender');
    }
    return sender;
}

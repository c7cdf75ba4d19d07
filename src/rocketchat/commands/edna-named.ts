/** What the commands for edna have in common: finding a connection, and saying what is known of one. */
import { ChannelError } from '../../channels/channel';
import { edna } from '../../channels/edna/index';
import { CONFIGURED, listConnections } from '../../gateway/connections/connections';
import type { Connection, Credentials } from '../../gateway/model';
import type { CommandCall } from './command';

/** The connection with this name. */
export async function ednaNamed(
    { gateway }: Pick<CommandCall, 'gateway'>,
    name: string = CONFIGURED,
): Promise<Connection | undefined> {
    return (await listConnections(gateway, edna.name)).find((one) => one.name === name);
}

/** What is known of a channel of edna, for a text. */
export function shownOf({ say }: Pick<CommandCall, 'say'>, { plain }: Credentials): Record<string, string> {
    const { sender = '', subjectId = '', cascadeId = '', type = '', imType = '' } = plain;
    const unset = say('ednaUnset');
    const isChecked = sender !== '';
    return {
        sender: sender || unset,
        subject: subjectId || unset,
        type: (type || imType).toUpperCase(),
        cascade: cascadeId || (isChecked ? say('ednaNoCascadeNeeded') : unset),
    };
}

/** What edna refused, in the caller's words; anything else is thrown on. */
export function reasonOf({ say }: Pick<CommandCall, 'say'>, error: unknown): string {
    if (error instanceof ChannelError) {
        return say(error.words.name, error.words.values);
    }
    throw error;
}

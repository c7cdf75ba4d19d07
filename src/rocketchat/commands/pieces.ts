/** The commands of channels to which places and cards can be sent: given in the customer's chat. */
import type { Channel } from '../../channels/channel';
import { mayAnswer, registrationFor } from '../../gateway/conversations/people';
import type { Piece } from '../../gateway/outbox/pieces';
import { cardIn, laneOn, locationIn, sendPiece } from '../../gateway/outbox/pieces';
import type { TextName } from '../../lib/texts';
import { seesAll } from '../people';
import type { Command, CommandCall } from './command';

interface Kind {
    readonly params: string;
    readonly what: TextName;
    readonly example: string;
    readonly wrong: TextName;
    readonly queued: TextName;
    readonly read: (args: readonly string[]) => Piece | undefined;
}

const KINDS: Readonly<Record<Piece['kind'], Kind>> = {
    location: {
        params: '[lat] [long] [name]',
        what: 'helpLocation',
        example: '52.5200 13.4050 Our shop',
        wrong: 'locationWrong',
        queued: 'locationQueued',
        read: (args) => {
            const location = locationIn(args);
            return location && { kind: 'location', location };
        },
    },
    card: {
        params: '[phone] [name]',
        what: 'helpCard',
        example: '+15550100456 Bob Fixit',
        wrong: 'cardWrong',
        queued: 'cardQueued',
        read: (args) => {
            const card = cardIn(args);
            return card && { kind: 'card', card };
        },
    },
};

/** The two commands of a channel, where it has them. */
export function pieceCommandsOf(channel: Channel): Command[] {
    return Object.entries(channel.pieceCommands ?? {}).map(([kind, name]) => {
        const { params, what, example } = KINDS[kind as Piece['kind']];
        return {
            name,
            params,
            audience: 'desk',
            takes: 'some',
            help: { what, example: `/${name} ${example}` },
            run: (call) => send(channel, name, KINDS[kind as Piece['kind']], call),
        };
    });
}

async function send(
    channel: Channel,
    command: string,
    { read, wrong, queued }: Kind,
    { args, caller, gateway, giving, room, say }: CommandCall,
): Promise<string> {
    const lane = room && (await laneOn(gateway, channel, room));
    if (room === undefined || lane === undefined) {
        return say('pieceElsewhere', { command, provider: channel.title.provider });
    }
    if (!room.open) {
        return say('pieceRoomClosed');
    }
    if (room.agent !== caller.id && !seesAll(caller)) {
        return say('pieceNotYours');
    }
    if (!(await mayAnswer(gateway, lane, caller.id))) {
        return say('reasonNotRegistered', registrationFor(gateway, lane));
    }
    const piece = read(args);
    if (piece === undefined) {
        return say(wrong, { command });
    }
    const author = { id: caller.id, name: caller.name || caller.username };
    const { result, work } = await sendPiece(gateway, lane, room, piece, { sending: giving, author });
    void work; // goes on behind the answer, and never rejects
    return say(result === 'sent' ? queued : 'pieceKnown');
}

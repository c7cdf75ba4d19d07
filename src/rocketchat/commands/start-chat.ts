import { ChannelError } from '../../channels/channel';
import { greenApi } from '../../channels/green-api/index';
import { listConnections } from '../../gateway/connections/connections';
import type { Connection, ConversationKey, LookedUp } from '../../gateway/model';
import { conversationKey } from '../../gateway/model';
import { mayAnswer, registrationFor } from '../../gateway/conversations/people';
import type { Room } from '../../gateway/ports';
import { CONTACT_BLOCKED, DeskRefusal, NOBODY_ONLINE } from '../../gateway/ports';
import { obstacleTo } from '../../gateway/connections/standing';
import { conversationWith, startChat } from '../../gateway/starting';
import { messageOf } from '../../lib/error';
import { messageIdFor } from '../../lib/ids';
import { dialledIn } from '../../lib/phone';
import type { TextName } from '../../lib/texts';
import { text } from '../../lib/texts';
import { seesAll } from '../people';
import type { Form } from '../ui/form';
import type { Command, CommandCall } from './command';

const TEXT_LIMIT_CHARS = 5_000;

const FORM: Form = {
    title: 'formStart',
    intro: 'formStartIntro',
    optional: false,
    isPlain: true,
    fields: [
        {
            name: 'instance',
            label: 'fieldStartInstance',
            pattern: /^@?\d{1,20}$/,
            problem: 'fieldStartInstanceWrong',
            optional: true,
        },
        {
            name: 'phone',
            label: 'fieldStartPhone',
            pattern: /^\+?[\d\s()./-]{7,40}$/,
            problem: 'fieldStartPhoneWrong',
        },
        {
            name: 'text',
            label: 'fieldStartText',
            pattern: /^[\s\S]+$/,
            problem: 'fieldStartTextWrong',
            limit: TEXT_LIMIT_CHARS,
        },
    ],
};

/** Why Rocket.Chat opens no room. */
const REFUSALS: Readonly<Record<string, TextName>> = {
    [NOBODY_ONLINE]: 'startNobody',
    [CONTACT_BLOCKED]: 'startBlocked',
};

/** Writes to somebody who has not written: a chat is opened for the caller, with his text as the first message of it. */
export const startAChat: Command = {
    name: 'greenapi.message',
    params: '[phone] [text]',
    audience: 'agent',
    takes: 'some',
    form: FORM,
    formNow: formFor,
    help: { what: 'helpStart', example: '/greenapi.message +15550100123 Your order is ready' },
    async run(call) {
        const { say } = call;
        const asked = askedIn(call.args);
        if (typeof asked === 'string') {
            return say(asked);
        }
        const connection = await instanceFor(call, asked.instance);
        if (typeof connection === 'string') {
            return connection;
        }
        const phone = `+${asked.digits}`;
        const { gateway } = call;
        const found = await lookUp(call, connection, asked.digits);
        if (typeof found === 'string') {
            return found;
        }
        const lane = await conversationWith(gateway, connection, found);
        try {
            return await write(call, lane, found, { phone, words: asked.words });
        } catch (error) {
            if (error instanceof DeskRefusal) {
                return say(REFUSALS[error.code] ?? 'startRefused', { code: error.code });
            }
            throw error;
        }
    },
};

/** What was typed: `[@instance] phone text`. */
function askedIn(args: readonly string[]): { instance: string; digits: string; words: string } | TextName {
    const [first = '', ...others] = args;
    // A form gives its fields whole, also the one that was left empty.
    const instance = /^@\d{1,20}$/.test(first) ? first.slice(1) : '';
    const typed = first === '' || instance !== '' ? others : args;
    const dialled = dialledIn(typed);
    if (dialled === 'unclear') {
        return 'startUnclear';
    }
    const said = dialled?.rest.join(' ').trim() ?? '';
    return dialled === undefined || said === '' ? 'startUsage' : { instance, digits: dialled.digits, words: said };
}

/** The caller's own instances; for managers and administrators all of them. */
async function instancesOf({ caller, gateway }: CommandCall): Promise<Connection[]> {
    const all = await listConnections(gateway, greenApi.name);
    return all.filter(({ owner }) => owner === caller.id || seesAll(caller));
}

const works = ({ state }: Connection): boolean => greenApi.obstacle?.(state) === undefined;

/** The instance to write from, or why there is none. Of several it is the caller's own that works, if that is one. */
async function instanceFor(call: CommandCall, wanted: string): Promise<Connection | string> {
    const { caller, gateway, say } = call;
    const all = await instancesOf(call);
    const own = all.filter(({ owner }) => owner === caller.id);
    const named = all.find(({ id }) => id === wanted);
    const working = own.filter(works);
    const [first] = own;
    const found = wanted === '' ? (working.length > 0 ? working[0] : first) : named;
    if (found === undefined) {
        return wanted === '' ? say('startNoInstance') : say('startNotYours', { id: wanted });
    }
    if (wanted === '' && working.length > 1) {
        return say('startWhich', { id: found.id, list: working.map(({ id }) => `@${id}`).join(', ') });
    }
    const lane = conversationKey(found, '');
    if (!(await mayAnswer(gateway, lane, caller.id))) {
        return say('reasonNotRegistered', registrationFor(gateway, lane));
    }
    const obstacle = await obstacleTo(gateway, greenApi, found);
    return obstacle === undefined
        ? found
        : say('startNotReady', { id: found.id, reason: say(obstacle.words.name, obstacle.words.values) });
}

async function lookUp(
    { gateway, say }: CommandCall,
    connection: Connection,
    digits: string,
): Promise<LookedUp | string> {
    const phone = `+${digits}`;
    try {
        return (await greenApi.lookUp?.(connection, digits, gateway)) ?? say('startNoAccount', { phone });
    } catch (error) {
        if (error instanceof ChannelError) {
            return say('startNotChecked', { phone, reason: say(error.words.name, error.words.values) });
        }
        throw error;
    }
}

/** Finds or opens the room, and writes in it where it is the caller's. @throws DeskRefusal */
async function write(
    call: CommandCall,
    lane: ConversationKey,
    found: LookedUp,
    { phone, words }: { readonly phone: string; readonly words: string },
): Promise<string> {
    const { caller, gateway, giving, read, say } = call;
    const { room, isNew } = await startChat(gateway, lane, found, caller.id);
    const link = await gateway.desk.linkTo(room.id);
    if (room.agent !== caller.id) {
        if (isNew) {
            await closeAgain(call, room);
            return say('startNotGiven', { link });
        }
        const agent = room.agent === undefined ? undefined : await read.getUserReader().getById(room.agent);
        return agent ? say('startTaken', { agent: agent.username, phone, link }) : say('startQueued', { phone, link });
    }
    // The same giving of the command posts it once; from here on it is an agent's message like any other.
    const id = messageIdFor(await gateway.site.secret(), `start ${giving}`, 0);
    try {
        await gateway.desk.sayAs(caller.id, room.id, id, words);
    } catch (error) {
        return say('startNotPosted', { link, reason: messageOf(error) });
    }
    return say('startDone', { phone, link });
}

/** Unless somebody has said something in it meanwhile. */
async function closeAgain({ gateway }: CommandCall, room: Room): Promise<void> {
    if ((await gateway.desk.newest(room, 1)).length === 0) {
        await gateway.desk.close(room, text(await gateway.desk.language(), 'startNotGivenComment'));
    }
}

/** With the instances to choose from, where there are several; else without that field. */
async function formFor(call: CommandCall): Promise<Form | string> {
    const [which, ...others] = FORM.fields;
    const instances = (await instancesOf(call)).filter(works);
    if (which === undefined || instances.length < 2) {
        return { ...FORM, fields: others };
    }
    const options = instances.map(({ id, account }) => ({
        value: `@${id}`,
        label: account === '' ? id : `${id} (+${account})`,
    }));
    return { ...FORM, fields: [{ ...which, options }, ...others] };
}

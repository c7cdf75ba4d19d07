/** Where a login stands, as people are told: in the window and on the page. */
import type { LinkingChannel } from '../gateway/connections/login';
import type { LoginState } from '../gateway/records/login-shapes';
import type { Connection } from '../gateway/model';
import type { TextName } from '../lib/texts';
import { text, worded } from '../lib/texts';

export interface LoginWords {
    readonly kind: LoginState['kind'];
    readonly title: string;
    readonly words: string;
    /** As an address that holds the picture itself. */
    readonly picture?: string;
    /** To be typed on the phone. */
    readonly code?: string;
    /** That nothing more will come. */
    readonly ends: boolean;
}

/** Titles, by kind of state. */
const TITLES: Readonly<Record<LoginState['kind'], TextName>> = {
    asking: 'loginAskingTitle',
    picture: 'loginPictureTitle',
    confirm: 'loginConfirmTitle',
    linked: 'loginLinkedTitle',
    refused: 'loginRefusedTitle',
    trouble: 'loginAskingTitle',
    code: 'loginCodeTitle',
};

export function loginWords(
    language: string,
    channel: LinkingChannel,
    connection: Connection,
    state: LoginState,
): LoginWords {
    const { network, provider } = channel.title;
    const say = (name: TextName, more: Readonly<Record<string, string>> = {}): string =>
        text(language, name, { network, provider, id: connection.id, ...more });
    const { kind } = state;
    const told = { kind, title: say(TITLES[kind]), ends: kind === 'linked' || kind === 'refused' };
    switch (state.kind) {
        case 'asking':
            return { ...told, words: say('loginAsking') };
        case 'picture':
            return { ...told, words: say(channel.login.howToScan), picture: `data:image/png;base64,${state.png}` };
        case 'confirm':
            return { ...told, words: say('loginConfirm') };
        case 'linked':
            return {
                ...told,
                words:
                    connection.account === ''
                        ? say('loginLinkedUnknown')
                        : say('loginLinked', { phone: phoneOf(connection.account) }),
            };
        case 'refused':
            return { ...told, words: say('loginRefused', { reason: worded(language, state.words) }) };
        case 'trouble':
            return { ...told, words: say('loginTrouble', { reason: worded(language, state.words) }) };
        case 'code': {
            const holds = say('loginCodeHolds', { phone: phoneOf(state.phone), at: timeOf(state.until) });
            return { ...told, words: `${say(channel.login.howToEnter)} ${holds}`, code: inHalves(state.code) };
        }
    }
}

function phoneOf(account: string): string {
    return /^\d+$/.test(account) ? `+${account}` : account;
}

function timeOf(at: number): string {
    return new Date(at).toISOString().slice(11, 19);
}

/** Easier to read, and as the phone shows the places for it. */
function inHalves(code: string): string {
    return /^\w{8}$/.test(code) ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
}

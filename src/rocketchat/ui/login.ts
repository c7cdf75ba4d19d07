/** The window in which an account is linked. Open, it changes upon a click only: the page does the waiting. */
import type { IUIKitSurfaceViewParam } from '@rocket.chat/apps-engine/definition/accessors/IUIController';
import type { LayoutBlock } from '@rocket.chat/ui-kit';
import type { LinkingChannel, LoginView } from '../../gateway/connections/login';
import { ASKED_EVERY_MS } from '../../gateway/connections/login';
import type { Connection } from '../../gateway/model';
import type { TextName } from '../../lib/texts';
import { text } from '../../lib/texts';
import { loginWords } from '../login-words';

const PREFIX = 'login';
export const NEW_CODE = 'login-new-code';
export const OPEN_PAGE = 'login-page';
export const PHONE = 'phone';

/** A window that is open: for which account, and what names this opening of it. */
export interface LoginWindowId {
    readonly channel: string;
    readonly connectionId: string;
    readonly opening: string;
}

export function loginWindowId({ channel, connectionId, opening }: LoginWindowId): string {
    return [PREFIX, channel, connectionId, opening].join(':');
}

export function loginWindowOf(viewId: string): LoginWindowId | undefined {
    const [prefix, channel, connectionId, opening = ''] = viewId.split(':');
    return prefix === PREFIX && channel !== undefined && connectionId !== undefined
        ? { channel, connectionId, opening }
        : undefined;
}

/** What the window shows. */
export interface LoginWindow {
    readonly id: string;
    readonly appId: string;
    readonly language: string;
    readonly channel: LinkingChannel;
    readonly connection: Connection;
    readonly login: LoginView;
    /** Address of the page; empty for none. */
    readonly link: string;
    /** ms since 1970 */
    readonly now: number;
}

/**
 * The window. The picture stands in its block itself and not behind an address: mobile clients add the user's login token to
 * the addresses of pictures. Rocket.Chat's own policy lets pictures stand in addresses.
 */
export function loginWindow(shown: LoginWindow): IUIKitSurfaceViewParam {
    const { id, appId, language, channel, connection, login, link, now } = shown;
    const { network, provider } = channel.title;
    const seconds = String(ASKED_EVERY_MS / 1_000);
    const say = (name: TextName, more: Readonly<Record<string, string>> = {}): string =>
        text(language, name, { network, provider, seconds, ...more });
    const plain = (words: string) => ({ type: 'plain_text', text: words });
    const section = (blockId: string, words: string) => ({
        type: 'section',
        appId,
        blockId,
        text: { type: 'mrkdwn', text: words },
    });
    const button = (blockId: string, actionId: string, name: TextName, more: object = {}) => ({
        type: 'button',
        appId,
        blockId,
        actionId,
        text: plain(say(name)),
        ...more,
    });

    const { title, words, picture, code, ends } = loginWords(language, channel, connection, login.state);
    const state = [`*${provider} ${connection.id}: ${title}*`, ...(code === undefined ? [] : [`\`${code}\``]), words];
    const age = String(Math.max(0, Math.round((now - login.at) / 1_000)));
    const small = [say('loginSameAnswer', { age }), ...(picture === undefined ? [] : [say('loginOldPicture')])].map(
        (line) => ({ type: 'mrkdwn', text: line }),
    );
    const image = { type: 'image', appId, blockId: 'picture', imageUrl: picture, altText: say('loginPictureAlt') };
    const newCode = button('actions', NEW_CODE, 'buttonNewCode', { value: connection.id });
    const page = button('actions', OPEN_PAGE, 'buttonLoginPage', { value: connection.id, url: link });
    const phone = {
        type: 'input',
        appId,
        blockId: PHONE,
        label: plain(say('fieldPhone')),
        hint: plain(say('fieldPhoneHint')),
        optional: true,
        element: { type: 'plain_text_input', maxLength: 30, appId, blockId: PHONE, actionId: PHONE },
    };
    const isLinked = login.state.kind === 'linked';
    const blocks = [
        section('state', state.join('\n')),
        ...(picture === undefined ? [] : [image]),
        ...(ends ? [] : [{ type: 'context', appId, blockId: 'age', elements: small }]),
        ...(isLinked
            ? []
            : [
                  { type: 'actions', appId, blockId: 'actions', elements: link === '' ? [newCode] : [newCode, page] },
                  { type: 'divider', appId, blockId: 'or' },
                  section('pair', say('loginOrPair')),
                  phone,
              ]),
    ];
    const view = {
        // The platform's value; its enum would be a run-time import.
        type: 'modal',
        id,
        title: plain(say('loginWindow')),
        ...(isLinked ? {} : { submit: button('submit', 'submit', 'buttonPair') }),
        close: button('close', 'close', 'buttonClose'),
        blocks: blocks as LayoutBlock[],
    };
    return view as IUIKitSurfaceViewParam;
}

/** A phone number as the provider wants it, of what people type: digits with the country code in front; else nothing. */
export function phoneIn(typed: string): string | undefined {
    const digits = typed.replace(/[\s().-]/g, '').replace(/^(?:\+|00)/, '');
    return /^[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
}

import type { IApiEndpoint, IApiRequest, IApiResponse } from '@rocket.chat/apps-engine/definition/api';
import { readConnection } from '../../gateway/connections/connections';
import { lookAtLogin } from '../../gateway/connections/login';
import type { Opened } from '../../gateway/connections/login-links';
import { LOGIN_PATH, openedBy } from '../../gateway/connections/login-links';
import type { TextName } from '../../lib/texts';
import { text } from '../../lib/texts';
import type { Host } from '../compose';
import { loginWords } from '../login-words';
import type { EndpointCall } from './endpoint';
import { endpointOf, refuse } from './endpoint';
import { PAGE_HEADERS, loginPage, plainPage } from './login-page';

const LANGUAGES: readonly string[] = ['en', 'ru'];

/** Why an address opens nothing. */
const REFUSALS: Readonly<Record<'wrong' | 'expired' | 'gone', { status: number; title: TextName; words: TextName }>> = {
    wrong: { status: 403, title: 'loginWrongTitle', words: 'loginWrong' },
    expired: { status: 410, title: 'loginExpiredTitle', words: 'loginExpired' },
    gone: { status: 404, title: 'loginGoneTitle', words: 'loginGone' },
};

/**
 * `GET login?t=<token>&l=<language>`: the page on which an account is linked. With `state=1` where it stands, as JSON, for
 * the page's script.
 */
export function loginEndpoint(app: Host): IApiEndpoint {
    return endpointOf(app, LOGIN_PATH, { get: serve });
}

async function serve({ request, gateway }: EndpointCall): Promise<IApiResponse> {
    const { t: token, state } = request.query as Record<string, unknown>;
    const language = languageOf(request);
    const opened = typeof token === 'string' ? await openedBy(gateway, token) : ({ kind: 'wrong' } as const);
    if (opened.kind !== 'login') {
        const { status, title, words } = REFUSALS[opened.kind];
        return state === undefined
            ? page(
                  status,
                  plainPage({ language, heading: 'Rocket.Chat' }, text(language, title), text(language, words)),
              )
            : refuse(status, text(language, words), { ...PAGE_HEADERS });
    }
    const { channel } = opened;
    const { state: stands } = await lookAtLogin(gateway, channel, opened.connection);
    const { channel: name, id } = opened.connection;
    // Once it is linked its number has become known.
    const connection =
        stands.kind === 'linked' ? ((await readConnection(gateway, name, id)) ?? opened.connection) : opened.connection;
    const shown = loginWords(language, channel, connection, stands);
    return state === undefined
        ? page(200, loginPage(frameOf(language, opened), shown))
        : { status: 200, headers: { ...PAGE_HEADERS }, content: shown };
}

function page(status: number, content: string): IApiResponse {
    return { status, headers: { ...PAGE_HEADERS, 'content-type': 'text/html; charset=utf-8' }, content };
}

function frameOf(language: string, { channel, connection, leftMs }: Extract<Opened, { kind: 'login' }>) {
    const { network, provider } = channel.title;
    const say = (name: TextName): string => text(language, name, { network, provider });
    return {
        language,
        heading: `${network} · ${provider} ${connection.id}`,
        texts: {
            renews: say('loginRenews'),
            left: say('loginLeft'),
            offline: say('loginOffline'),
            expiredTitle: say('loginExpiredTitle'),
            expired: say('loginExpired'),
            pictureAlt: say('loginPictureAlt'),
        },
        leftMs,
    };
}

/** The language of whoever asked for the address; else the first that his browser names of those that there are. */
function languageOf({ query, headers }: IApiRequest): string {
    const told = (query as Record<string, unknown>).l;
    const accepted = (headers as Record<string, unknown>)['accept-language'];
    const wanted = [told, ...(typeof accepted === 'string' ? accepted.split(',') : [])].map((tag) =>
        typeof tag === 'string' ? tag.trim().slice(0, 2).toLowerCase() : '',
    );
    return wanted.find((tag) => LANGUAGES.includes(tag)) ?? 'en';
}

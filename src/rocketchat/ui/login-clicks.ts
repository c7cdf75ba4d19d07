/** What is clicked and entered in the window in which an account is linked. Who it is, is asked anew each time. */
import type {
    IUIKitResponse,
    UIKitBlockInteractionContext,
    UIKitViewSubmitInteractionContext,
} from '@rocket.chat/apps-engine/definition/uikit';
import type { IUser } from '@rocket.chat/apps-engine/definition/users';
import { readConnection } from '../../gateway/connections/connections';
import type { Gateway } from '../../gateway/gateway';
import { channelNamed } from '../../gateway/gateway';
import type { LinkingChannel, LoginView } from '../../gateway/connections/login';
import { canLink, lookAtLogin, pairPhone } from '../../gateway/connections/login';
import { loginLink } from '../../gateway/connections/login-links';
import { knownLogin } from '../../gateway/connections/login-record';
import type { Connection } from '../../gateway/model';
import { mapOf, optional, record, string, tryDecode } from '../../lib/decode';
import { messageOf } from '../../lib/error';
import { text, worded } from '../../lib/texts';
import type { Accessors, Host } from '../compose';
import { gatewayFor } from '../compose';
import { languageOf } from '../people';
import { NEW_CODE, OPEN_PAGE, PHONE, loginWindow, loginWindowOf, phoneIn } from './login';

/** Whoever clicks waits 5 s for what becomes of it, then his client gives up. */
export const LOGIN_PATIENCE_MS = 3_000;

/** The window of an account, and somebody who may link that. */
interface AtWindow {
    readonly app: Host;
    readonly gateway: Gateway;
    readonly viewId: string;
    readonly language: string;
    readonly channel: LinkingChannel;
    readonly connection: Connection;
}

export function isLoginAction(actionId: string): boolean {
    return actionId === NEW_CODE || actionId === OPEN_PAGE;
}

/**
 * A button of the window was pressed. The window goes to the client by itself and not as the answer: answers stand in the
 * app's log.
 */
export async function onLoginAction(
    app: Host,
    context: UIKitBlockInteractionContext,
    accessors: Accessors,
): Promise<IUIKitResponse> {
    const { actionId, user, container, triggerId } = context.getInteractionData();
    const responder = context.getInteractionResponder();
    if (actionId === OPEN_PAGE) {
        // The client has opened the address by itself.
        return responder.successResponse();
    }
    try {
        const at = await windowAt(app, accessors, user, container.id);
        if (at === undefined) {
            return responder.errorResponse();
        }
        const view = await windowNow(at, await loginWithin(at));
        await accessors.modify.getUiController().updateSurfaceView(view, { triggerId }, user);
        return responder.successResponse();
    } catch (error) {
        app.getLogger().error(`The window for linking failed: ${messageOf(error)}`);
        return responder.errorResponse();
    }
}

/**
 * A phone number was entered: the window shows the code for it. As the answer, or the client would close it; so the code
 * stands in the app's log, where it is good for nothing without the phone that has this number.
 */
export async function onLoginSubmit(
    app: Host,
    context: UIKitViewSubmitInteractionContext,
    accessors: Accessors,
): Promise<IUIKitResponse> {
    const { user, view } = context.getInteractionData();
    const responder = context.getInteractionResponder();
    const problem = (words: string): IUIKitResponse =>
        responder.viewErrorResponse({ viewId: view.id, errors: { [PHONE]: words } });
    try {
        const at = await windowAt(app, accessors, user, view.id);
        if (at === undefined) {
            return responder.errorResponse();
        }
        const { gateway, channel, connection, language } = at;
        const phone = phoneIn(phoneOf(view.state));
        if (phone === undefined) {
            return problem(text(language, 'fieldPhoneWrong'));
        }
        const paired = await within(gateway, pairPhone(gateway, channel, connection, phone));
        if (paired === undefined) {
            return problem(text(language, 'loginNotYet', { provider: channel.title.provider }));
        }
        return 'problem' in paired
            ? problem(worded(language, paired.problem))
            : responder.updateModalViewResponse(await windowNow(at, paired));
    } catch (error) {
        app.getLogger().error(`The window for linking failed: ${messageOf(error)}`);
        return responder.errorResponse();
    }
}

/** How a login stands, if that can be told while somebody looks at the screen; else as it was known before. */
export async function loginWithin({
    gateway,
    channel,
    connection,
}: Pick<AtWindow, 'gateway' | 'channel' | 'connection'>): Promise<LoginView> {
    return (
        (await within(gateway, lookAtLogin(gateway, channel, connection))) ??
        (await knownLogin(gateway, connection)) ?? { state: { kind: 'asking' }, at: gateway.clock.now() }
    );
}

/** What the work gives, unless it takes too long; then it goes on behind. */
async function within<T>(gateway: Gateway, work: Promise<T>): Promise<T | undefined> {
    const done: T[] = [];
    const noted = work.then((result) => {
        done.push(result);
    });
    await gateway.clock.atMost(LOGIN_PATIENCE_MS, noted);
    if (done.length === 0) {
        noted.catch((error: unknown) => gateway.log.warn(`A login was not asked for: ${messageOf(error)}`));
    }
    return done[0];
}

async function windowAt(app: Host, accessors: Accessors, user: IUser, viewId: string): Promise<AtWindow | undefined> {
    const id = loginWindowOf(viewId);
    const gateway = gatewayFor(app, accessors);
    const channel = id && channelNamed(gateway, id.channel);
    const connection = id && channel && (await readConnection(gateway, id.channel, id.connectionId));
    if (channel === undefined || connection === undefined || !canLink(channel) || !mayLink(connection, user)) {
        return undefined;
    }
    return { app, gateway, viewId, language: languageOf(user), channel, connection };
}

/** Whether a user may link an account: its owner and administrators. */
export function mayLink({ owner }: Connection, user: IUser): boolean {
    return owner === user.id || user.roles.includes('admin');
}

async function windowNow({ app, gateway, viewId, language, channel, connection }: AtWindow, login: LoginView) {
    return loginWindow({
        id: viewId,
        appId: app.process.us.appId,
        language,
        channel,
        // Its account may have become known just now.
        connection: (await readConnection(gateway, connection.channel, connection.id)) ?? connection,
        login,
        link: await loginLink(gateway, connection, language),
        now: gateway.clock.now(),
    });
}

const viewState = mapOf(optional(record));

function phoneOf(state: unknown): string {
    return tryDecode(string, (tryDecode(viewState, state) ?? {})[PHONE]?.[PHONE]) ?? '';
}

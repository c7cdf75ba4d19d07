import type { IUIKitResponse, UIKitBlockInteractionContext } from '@rocket.chat/apps-engine/definition/uikit';
import type { IUser } from '@rocket.chat/apps-engine/definition/users';
import type { Gateway } from '../gateway/gateway';
import { dismiss } from '../gateway/outbox/burial';
import { deadLetter, retry } from '../gateway/outbox/operator';
import type { NoteAction } from '../gateway/ports';
import { templateCommandFor } from '../gateway/outbox/templates';
import { messageOf } from '../lib/error';
import { text } from '../lib/texts';
import { commands } from './commands/registry';
import type { Accessors, Host } from './compose';
import { gatewayFor } from './compose';
import { ACTION_PREFIX } from './notes';
import { languageOf } from './people';
import { isLoginAction, onLoginAction } from './ui/login-clicks';
import { openFor } from './ui/open';

/** Who may press the buttons of a note: the people of the desk. */
const ROLES: readonly string[] = ['admin', 'livechat-manager', 'livechat-agent'];

/** The moment in which a button was pressed. */
interface Pressed {
    readonly app: Host;
    readonly accessors: Accessors;
    readonly gateway: Gateway;
    readonly user: IUser;
    readonly language: string;
    readonly triggerId: string | undefined;
}

/** What a button does with its values; gives what the person is told, if anything. The work goes on behind the answer. */
type Press = (pressed: Pressed, values: readonly string[]) => Promise<string>;

const PRESSES: Readonly<Record<NoteAction, Press>> = {
    async retry({ gateway, language }, replyIds) {
        const started = await Promise.all(replyIds.map((replyId) => retry(gateway, replyId)));
        const count = started.filter(({ result }) => result === 'started').length;
        if (count > 0) {
            return text(language, 'retryStarted', { count: String(count) });
        }
        return text(language, started.some(({ result }) => result === 'under-way') ? 'retryUnderWay' : 'retryNothing');
    },
    async dismiss({ gateway, language }, replyIds) {
        const results = await Promise.all(replyIds.map((replyId) => dismiss(gateway, replyId)));
        return results.includes('dismissed') ? '' : text(language, 'retryNothing');
    },
    async template({ app, accessors, gateway, user, language, triggerId }, [replyId = '']) {
        const dead = await deadLetter(gateway, replyId);
        const name = dead && templateCommandFor(gateway, dead.conversation);
        const command = commands.find((one) => one.name === name);
        const room = dead && (await accessors.read.getRoomReader().getById(dead.reply.roomId));
        if (command === undefined || !room) {
            return text(language, 'retryNothing');
        }
        const opened = await openFor(app, command, [], { caller: user, room, triggerId }, accessors);
        return opened ?? text(language, 'usage', { command: command.name, params: command.params });
    },
};

/** A button of ours was pressed. Answered at once: the platform gives 5 s, and a provider may take longer. */
export async function onBlockAction(
    app: Host,
    context: UIKitBlockInteractionContext,
    accessors: Accessors,
): Promise<IUIKitResponse> {
    const { actionId, value, user, room, triggerId } = context.getInteractionData();
    if (isLoginAction(actionId)) {
        return onLoginAction(app, context, accessors);
    }
    const responder = context.getInteractionResponder();
    const press = pressOf(actionId);
    if (press === undefined || typeof value !== 'string' || !user.roles.some((role) => ROLES.includes(role))) {
        return responder.errorResponse();
    }
    try {
        const gateway = gatewayFor(app, accessors);
        const pressed = { app, accessors, gateway, user, language: languageOf(user), triggerId };
        const told = await press(pressed, value.split(' '));
        if (told !== '' && room !== undefined && room !== null) {
            const message = accessors.modify.getCreator().startMessage().setRoom(room).setText(told).getMessage();
            await accessors.modify.getNotifier().notifyUser(user, message);
        }
        gateway.log.answered();
        return responder.successResponse();
    } catch (error) {
        app.getLogger().error(`The button ${actionId} failed: ${messageOf(error)}`);
        return responder.errorResponse();
    }
}

function pressOf(actionId: string): Press | undefined {
    const action = actionId.startsWith(ACTION_PREFIX) ? actionId.slice(ACTION_PREFIX.length) : '';
    return Object.prototype.hasOwnProperty.call(PRESSES, action) ? PRESSES[action as NoteAction] : undefined;
}

import type { IUIKitResponse, UIKitViewSubmitInteractionContext } from '@rocket.chat/apps-engine/definition/uikit';
import { messageOf } from '../../lib/error';
import { text } from '../../lib/texts';
import { answer } from '../commands/answer';
import { refusalFor } from '../commands/command';
import { commands } from '../commands/registry';
import type { Accessors, Host } from '../compose';
import { languageOf } from '../people';
import { argumentsOf, formIdOf, problemsIn, valuesIn } from './form';
import { loginWindowOf } from './login';
import { onLoginSubmit } from './login-clicks';

/** The client waits 5 s for what becomes of its form, and a person looks at it that long. */
const PATIENCE_MS = 2_000;

/**
 * A form was filled in: what is wrong is said at its fields, and otherwise the command is carried out. Who has filled it in
 * is asked anew, since anybody can send one. Nothing of it is logged, here or by the platform.
 */
export async function onViewSubmit(
    app: Host,
    context: UIKitViewSubmitInteractionContext,
    accessors: Accessors,
): Promise<IUIKitResponse> {
    const { user, view } = context.getInteractionData();
    if (loginWindowOf(view.id) !== undefined) {
        return onLoginSubmit(app, context, accessors);
    }
    const responder = context.getInteractionResponder();
    const id = formIdOf(view.id);
    const command = commands.find(({ name }) => name === id?.command);
    const form = command?.form;
    if (id === undefined || command === undefined || form === undefined) {
        return responder.errorResponse();
    }
    const language = languageOf(user);
    const refusal = refusalFor(command, user);
    const values = valuesIn(form, view.state);
    const [first] = form.fields;
    const problems =
        refusal === undefined ? problemsIn(form, values) : first === undefined ? {} : { [first.name]: refusal };
    if (Object.keys(problems).length > 0) {
        const errors = Object.entries(problems).map(([name, problem]) => [name, text(language, problem)] as const);
        return responder.viewErrorResponse({ viewId: view.id, errors: Object.fromEntries(errors) });
    }
    try {
        const args = argumentsOf(form, values);
        const room = await accessors.read.getRoomReader().getById(id.roomId);
        const given = { command, args, caller: user, room, giving: id.opening, remark: '', patienceMs: PATIENCE_MS };
        await answer(app, given, accessors);
        return responder.successResponse();
    } catch (error) {
        app.getLogger().error(`The form of /${command.name} failed: ${messageOf(error)}`);
        return responder.errorResponse();
    }
}

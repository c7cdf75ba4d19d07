import type { IHttp, IModify, IPersistence, IRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { ISlashCommand, SlashCommandContext } from '@rocket.chat/apps-engine/definition/slashcommands';
import { text } from '../../lib/texts';
import type { Accessors, Host } from '../compose';
import { languageOf } from '../people';
import { problemsIn } from '../ui/form';
import { openFor } from '../ui/open';
import { answer, whisper } from './answer';
import type { Command } from './command';
import { refusalFor } from './command';

/** The platform waits 30 s for a command, older versions 10 s. */
const PATIENCE_MS = 8_000;

/** The command as the platform wants it: checks the role and the arguments, answers the caller alone, and never throws. */
export function slashCommandOf(app: Host, command: Command): ISlashCommand {
    const slashCommand: ISlashCommand & { app: Host } = {
        app,
        command: command.name,
        i18nParamsExample: command.params,
        i18nDescription: `command_${command.name.replace(/[^a-z]/g, '_')}`,
        providesPreview: false,
        async executor(
            this: { app: Host },
            context: SlashCommandContext,
            read: IRead,
            modify: IModify,
            http: IHttp,
            persistence: IPersistence,
        ) {
            await take(this.app, command, context, { read, modify, http, persistence });
        },
    };
    return slashCommand;
}

async function take(app: Host, command: Command, context: SlashCommandContext, accessors: Accessors): Promise<void> {
    const caller = context.getSender();
    const room = context.getRoom();
    const args = context.getArguments().filter((argument) => argument !== '');
    const giving = context.getTriggerId();
    const language = languageOf(caller);
    const { name, params, form, takes } = command;
    const tell = (words: string): Promise<void> => whisper(app, accessors, caller, room, { text: words, buttons: [] });

    const refusal = refusalFor(command, caller);
    if (refusal !== undefined) {
        await tell(text(language, refusal));
        return;
    }
    const mayOpen = args.length <= (form?.typed ?? 0);
    const user = { caller, room, triggerId: giving };
    const opened = mayOpen ? await openFor(app, command, args, user, accessors) : undefined;
    if (opened !== undefined) {
        await tell(opened);
        return;
    }
    if (takes === 'some' ? args.length === 0 : !takes.includes(args.length)) {
        const usage = text(language, 'usage', { command: name, params });
        await tell(form === undefined ? usage : `${usage}\n${text(language, 'usageForm', { command: name })}`);
        return;
    }
    const isSecret = form !== undefined && form.isPlain !== true && args.length > (form.typed ?? 0);
    const remark = isSecret ? text(language, 'typedSecret', { command: name }) : '';
    const [problem] = isSecret ? Object.values(problemsIn(form, args)) : [];
    if (problem !== undefined) {
        await tell(`${text(language, problem)}\n${remark}`);
        return;
    }
    const given = { command, args, caller, room, giving, triggerId: giving, remark, patienceMs: PATIENCE_MS };
    await answer(app, given, accessors);
}

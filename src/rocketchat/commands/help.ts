import type { Command } from './command';

/** The command that lists these commands, and itself. */
export function helpOn(commands: readonly Command[]): Command {
    const help: Command = {
        name: 'greenapi.help',
        params: '',
        audience: 'everybody',
        takes: [0],
        help: { what: 'helpHelp', example: '/greenapi.help' },
        run: ({ say }) => {
            const lines = [...commands, help].map(({ name, params, help: { what, example } }) =>
                say('helpLine', { usage: params === '' ? `/${name}` : `/${name} ${params}`, what: say(what), example }),
            );
            return Promise.resolve([say('helpTitle'), ...lines, say('helpForms')].join('\n'));
        },
    };
    return help;
}

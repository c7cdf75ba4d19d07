import { resolve } from 'node:path';
import { ESLint, type Linter } from 'eslint';

const ROOT = resolve(__dirname, '../..');

/** The project's own rules, those about imports and traps only: they need no types and so no file that exists. */
const lint = new ESLint({
    cwd: ROOT,
    overrideConfigFile: true,
    baseConfig: jest.requireActual<Linter.Config[]>('../../eslint.config.js'),
    overrideConfig: { files: ['**/*.ts'], languageOptions: { parserOptions: { project: null } } },
    ruleFilter: ({ ruleId }) => /no-restricted-(imports|syntax)$/.test(ruleId),
});

async function complaints(filePath: string, code: string): Promise<number> {
    const [result] = await lint.lintText(code, { filePath });
    expect(result?.messages.filter(({ fatal }) => fatal)).toEqual([]);
    return result?.messages.length ?? 0;
}

const importing = (path: string): string => `import { x } from '${path}';\nx();\n`;

const ENGINE = '@rocket.chat/apps-engine/definition/App';

describe('an import is refused', () => {
    it.each([
        ['src/gateway/ports.ts', ENGINE],
        ['src/gateway/starting.ts', '../channels/registry'],
        ['src/gateway/inbox/receive.ts', ENGINE],
        ['src/gateway/inbox/receive.ts', '../../rocketchat/desk'],
        ['src/gateway/inbox/receive.ts', '../../SwitchboardApp'],
        ['src/gateway/inbox/receive.ts', '../../channels/registry'],
        ['src/gateway/inbox/receive.ts', '../../channels/viber/parse'],
        ['src/gateway/inbox/receive.ts', '../../crm/amocrm/client'],
        ['src/gateway/inbox/receive.ts', '../tick/sweep'],
        ['src/gateway/records/keys.ts', '../inbox/receive'],
        ['src/gateway/outbox/sending.ts', '../inbox/receive'],
        ['src/channels/channel.ts', ENGINE],
        ['src/channels/channel.ts', '../gateway/inbox/inbox'],
        ['src/channels/viber/parse.ts', ENGINE],
        ['src/channels/viber/parse.ts', '../../rocketchat/http'],
        ['src/channels/viber/parse.ts', '../../gateway/inbox/inbox'],
        ['src/channels/viber/parse.ts', '../telegram/parse'],
        ['src/channels/viber/parse.ts', '../../channels/telegram/parse'],
        ['src/channels/viber/parse.ts', '../registry'],
        ['src/channels/viber/parse.ts', '../../crm/contract'],
        ['src/channels/viber/kinds/text.ts', '../../telegram/parse'],
        ['src/channels/viber/kinds/text.ts', '../../../gateway/inbox/inbox'],
        ['src/crm/amocrm/client.ts', '../gohighlevel/client'],
        ['src/crm/amocrm/client.ts', '../../channels/viber/client'],
        ['src/lib/ids.ts', '../gateway/model'],
        ['src/lib/ids.ts', ENGINE],
        ['src/lib/ids.ts', 'fs'],
        ['src/lib/ids.ts', 'node:crypto'],
        ['src/lib/ids.ts', 'uuid'],
        ['src/rocketchat/http.ts', 'axios'],
        ['src/rocketchat/http.ts', 'http'],
        ['src/rocketchat/http.ts', '@rocket.chat/ui-kit'],
        ['src/rocketchat/http.ts', '@rocket.chat/apps-engine/server/AppManager'],
        ['src/rocketchat/http.ts', '../SwitchboardApp'],
        ['src/SwitchboardApp.ts', '../test/fakes/fake.cjs'],
    ])('in %s: %s', async (file, path) => {
        expect(await complaints(file, importing(path))).toBe(1);
    });

    it('as a type just as well', async () => {
        expect(
            await complaints(
                'src/gateway/inbox/receive.ts',
                `import type { x } from '${ENGINE}';\nexport type Y = x;\n`,
            ),
        ).toBe(1);
    });

    it('as a re-export just as well', async () => {
        expect(await complaints('src/lib/ids.ts', `export { x } from '../gateway/model';\n`)).toBe(1);
    });
});

describe('an import passes', () => {
    it.each([
        ['src/SwitchboardApp.ts', ENGINE],
        ['src/SwitchboardApp.ts', './rocketchat/compose'],
        ['src/rocketchat/endpoints/webhook.ts', ENGINE],
        ['src/rocketchat/endpoints/webhook.ts', '../../gateway/inbox/receive'],
        ['src/rocketchat/compose.ts', '../channels/registry'],
        ['src/gateway/inbox/receive.ts', '../../channels/channel'],
        ['src/gateway/inbox/receive.ts', './inbox'],
        ['src/gateway/inbox/receive.ts', '../outbox/receipts'],
        ['src/gateway/inbox/receive.ts', '../gateway'],
        ['src/gateway/inbox/receive.ts', '../../lib/ids'],
        ['src/gateway/tick/sweep.ts', '../inbox/inbox'],
        ['src/gateway/status.ts', './outbox/operator'],
        ['src/channels/channel.ts', '../gateway/model'],
        ['src/channels/registry.ts', './viber/index'],
        ['src/channels/viber/parse.ts', '../channel'],
        ['src/channels/viber/parse.ts', './wire'],
        ['src/channels/viber/parse.ts', '../../gateway/model'],
        ['src/channels/viber/parse.ts', '../../gateway/ports'],
        ['src/channels/viber/parse.ts', '../../lib/decode'],
        ['src/channels/viber/kinds/text.ts', '../wire'],
        ['src/channels/viber/kinds/text.ts', '../../channel'],
        ['src/crm/amocrm/client.ts', '../contract'],
        ['src/crm/amocrm/client.ts', '../../gateway/ports'],
        ['src/lib/ids.ts', './secrets'],
        ['src/lib/ids.ts', 'crypto'],
    ])('in %s: %s', async (file, path) => {
        expect(await complaints(file, importing(path))).toBe(0);
    });

    it('of a type of the UI kit, which is gone at run time', async () => {
        const code = "import type { Block } from '@rocket.chat/ui-kit';\nexport type B = Block;\n";
        expect(await complaints('src/rocketchat/ui/modal.ts', code)).toBe(0);
    });
});

describe('a trap of the platform is pointed out', () => {
    it.each([
        ['#private members', 'export class A { #x = 1; get() { return this.x; } }\n'],
        ['code loaded at run time', "export const x = import('./y');\n"],
        ['a name that Rocket.Chat rewrites', 'export const f = (a: { isOnline(): boolean }) => a.isOnline();\n'],
    ])('%s', async (_, code) => {
        expect(await complaints('src/lib/ids.ts', code)).toBe(1);
    });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/rocketchat/commands/registry';
import { slashCommandOf } from '../../src/rocketchat/commands/slash-command';
import type { Host } from '../../src/rocketchat/compose';
import { settings } from '../../src/rocketchat/settings';
import { ROOT, readManifest } from './built.cjs';

/** Every permission of engine 1.46.0, the oldest that app.json admits (its server/permissions/AppPermissions). */
const PERMISSIONS_OF_1_46 = `
    user.read user.write upload.read upload.write email.send ui.interact ui.registerButtons
    server-setting.read server-setting.write room.read room.write role.read role.write
    message.read message.write moderation.read moderation.write threads.read
    livechat-status.read livechat-custom-fields.write livechat-visitor.read livechat-visitor.write
    livechat-message.read livechat-message.write livechat-message.multiple livechat-room.read livechat-room.write
    livechat-department.read livechat-department.write livechat-department.multiple
    env.read cloud.workspace-token scheduler networking persistence slashcommand
    video-conference.read video-conference.write video-conference-provider api oauth-app.read oauth-app.write
`
    .trim()
    .split(/\s+/);

const texts = (language: string): Record<string, string> =>
    JSON.parse(readFileSync(join(ROOT, 'i18n', `${language}.json`), 'utf8')) as Record<string, string>;

describe('app.json', () => {
    it('asks only for permissions that the oldest engine knows, each once', () => {
        const names = readManifest().permissions.map(({ name }) => name);
        expect(names.filter((name) => !PERMISSIONS_OF_1_46.includes(name))).toEqual([]);
        expect(names).toHaveLength(new Set(names).size);
    });

    it('has a version 4 UUID, or a server would invent another id at each installation', () => {
        expect(readManifest().id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    });

    it('has a slug without digits and the version of package.json', () => {
        const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
        expect(readManifest()).toMatchObject({ nameSlug: expect.stringMatching(/^[a-z-]{3,}$/) as string, version });
    });

    it('admits every engine from 1.46 on', () => {
        expect(readManifest().requiredApiVersion).toBe('^1.46.0');
    });
});

describe('the texts of the administration screens', () => {
    it('are the same in English and Russian, and none is empty', () => {
        const [english, russian] = [texts('en'), texts('ru')];
        expect(Object.keys(russian).sort()).toEqual(Object.keys(english).sort());
        expect([...Object.values(english), ...Object.values(russian)].filter((text) => text.trim() === '')).toEqual([]);
    });

    it('include all that settings and commands show', () => {
        const shown = [
            ...settings.flatMap(({ section, i18nLabel, i18nDescription, i18nAlert, i18nPlaceholder, values }) => [
                ...[section, i18nLabel, i18nDescription, i18nAlert, i18nPlaceholder],
                ...(values ?? []).map((choice) => choice.i18nLabel),
            ]),
            ...commands.map((command) => slashCommandOf({} as Host, command).i18nDescription),
        ];
        const known = texts('en');
        expect(shown.filter((key) => key && known[key] === undefined)).toEqual([]);
    });
});

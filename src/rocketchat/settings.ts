import type { IEnvironmentRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { ISetting } from '@rocket.chat/apps-engine/definition/settings';
import { SettingType } from '@rocket.chat/apps-engine/definition/settings';

/** The administrator's settings; labels stand in `i18n/`. */
export const SETTINGS = {
    appUrl: 'app_url',
    greenApiUrl: 'green_api_url',
} as const;

const textSetting = (id: string, section: string): ISetting => ({
    id,
    type: SettingType.STRING,
    packageValue: '',
    required: false,
    public: false,
    section,
    i18nLabel: `${id}_label`,
    i18nDescription: `${id}_description`,
});

export const settings: readonly ISetting[] = [
    textSetting(SETTINGS.appUrl, 'section_workspace'),
    textSetting(SETTINGS.greenApiUrl, 'section_green_api'),
];

/** A setting's value as text, trimmed; empty where it is not set. */
export async function textOf(environment: IEnvironmentRead, id: string): Promise<string> {
    const value: unknown = await environment.getSettings().getValueById(id);
    return typeof value === 'string' ? value.trim() : '';
}

/** The address under which providers reach this workspace, without slash at the end; empty where none is known. */
export async function publicAddress(environment: IEnvironmentRead): Promise<string> {
    const own = await textOf(environment, SETTINGS.appUrl);
    const site: unknown = own === '' ? await environment.getServerSettings().getValueById('Site_Url') : own;
    return (typeof site === 'string' ? site : '').replace(/\/+$/, '');
}

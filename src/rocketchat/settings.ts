import type { IEnvironmentRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { ISetting } from '@rocket.chat/apps-engine/definition/settings';
import { SettingType } from '@rocket.chat/apps-engine/definition/settings';

/** The administrator's settings; labels stand in `i18n/`. */
export const SETTINGS = {
    appUrl: 'app_url',
    greenApiUrl: 'green_api_url',
    offlineText: 'offline_text',
    whoMayAnswer: 'who_may_answer',
    showReceipts: 'show_receipts',
    daysKept: 'days_kept',
} as const;

const setting = (
    id: string,
    section: string,
    type: SettingType,
    packageValue: string | number | boolean,
): ISetting => ({
    id,
    type,
    packageValue,
    required: false,
    public: false,
    section,
    i18nLabel: `${id}_label`,
    i18nDescription: `${id}_description`,
});

export const settings: readonly ISetting[] = [
    setting(SETTINGS.appUrl, 'section_workspace', SettingType.STRING, ''),
    setting(SETTINGS.daysKept, 'section_workspace', SettingType.NUMBER, 30),
    { ...setting(SETTINGS.offlineText, 'section_desk', SettingType.STRING, ''), multiline: true },
    {
        ...setting(SETTINGS.whoMayAnswer, 'section_desk', SettingType.SELECT, 'registered'),
        values: [
            { key: 'registered', i18nLabel: 'who_may_answer_registered' },
            { key: 'agents', i18nLabel: 'who_may_answer_agents' },
        ],
    },
    setting(SETTINGS.showReceipts, 'section_desk', SettingType.BOOLEAN, true),
    setting(SETTINGS.greenApiUrl, 'section_green_api', SettingType.STRING, ''),
];

/** A setting's value as text, trimmed; empty where it is not set. */
export async function textOf(environment: IEnvironmentRead, id: string): Promise<string> {
    const value: unknown = await environment.getSettings().getValueById(id);
    return typeof value === 'string' ? value.trim() : '';
}

/** The address that the settings name, without slash at the end; empty where none is known. */
export async function publicAddress(environment: IEnvironmentRead): Promise<string> {
    const own = await textOf(environment, SETTINGS.appUrl);
    const site: unknown = own === '' ? await environment.getServerSettings().getValueById('Site_Url') : own;
    return (typeof site === 'string' ? site : '').replace(/\/+$/, '');
}

import type { IEnvironmentRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { ISetting } from '@rocket.chat/apps-engine/definition/settings';
import { SettingType } from '@rocket.chat/apps-engine/definition/settings';
import type { Credentials } from '../gateway/model';
import { secretOf } from '../lib/secrets';

/** The administrator's settings; labels stand in `i18n/`. */
export const SETTINGS = {
    appUrl: 'app_url',
    greenApiUrl: 'green_api_url',
    offlineText: 'offline_text',
    whoMayAnswer: 'who_may_answer',
    showReceipts: 'show_receipts',
    daysKept: 'days_kept',
    rapidproSecret: 'rapidpro_app_secret',
    rapidproApiToken: 'rapidpro_api_token',
    rapidproHistory: 'rapidpro_history',
    rapidproHistoryHours: 'rapidpro_history_hours',
    rapidproFiles: 'rapidpro_files',
    rapidproChanges: 'rapidpro_changes',
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
    setting(SETTINGS.rapidproSecret, 'section_rapidpro', SettingType.PASSWORD, ''),
    setting(SETTINGS.rapidproApiToken, 'section_rapidpro', SettingType.PASSWORD, ''),
    setting(SETTINGS.rapidproHistory, 'section_rapidpro', SettingType.BOOLEAN, true),
    setting(SETTINGS.rapidproHistoryHours, 'section_rapidpro', SettingType.NUMBER, 6),
    {
        ...setting(SETTINGS.rapidproFiles, 'section_rapidpro', SettingType.SELECT, 'automatic'),
        values: ['automatic', 'workspace', 'signed'].map((key) => ({ key, i18nLabel: `rapidpro_files_${key}` })),
    },
    setting(SETTINGS.rapidproChanges, 'section_rapidpro', SettingType.BOOLEAN, true),
];

/**
 * The settings of channels, by the names under which the channels know them: what is plain, and what is secret. An empty
 * secret is none.
 */
const OF_CHANNELS: Readonly<
    Record<string, { plain: Readonly<Record<string, string>>; secret: Readonly<Record<string, string>> }>
> = {
    rapidpro: {
        plain: {
            history: SETTINGS.rapidproHistory,
            historyHours: SETTINGS.rapidproHistoryHours,
            files: SETTINGS.rapidproFiles,
            changes: SETTINGS.rapidproChanges,
        },
        secret: { secret: SETTINGS.rapidproSecret, apiToken: SETTINGS.rapidproApiToken },
    },
};

/** What is set for a channel, as it stands now; undefined for channels that have no settings. */
export async function channelSettings(
    environment: IEnvironmentRead,
    channel: string,
): Promise<Credentials | undefined> {
    const names = Object.prototype.hasOwnProperty.call(OF_CHANNELS, channel) ? OF_CHANNELS[channel] : undefined;
    if (names === undefined) {
        return undefined;
    }
    const read = async (ids: Readonly<Record<string, string>>): Promise<Array<[string, string]>> =>
        Promise.all(
            Object.entries(ids).map(async ([name, id]): Promise<[string, string]> => {
                const value: unknown = await environment.getSettings().getValueById(id);
                return [name, ['string', 'number', 'boolean'].includes(typeof value) ? String(value).trim() : ''];
            }),
        );
    const [plain, secret] = await Promise.all([read(names.plain), read(names.secret)]);
    const set = secret.filter(([, value]) => value !== '');
    return {
        plain: Object.fromEntries(plain),
        secret: Object.fromEntries(set.map(([name, value]) => [name, secretOf(value)])),
    };
}

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

import type { IEnvironmentRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { ISetting } from '@rocket.chat/apps-engine/definition/settings';
import { SettingType } from '@rocket.chat/apps-engine/definition/settings';
import type { ChannelSettings } from '../gateway/ports';
import { secretOf } from '../lib/secrets';

/** The administrator's settings; labels stand in `i18n/`. */
export const SETTINGS = {
    appUrl: 'app_url',
    greenApiUrl: 'green_api_url',
    greenFromPhone: 'green_from_phone',
    greenKeepDeleted: 'green_keep_deleted',
    greenCalls: 'green_calls',
    greenGroups: 'green_groups',
    greenAvatars: 'green_avatars',
    greenTyping: 'green_typing',
    greenMarkRead: 'green_mark_read',
    greenSignature: 'green_signature',
    greenLogRoom: 'green_log_room',
    greenUnstick: 'green_unstick',
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
    ednaApiKey: 'edna_api_key',
    ednaBaseUrl: 'edna_base_url',
    ednaImType: 'edna_im_type',
    ednaSendPath: 'edna_send_path',
    ednaSubjectId: 'edna_subject_id',
    ednaCascadeId: 'edna_cascade_id',
    ednaWebhookKey: 'edna_webhook_key',
    ednaAddressType: 'edna_address_type',
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
    setting(SETTINGS.greenFromPhone, 'section_green_api', SettingType.BOOLEAN, true),
    setting(SETTINGS.greenKeepDeleted, 'section_green_api', SettingType.BOOLEAN, true),
    setting(SETTINGS.greenCalls, 'section_green_api', SettingType.BOOLEAN, true),
    setting(SETTINGS.greenGroups, 'section_green_api', SettingType.BOOLEAN, false),
    setting(SETTINGS.greenAvatars, 'section_green_api', SettingType.BOOLEAN, true),
    setting(SETTINGS.greenTyping, 'section_green_api', SettingType.BOOLEAN, false),
    setting(SETTINGS.greenMarkRead, 'section_green_api', SettingType.BOOLEAN, false),
    setting(SETTINGS.greenSignature, 'section_green_api', SettingType.STRING, ''),
    setting(SETTINGS.greenLogRoom, 'section_green_api', SettingType.STRING, ''),
    setting(SETTINGS.greenUnstick, 'section_green_api', SettingType.BOOLEAN, true),
    setting(SETTINGS.rapidproSecret, 'section_rapidpro', SettingType.PASSWORD, ''),
    setting(SETTINGS.rapidproApiToken, 'section_rapidpro', SettingType.PASSWORD, ''),
    setting(SETTINGS.rapidproHistory, 'section_rapidpro', SettingType.BOOLEAN, true),
    setting(SETTINGS.rapidproHistoryHours, 'section_rapidpro', SettingType.NUMBER, 6),
    {
        ...setting(SETTINGS.rapidproFiles, 'section_rapidpro', SettingType.SELECT, 'automatic'),
        values: ['automatic', 'workspace', 'signed'].map((key) => ({ key, i18nLabel: `rapidpro_files_${key}` })),
    },
    setting(SETTINGS.rapidproChanges, 'section_rapidpro', SettingType.BOOLEAN, true),
    setting(SETTINGS.ednaApiKey, 'section_edna', SettingType.PASSWORD, ''),
    setting(SETTINGS.ednaBaseUrl, 'section_edna', SettingType.STRING, 'https://app.edna.ru'),
    setting(SETTINGS.ednaImType, 'section_edna', SettingType.STRING, 'whatsapp'),
    setting(SETTINGS.ednaSendPath, 'section_edna', SettingType.STRING, '/api/messages/send'),
    setting(SETTINGS.ednaSubjectId, 'section_edna', SettingType.STRING, ''),
    setting(SETTINGS.ednaCascadeId, 'section_edna', SettingType.STRING, ''),
    setting(SETTINGS.ednaWebhookKey, 'section_edna', SettingType.PASSWORD, ''),
    setting(SETTINGS.ednaAddressType, 'section_edna', SettingType.STRING, 'PHONE'),
];

/** The settings of one channel, by the names under which the channel knows them. */
interface OfChannel {
    readonly plain: Readonly<Record<string, string>>;
    /** An empty secret is none. */
    readonly secret: Readonly<Record<string, string>>;
    /** The secret that makes a connection of them, where one can stand in the settings. */
    readonly connects?: string;
    /** Which of the plain ones hold for one account only. */
    readonly own: readonly string[];
}

const OF_CHANNELS: Readonly<Record<string, OfChannel>> = {
    'green-api': {
        plain: {
            fromPhone: SETTINGS.greenFromPhone,
            keepDeleted: SETTINGS.greenKeepDeleted,
            calls: SETTINGS.greenCalls,
            groups: SETTINGS.greenGroups,
            avatars: SETTINGS.greenAvatars,
            typing: SETTINGS.greenTyping,
            markRead: SETTINGS.greenMarkRead,
            signature: SETTINGS.greenSignature,
            logRoom: SETTINGS.greenLogRoom,
            unstick: SETTINGS.greenUnstick,
        },
        secret: {},
        own: [],
    },
    rapidpro: {
        plain: {
            history: SETTINGS.rapidproHistory,
            historyHours: SETTINGS.rapidproHistoryHours,
            files: SETTINGS.rapidproFiles,
            changes: SETTINGS.rapidproChanges,
        },
        secret: { secret: SETTINGS.rapidproSecret, apiToken: SETTINGS.rapidproApiToken },
        connects: 'secret',
        own: [],
    },
    edna: {
        plain: {
            baseUrl: SETTINGS.ednaBaseUrl,
            imType: SETTINGS.ednaImType,
            sendPath: SETTINGS.ednaSendPath,
            subjectId: SETTINGS.ednaSubjectId,
            cascadeId: SETTINGS.ednaCascadeId,
            addressType: SETTINGS.ednaAddressType,
        },
        secret: { apiKey: SETTINGS.ednaApiKey, secret: SETTINGS.ednaWebhookKey },
        connects: 'apiKey',
        own: ['baseUrl', 'subjectId', 'cascadeId'],
    },
};

/** What is set for a channel, each setting read by `valueOf`; undefined for channels that have no settings. */
export async function channelSettings(
    channel: string,
    valueOf: (id: string) => Promise<unknown>,
): Promise<ChannelSettings | undefined> {
    const names = Object.prototype.hasOwnProperty.call(OF_CHANNELS, channel) ? OF_CHANNELS[channel] : undefined;
    if (names === undefined) {
        return undefined;
    }
    const read = async (ids: Readonly<Record<string, string>>): Promise<Array<[string, string]>> =>
        Promise.all(
            Object.entries(ids).map(async ([name, id]): Promise<[string, string]> => {
                const value: unknown = await valueOf(id);
                return [name, ['string', 'number', 'boolean'].includes(typeof value) ? String(value).trim() : ''];
            }),
        );
    const [plain, secret] = await Promise.all([read(names.plain), read(names.secret)]);
    const set = secret.filter(([, value]) => value !== '');
    return {
        credentials: {
            plain: Object.fromEntries(plain),
            secret: Object.fromEntries(set.map(([name, value]) => [name, secretOf(value)])),
        },
        connects: set.some(([name]) => name === names.connects),
        common: Object.fromEntries(plain.filter(([name]) => !names.own.includes(name))),
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

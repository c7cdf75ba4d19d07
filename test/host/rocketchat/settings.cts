import type { Store } from '../store/store.cjs';

type SettingType = 'boolean' | 'string' | 'int' | 'select' | 'password';

interface SettingDefault {
    readonly type: SettingType;
    readonly value: unknown;
    /** Hidden from apps, as those that Rocket.Chat flags secret. */
    readonly secret?: boolean;
}

/** The server settings that the model obeys or that an app may want to read, with Rocket.Chat's own defaults. */
const DEFAULTS: Readonly<Record<string, SettingDefault>> = {
    Site_Url: { type: 'string', value: 'http://127.0.0.1:3000' },
    Site_Name: { type: 'string', value: 'Rocket.Chat' },
    Language: { type: 'string', value: 'en' },
    uniqueID: { type: 'string', value: 'local' },
    Livechat_enabled: { type: 'boolean', value: true },
    Livechat_accept_chats_with_no_agents: { type: 'boolean', value: false },
    Livechat_enabled_when_agent_idle: { type: 'boolean', value: true },
    Livechat_Routing_Method: { type: 'select', value: 'Auto_Selection' },
    Livechat_request_comment_when_closing_conversation: { type: 'boolean', value: false },
    Livechat_guest_count: { type: 'int', value: 1 },
    FileUpload_Enabled: { type: 'boolean', value: true },
    FileUpload_MaxFileSize: { type: 'int', value: 104857600 },
    FileUpload_MediaTypeWhiteList: { type: 'string', value: '' },
    FileUpload_MediaTypeBlackList: { type: 'string', value: 'image/svg+xml' },
    FileUpload_ProtectFiles: { type: 'boolean', value: true },
    FileUpload_Restrict_to_room_members: { type: 'boolean', value: false },
    FileUpload_Restrict_to_users_who_can_access_room: { type: 'boolean', value: false },
    Message_MaxAllowedSize: { type: 'int', value: 5000 },
    Message_AllowEditing: { type: 'boolean', value: true },
    Message_AllowEditing_BlockEditInMinutes: { type: 'int', value: 0 },
    Message_AllowDeleting: { type: 'boolean', value: true },
    Message_ShowDeletedStatus: { type: 'boolean', value: false },
    Message_CustomFields_Enabled: { type: 'boolean', value: false },
    Threads_enabled: { type: 'boolean', value: true },
    SMTP_Password: { type: 'password', value: 'not-for-apps', secret: true },
};

export interface SettingView {
    readonly _id: string;
    readonly type: SettingType;
    readonly value: unknown;
    readonly packageValue: unknown;
    readonly secret: boolean;
}

/** The server's settings. Reads are synchronous, as in the real server, which keeps them all in memory. */
export interface Settings {
    /** The value; a setting that does not exist is a mistake of the model, not of an app. */
    get<T>(id: string): T;
    view(id: string): SettingView | undefined;
    all(): SettingView[];
    /** Stores a new value. Rejects for a setting that does not exist. */
    set(id: string, value: unknown): Promise<void>;
}

export async function openSettings(store: Store): Promise<Settings> {
    const values = new Map(Object.entries(DEFAULTS).map(([id, { value }]) => [id, value]));
    for (const record of await store.settings.find({})) values.set(record._id, record.value);

    const view = (id: string): SettingView | undefined => {
        const known = DEFAULTS[id];
        if (known === undefined) return undefined;
        return {
            _id: id,
            type: known.type,
            value: values.get(id),
            packageValue: known.value,
            secret: known.secret ?? false,
        };
    };
    return {
        get: <T,>(id: string): T => {
            if (!values.has(id)) throw new Error(`The model has no server setting ${id}`);
            return values.get(id) as T;
        },
        view,
        all: () => Object.keys(DEFAULTS).flatMap((id) => view(id) ?? []),
        set: async (id, value) => {
            if (DEFAULTS[id] === undefined) throw new Error(`There is no server setting ${id}`);
            values.set(id, value);
            const changed = await store.settings.updateOne({ _id: id }, { value });
            if (changed === 0) await store.settings.insert({ _id: id, value });
        },
    };
}

import { generateKeyPair } from 'crypto';
import { promisify } from 'util';
import type { BridgeMethods } from '../../engine/contract.cjs';
import type { Fields } from '../convert/map-fields.cjs';
import { isReadable, readVariable } from '../environment.cjs';
import type { SettingView } from '../settings.cjs';
import type { Workspace } from '../workspace.cjs';

const settingToApp = (setting: SettingView): Fields => ({
    id: setting._id,
    type: setting.type === 'boolean' ? 'boolean' : setting.type,
    packageValue: setting.packageValue,
    value: setting.value,
    values: [],
    public: false,
    hidden: false,
    required: false,
    i18nLabel: setting._id,
});

export function serverSettingBridge(ws: Workspace): BridgeMethods {
    const { settings } = ws;
    /** Secret ones and unknown ones are refused in the same words. */
    const readable = (id: string): SettingView => {
        const setting = settings.view(id);
        if (setting === undefined || setting.secret) throw new Error(`The setting "${id}" is not readable.`);
        return setting;
    };
    return {
        getAll: () =>
            Promise.resolve(
                settings
                    .all()
                    .filter(({ secret }) => !secret)
                    .map(settingToApp),
            ),
        getOneById: async (_ctx, id: string) => await Promise.resolve(settingToApp(readable(id))),
        isReadableById: (_ctx, id: string) => Promise.resolve(settings.view(id)?.secret === false),
        updateOne: async (_ctx, setting: { readonly id: string; readonly value: unknown }) => {
            await settings.set(readable(setting.id)._id, setting.value);
        },
        incrementValue: async (_ctx, id: string, by: number) => {
            await settings.set(id, Number(readable(id).value) + by);
        },
        hideGroup: () => Promise.reject(new Error('Method not implemented.')),
        hideSetting: () => Promise.reject(new Error('Method not implemented.')),
    };
}

export function environmentBridge(): BridgeMethods {
    return {
        getValueByName: async (_ctx, name: string, appId: string) => await Promise.resolve(readVariable(name, appId)),
        isReadable: (_ctx, name: string, appId: string) => Promise.resolve(isReadable(name, appId)),
        isSet: async (_ctx, name: string, appId: string) =>
            await Promise.resolve(readVariable(name, appId) !== undefined),
    };
}

interface Interaction {
    readonly type: string;
    readonly triggerId: string;
    readonly appId: string;
    readonly view?: unknown;
    readonly errors?: unknown;
}

export function uiInteractionBridge(ws: Workspace): BridgeMethods {
    return {
        // Broadcast to the user's clients: whether they show it, the app does not learn.
        notifyUser: (_ctx, user: { readonly id: string }, interaction: Interaction) => {
            ws.ui.show(user.id, interaction);
            return Promise.resolve();
        },
    };
}

export function roleBridge(): BridgeMethods {
    const role = (id: string): Fields => ({
        id,
        name: id,
        description: '',
        mandatory2fa: false,
        protected: true,
        scope: 'Users',
    });
    const known = [
        'admin',
        'user',
        'bot',
        'app',
        'livechat-agent',
        'livechat-manager',
        'livechat-monitor',
        'owner',
        'moderator',
    ];
    return {
        getOneByIdOrName: (_ctx, id: string) => Promise.resolve(known.includes(id) ? role(id) : null),
        getCustomRoles: () => Promise.resolve([]),
    };
}

export function internalBridge(ws: Workspace): BridgeMethods {
    return {
        getUsernamesOfRoomById: async (_ctx, rid: string) => {
            const members = await ws.store.subscriptions.find({ rid });
            const users = await Promise.all(members.map(({ userId }) => ws.store.users.get(userId)));
            return users.flatMap((user) => user?.username ?? []);
        },
        getWorkspacePublicKey: () =>
            Promise.resolve({ id: 'Cloud_Workspace_PublicKey', type: 'string', packageValue: '', value: '' }),
    };
}

/**
 * The key pair with which the engine signs the record of an installed app and checks it at every start: made once and
 * kept, or no app would start again.
 */
export function federationBridge(ws: Workspace): BridgeMethods {
    let keys: Promise<{ readonly privateKey: string; readonly publicKey: string }> | undefined;
    const pair = (): typeof keys & object => (keys ??= loadKeys(ws));
    return {
        getPrivateKey: async () => (await pair()).privateKey,
        getPublicKey: async () => (await pair()).publicKey,
    };
}

async function loadKeys(ws: Workspace): Promise<{ privateKey: string; publicKey: string }> {
    const [kept, keptPublic] = await Promise.all([ws.store.meta.get('privateKey'), ws.store.meta.get('publicKey')]);
    if (kept !== undefined && keptPublic !== undefined) {
        return { privateKey: String(kept.value), publicKey: String(keptPublic.value) };
    }
    const made = await promisify(generateKeyPair)('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    await ws.store.meta.insert({ _id: 'privateKey', value: made.privateKey });
    await ws.store.meta.insert({ _id: 'publicKey', value: made.publicKey });
    return made;
}

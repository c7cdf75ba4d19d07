import AdmZip from 'adm-zip';
import type { Cluster } from '../cluster.cjs';
import type { AppSummary } from '../engine/contract.cjs';

import { userToApp } from '../rocketchat/convert/people.cjs';
import type { Fields } from '../rocketchat/convert/map-fields.cjs';
import type { UserRecord } from '../rocketchat/records.cjs';
import { readForm } from './multipart.cjs';
import { Refusal, type RestAnswer, type RestCall, type Route } from './rest.cjs';

/** What an administrator accepts when the upload names no permissions: all that the package asks for. */
function permissionsOf(zip: Buffer, given: string | undefined): readonly unknown[] {
    const parsed = given === undefined ? undefined : (JSON.parse(given) as unknown);
    if (Array.isArray(parsed) && parsed.length > 0) return parsed as unknown[];
    const manifest = new AdmZip(zip).readAsText('app.json');
    const { permissions } = JSON.parse(manifest === '' ? '{}' : manifest) as { permissions?: unknown };
    // None at all means the engine's default set, which the engine knows only as "not said".
    return Array.isArray(permissions) ? (permissions as unknown[]) : (undefined as unknown as unknown[]);
}

async function uploadedApp({ request }: RestCall): Promise<{ zip: Buffer; permissions: readonly unknown[] }> {
    const form = await readForm(request);
    const file = form.files.find(({ field }) => field === 'app');
    if (file === undefined || file.bytes.length === 0) {
        throw new Refusal('app_file_error', 400, { message: 'Failed to get a file to install for the App. ' });
    }
    return { zip: file.bytes, permissions: permissionsOf(file.bytes, form.fields['permissions']) };
}

const installed = (app: AppSummary): RestAnswer => ({
    app: { ...app.info, status: app.status },
    implemented: implementedBy(app),
    licenseValidation: { errors: {}, warnings: {} },
});

const implementedBy = (app: AppSummary): readonly unknown[] =>
    Array.isArray(app.info['implements']) ? (app.info['implements'] as unknown[]) : [];

/** Installs a zip as this administrator would, with the permissions that it asks for or with these. */
export function installFromZip(
    cluster: Cluster,
    admin: UserRecord,
    zip: Buffer,
    permissions: readonly unknown[] = permissionsOf(zip, undefined),
): Promise<AppSummary> {
    return cluster.install(zip, permissions, userToApp(admin));
}

/** developer.rocket.chat: Apps, "Install App" (multipart: `app` is the zip, `permissions` what the administrator accepts). */
async function install(call: RestCall): Promise<RestAnswer> {
    const { zip, permissions } = await uploadedApp(call);
    return installed(await call.cluster.install(zip, permissions, userToApp(call.user)));
}

/** developer.rocket.chat: Apps, "Update App". */
async function update(call: RestCall): Promise<RestAnswer> {
    const { zip, permissions } = await uploadedApp(call);
    return installed(await call.cluster.update(zip, permissions, userToApp(call.user)));
}

async function appOf(call: RestCall): Promise<AppSummary> {
    const id = call.params['id'] ?? '';
    const app = (await call.cluster.apps()).find((candidate) => candidate.id === id);
    if (app === undefined) throw new Refusal(`No App found by the id of: ${id}`, 404);
    return app;
}

const view = ({ languages, settings: _settings, info, ...app }: AppSummary): Fields => ({
    ...info,
    ...app,
    languages,
    private: true,
    installedAt: undefined,
});

/** developer.rocket.chat: Apps, "Uninstall App". */
async function remove(call: RestCall): Promise<RestAnswer> {
    const app = await appOf(call);
    await call.cluster.remove(app.id, userToApp(call.user));
    return { app: { ...app.info, status: 'disabled' } };
}

/** developer.rocket.chat: Apps, "Get App Settings". */
async function settings(call: RestCall): Promise<RestAnswer> {
    const app = await appOf(call);
    const shown = Object.entries(app.settings).filter(([, setting]) => setting['hidden'] !== true);
    return { settings: Object.fromEntries(shown) };
}

type PostedSetting = Readonly<Record<string, unknown>> & { readonly id: string; readonly value?: unknown };

/**
 * developer.rocket.chat: Apps, "Update App Settings". Only settings whose value differs are saved, one after another,
 * and each runs the app's hooks before the next.
 */
async function saveSettings(call: RestCall): Promise<RestAnswer> {
    const posted = call.body['settings'];
    if (!Array.isArray(posted)) throw new Refusal('The settings to update must be present.');
    const app = await appOf(call);
    const updated: PostedSetting[] = [];
    for (const setting of posted as PostedSetting[]) {
        const stored = app.settings[setting.id];
        if (stored === undefined || stored['value'] === setting.value) continue;
        await call.cluster.engine(call.server).updateSetting(app.id, { ...stored, ...setting });
        updated.push(setting);
    }
    return { updated };
}

async function oneSetting(call: RestCall): Promise<{ app: AppSummary; setting: Fields }> {
    const app = await appOf(call);
    const id = call.params['settingId'] ?? '';
    const setting = app.settings[id];
    if (setting === undefined) throw new Refusal(`No Setting found on the App by the id of: "${id}"`, 404);
    return { app, setting };
}

async function saveSetting(call: RestCall): Promise<RestAnswer> {
    const { app, setting } = await oneSetting(call);
    const posted = call.body['setting'];
    if (typeof posted !== 'object' || posted === null) {
        throw new Refusal('Setting to update to must be present on the posted body.');
    }
    await call.cluster.engine(call.server).updateSetting(app.id, { ...setting, ...posted });
    return {};
}

/** developer.rocket.chat: Apps, "Update App Status". */
async function setStatus(call: RestCall): Promise<RestAnswer> {
    const app = await appOf(call);
    const { status } = call.body;
    if (typeof status !== 'string' || status === '') {
        throw new Refusal('Invalid status provided, it must be "status" field and a string.');
    }
    const result = await call.cluster.setEnabled(app.id, status.endsWith('_enabled'));
    return { status: result.status };
}

const admin = 'manage-apps';

export const appRoutes: readonly Route[] = [
    { method: 'post', path: '/api/apps', auth: admin, handle: install },
    {
        method: 'get',
        path: '/api/apps',
        auth: 'user',
        handle: async ({ cluster }) => ({ apps: (await cluster.apps()).map(view) }),
    },
    {
        method: 'get',
        path: '/api/apps/installed',
        auth: 'user',
        handle: async ({ cluster }) => ({ apps: (await cluster.apps()).map(view) }),
    },
    { method: 'get', path: '/api/apps/:id', auth: admin, handle: async (call) => ({ app: view(await appOf(call)) }) },
    { method: 'post', path: '/api/apps/:id', auth: admin, handle: update },
    { method: 'delete', path: '/api/apps/:id', auth: admin, handle: remove },
    { method: 'get', path: '/api/apps/:id/settings', auth: admin, handle: settings },
    { method: 'post', path: '/api/apps/:id/settings', auth: admin, handle: saveSettings },
    {
        method: 'get',
        path: '/api/apps/:id/settings/:settingId',
        auth: admin,
        handle: async (call) => ({ setting: (await oneSetting(call)).setting }),
    },
    { method: 'post', path: '/api/apps/:id/settings/:settingId', auth: admin, handle: saveSetting },
    {
        method: 'get',
        path: '/api/apps/:id/apis',
        auth: admin,
        handle: async (call) => ({ apis: await call.cluster.engine(call.server).apis((await appOf(call)).id) }),
    },
    {
        method: 'get',
        path: '/api/apps/:id/languages',
        auth: 'none',
        handle: async (call) => ({ languages: (await appOf(call)).languages }),
    },
    {
        method: 'get',
        path: '/api/apps/:id/status',
        auth: admin,
        handle: async (call) => ({ status: (await appOf(call)).status }),
    },
    { method: 'post', path: '/api/apps/:id/status', auth: admin, handle: setStatus },
    // The engine's log of the app, newest first: what the administration shows under "Logs".
    {
        method: 'get',
        path: '/api/apps/:id/logs',
        auth: admin,
        handle: async (call) => {
            const app = await appOf(call);
            const read = call.cluster.rocketchat.bridges['logStorage']?.['getEntriesFor'];
            const entries = (await read?.({ server: call.server, appId: app.id }, app.id as never)) as unknown[];
            return { logs: [...entries].reverse() };
        },
    },
];

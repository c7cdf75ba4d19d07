import type { AppStatus } from '@rocket.chat/apps-engine/definition/AppStatus';
import type { AppManager } from '@rocket.chat/apps-engine/server/AppManager';
import type { AppFabricationFulfillment } from '@rocket.chat/apps-engine/server/compiler';
import type { ProxiedApp } from '@rocket.chat/apps-engine/server/ProxiedApp';
import type { AppSourceStorage } from '@rocket.chat/apps-engine/server/storage';
import { apiSummary, processors, type LoadEngine } from './forwarding.cjs';
import type { ApiRequest, ApiSummary, AppSummary, CommandContext } from './contract.cjs';

/** What the host may ask of this server, by name; see `Engine` in the contract. Arguments come as the contract has them. */
export type Operations = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

const ENABLED = new Set(['auto_enabled', 'manually_enabled']);

async function summary(app: ProxiedApp): Promise<AppSummary> {
    const { id, info, permissionsGranted, settings, languageContent } = app.getStorageItem();
    const status = await app.getStatus();
    return {
        id,
        name: info.name,
        nameSlug: info.nameSlug,
        version: info.version,
        status,
        enabled: ENABLED.has(status),
        info: info as unknown as AppSummary['info'],
        permissionsGranted: permissionsGranted ?? [],
        settings: settings as unknown as AppSummary['settings'],
        languages: languageContent as AppSummary['languages'],
    };
}

/** The app that an installation or update has made, or what the engine holds against it, as an error. */
function accepted(result: AppFabricationFulfillment): ProxiedApp {
    const problem = result.getStorageError() || (result.getAppUserError() as { message?: string } | undefined)?.message;
    if (problem) throw new Error(problem);
    return result.getApp();
}

/** The table of operations on this process's `AppManager`. */
export function operations(manager: AppManager, sources: AppSourceStorage, load: LoadEngine): Operations {
    const app = (appId: string): ProxiedApp => {
        const found = manager.getOneById(appId);
        if (!found) throw new Error(`No App by the id "${appId}" exists.`);
        return found;
    };
    const setStatus = async (appId: string, enabled: boolean): Promise<AppSummary> => {
        const wanted: string = enabled ? 'manually_enabled' : 'manually_disabled';
        if (ENABLED.has(await app(appId).getStatus()) !== enabled) {
            await manager.changeStatus(appId, wanted as AppStatus);
        }
        return summary(app(appId));
    };

    return {
        async load(): Promise<void> {
            await manager.load();
            // Rocket.Chat's own start: it loads, and then starts the apps one by one, whatever becomes of one.
            for (const loaded of await manager.get()) {
                await manager.loadOne(loaded.getID(), true).catch(console.error);
            }
        },
        async install(zip: Buffer, permissionsGranted: [], user: never): Promise<AppSummary> {
            // As Rocket.Chat's REST API does it. No marketplace info at all is what makes it a private app.
            const options = { enable: false, permissionsGranted, user } as const;
            const { id } = accepted(await manager.add(zip, options)).getStorageItem();
            return setStatus(id, true).catch((error) => {
                console.error(error);
                return summary(app(id));
            });
        },
        async update(zip: Buffer, permissionsGranted: [], user: never): Promise<AppSummary> {
            return summary(accepted(await manager.update(zip, permissionsGranted, { loadApp: true, user })));
        },
        async remove(appId: string, user: never): Promise<void> {
            app(appId);
            await manager.remove(appId, { user });
        },
        enable: (appId: string) => setStatus(appId, true),
        disable: (appId: string) => setStatus(appId, false),
        async apps(): Promise<AppSummary[]> {
            return Promise.all((await manager.get()).map(summary));
        },
        async apis(appId: string): Promise<ApiSummary[]> {
            // The manager's own list leaves out who may call.
            const { providedApis } = manager.getApiManager() as unknown as {
                providedApis: Map<string, Map<string, unknown>>;
            };
            return [...(providedApis.get(appId)?.values() ?? [])].map(apiSummary) as unknown as ApiSummary[];
        },
        executeApi: (appId: string, path: string, request: ApiRequest) =>
            manager.getApiManager().executeApi(appId, path, request as never),
        executeListener: (name: string, payload: never) =>
            manager.getListenerManager().executeListener(name as never, payload),
        async executeCommand(name: string, context: CommandContext): Promise<void> {
            const { SlashCommandContext } = load('definition/slashcommands') as {
                SlashCommandContext: new (...args: unknown[]) => never;
            };
            const { sender, room, params, threadId, triggerId } = context;
            await manager
                .getCommandManager()
                .executeCommand(name, new SlashCommandContext(sender, room, params, threadId, triggerId));
        },
        async runJob(processorId: string, data: unknown): Promise<void> {
            const processor = processors.get(processorId);
            if (!processor) throw new Error(`Processor ${processorId} is not registered`);
            await processor(data);
        },
        updateSetting: (appId: string, setting: never) => manager.getSettingsManager().updateAppSetting(appId, setting),
        // What Rocket.Chat's `apps-engine` service does at the events that the other servers send.
        async syncInstalled(appId: string): Promise<void> {
            if (!manager.getOneById(appId)) await manager.addLocal(appId);
        },
        async syncUpdated(appId: string): Promise<void> {
            const item = await manager.getStorage().retrieveOne(appId);
            if (!item) return;
            const zip = await sources.fetch(item);
            // In old engines one method does it all.
            if (typeof (manager as Partial<AppManager>).updateAndStartupLocal !== 'function') {
                await manager.updateLocal(item, zip);
                return;
            }
            await (ENABLED.has(item.status)
                ? manager.updateAndStartupLocal(item, zip)
                : manager.updateAndInitializeLocal(item, zip));
        },
        async syncRemoved(appId: string): Promise<void> {
            if (manager.getOneById(appId)) await manager.removeLocal(appId);
        },
        async syncStatus(appId: string, status: string): Promise<void> {
            const running = manager.getOneById(appId);
            if (!running || String(await running.getStatus()) === status) return;
            if (ENABLED.has(status)) await manager.enable(appId).catch(console.error);
            else if (status.endsWith('disabled')) {
                await manager.disable(appId, status as AppStatus, true).catch(console.error);
            }
        },
        async syncSetting(appId: string, setting: { readonly id: string; readonly value?: unknown }): Promise<void> {
            // Against what this server has in memory: so the one that saved it does not run the hooks again.
            const held = manager.getOneById(appId)?.getStorageItem().settings[setting.id];
            if (JSON.stringify(held?.value) === JSON.stringify(setting.value)) return;
            await manager.getSettingsManager().updateAppSetting(appId, setting as never);
        },
    };
}

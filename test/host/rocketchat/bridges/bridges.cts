import type { Bridges, BridgeMethods } from '../../engine/contract.cjs';
import type { Workspace } from '../workspace.cjs';
import { livechatBridge } from './livechat.cjs';
import { createRegistry, storageBridges, type Registry } from './registry.cjs';
import {
    environmentBridge,
    federationBridge,
    internalBridge,
    roleBridge,
    serverSettingBridge,
    uiInteractionBridge,
} from './server.cjs';
import { persistenceBridge, schedulerBridge, uploadBridge, userBridge } from './services.cjs';
import { httpBridge, messageBridge, roomBridge, threadBridge } from './talk.cjs';

export interface RocketChatBridges {
    readonly bridges: Bridges;
    readonly registry: Registry;
    /** Calls that are being executed now, of all engines. */
    inFlight(): number;
}

/** What the notices of an engine about itself lead to in the host. */
export interface Notices {
    /** A server has stored an app's setting: the others have to hear of it. */
    settingChanged(server: number, appId: string, setting: unknown): void;
}

const nothing = (): Promise<undefined> => Promise.resolve(undefined);

/** Everything that an engine asks of Rocket.Chat, on one workspace. */
export function rocketChatBridges(ws: Workspace, notices: Notices): RocketChatBridges {
    const { registry, api, command } = createRegistry();
    let running = 0;
    const counted = (methods: BridgeMethods): BridgeMethods =>
        Object.fromEntries(
            Object.entries(methods).map(([name, method]) => [
                name,
                async (ctx, ...args: never[]) => {
                    running += 1;
                    try {
                        return await method(ctx, ...args);
                    } finally {
                        running -= 1;
                    }
                },
            ]),
        );
    const bridges: Bridges = {
        api,
        command,
        ...storageBridges(ws),
        livechat: livechatBridge(ws),
        message: messageBridge(ws),
        thread: threadBridge(ws),
        room: roomBridge(ws),
        http: httpBridge(),
        persistence: persistenceBridge(ws),
        scheduler: schedulerBridge(ws),
        upload: uploadBridge(ws),
        user: userBridge(ws),
        serverSetting: serverSettingBridge(ws),
        environmentalVariable: environmentBridge(),
        uiInteraction: uiInteractionBridge(ws),
        role: roleBridge(),
        internal: internalBridge(ws),
        internalFederation: federationBridge(ws),
        appDetailChanges: {
            onAppSettingsChange: (ctx, appId: string, setting: unknown) => {
                notices.settingChanged(ctx.server, appId, setting);
                return nothing();
            },
        },
        activation: {
            appAdded: nothing,
            appUpdated: nothing,
            appRemoved: nothing,
            appStatusChanged: nothing,
            actionsChanged: nothing,
        },
    };
    return {
        bridges: Object.fromEntries(Object.entries(bridges).map(([name, methods]) => [name, counted(methods)])),
        registry,
        inFlight: () => running,
    };
}

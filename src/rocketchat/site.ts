import type { IEnvironmentRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { Records, Site } from '../gateway/ports';
import * as kept from '../gateway/records/records';
import type { Cache } from '../lib/cache';
import type { Secret } from '../lib/secrets';
import { secretOf } from '../lib/secrets';
import { channelSettings, publicAddress, SETTINGS, textOf } from './settings';
import type { Us } from './us';
import { appAddress } from './webhooks';

/** What stays between calls. */
interface Remembered {
    readonly us: Us;
    secret: Secret | undefined;
    readonly settings: Cache<unknown>;
}

/** The administrator's wishes and the app's secret. Settings are remembered until one is changed: messages ask for them. */
export function siteOn(environment: IEnvironmentRead, records: Records, remembered: Remembered): Site {
    const setting = async (id: string): Promise<unknown> => {
        // Another one after a change: what is read before it and comes behind it is not for later.
        const { settings } = remembered;
        const known = settings.get(id);
        if (known !== undefined) {
            return known;
        }
        const value: unknown = await environment.getSettings().getValueById(id);
        settings.set(id, value);
        return value;
    };
    return {
        async secret() {
            if (remembered.secret === undefined) {
                const [own] = await kept.readOnly(records, kept.ownSecret, ...kept.keys.ownSecret);
                if (own === undefined) {
                    throw new Error("the app's own secret is missing; install the app again");
                }
                remembered.secret = secretOf(own.value);
            }
            return remembered.secret;
        },
        async offlineText() {
            const value = await setting(SETTINGS.offlineText);
            return typeof value === 'string' ? value.trim() : '';
        },
        async showsReceipts() {
            return (await setting(SETTINGS.showReceipts)) !== false;
        },
        async whoMayAnswer() {
            return (await setting(SETTINGS.whoMayAnswer)) === 'agents' ? 'agents' : 'registered';
        },
        async daysKept() {
            const value = await setting(SETTINGS.daysKept);
            const days = typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : DAYS_KEPT;
            return Math.min(Math.max(days, LEAST_DAYS), MOST_DAYS);
        },
        channelSettings: (channel) => channelSettings(channel, setting),
        async address() {
            const workspace = await workspaceAddress(environment, records);
            return workspace === '' ? '' : appAddress(workspace, remembered.us.appId);
        },
    };
}

/** No provider repeats itself for longer than a week; what is younger must be remembered, whatever the setting says. */
const LEAST_DAYS = 7;
const MOST_DAYS = 365;
/** Default of the setting, in days. */
export const DAYS_KEPT = 30;

/**
 * The address under which providers reach this workspace, without slash at the end; empty where none is known. A command
 * and a setting both name it: the one that was used last counts.
 */
export async function workspaceAddress(environment: IEnvironmentRead, records: Records): Promise<string> {
    const told = kept.newest(await kept.readOnly(records, kept.address, ...kept.keys.address));
    const isLast = told !== undefined && told.setting === (await textOf(environment, SETTINGS.appUrl));
    return isLast ? told.address : publicAddress(environment);
}

/** Sets that address. `at` in ms since 1970. */
export async function setWorkspaceAddress(
    environment: IEnvironmentRead,
    records: Records,
    address: string,
    at: number,
): Promise<void> {
    const setting = await textOf(environment, SETTINGS.appUrl);
    await records.replace(kept.keys.address, { t: 'address', v: 1, address, setting, at });
}

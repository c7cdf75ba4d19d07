import type { Store } from '../store/store.cjs';
import type { HostClock } from './clock.cjs';
import type { Events } from './events.cjs';
import type { Faults } from './faults.cjs';
import type { Ids } from './ids.cjs';
import type { Settings } from './settings.cjs';
import type { UserInterfaces } from './ui.cjs';

/** The model of one Rocket.Chat workspace, whatever the number of its servers: state and the services around it. */
export interface Workspace {
    readonly store: Store;
    readonly clock: HostClock;
    readonly ids: Ids;
    readonly settings: Settings;
    readonly faults: Faults;
    readonly events: Events;
    readonly ui: UserInterfaces;
}

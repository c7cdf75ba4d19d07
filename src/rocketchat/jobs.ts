import type { IHttp, IModify, IPersistence, IRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { IJobContext, IProcessor } from '@rocket.chat/apps-engine/definition/scheduler';
import { StartupType } from '@rocket.chat/apps-engine/definition/scheduler';
import { sweep } from '../gateway/tick/sweep';
import { messageOf } from '../lib/error';
import type { Host } from './compose';
import { gatewayFor } from './compose';

/** Not twelve letters long, and no hexadecimal number: the platform would take such an id for that of a job. */
const SWEEP = 'sweep';

/** The tick: on one server at a time, every 5 s. */
export function jobs(app: Host): IProcessor[] {
    return [
        {
            id: SWEEP,
            startupSetting: { type: StartupType.RECURRING, interval: '5 seconds' },
            async processor(
                this: Host | undefined,
                _job: IJobContext,
                read: IRead,
                modify: IModify,
                http: IHttp,
                persistence: IPersistence,
            ) {
                // Newer engines call with the app that has this run's logger; a job that throws is not run again.
                const host = this?.process === undefined ? app : this;
                try {
                    await sweep(gatewayFor(host, { read, modify, http, persistence }));
                } catch (error) {
                    host.getLogger().error(`The tick failed: ${messageOf(error)}`);
                }
            },
        },
    ];
}

import type { IEnvironmentRead } from '@rocket.chat/apps-engine/definition/accessors';
import type { Records } from '../../../src/gateway/ports';
import { forgetSettings, newProcess } from '../../../src/rocketchat/process';
import { siteOn } from '../../../src/rocketchat/site';

/** A workspace whose settings are read slowly where that is asked for, with a list of what was read. */
function workspace(values: Record<string, unknown>) {
    const reads: string[] = [];
    const held: Array<() => void> = [];
    const state = { holds: false };
    const getValueById = async (id: string): Promise<unknown> => {
        reads.push(id);
        const value = values[id] ?? null;
        if (state.holds) await new Promise<void>((resolve) => held.push(resolve));
        return value;
    };
    const environment = { getSettings: () => ({ getValueById }) } as unknown as IEnvironmentRead;
    const process = newProcess({ appId: 'app', username: 'app.bot' });
    const site = siteOn(environment, {} as Records, process);
    const letGo = (): void => held.splice(0).forEach((resolve) => resolve());
    return { site, process, reads, values, state, letGo };
}

test('what messages ask for is read once, however many come', async () => {
    const { site, reads } = workspace({ edna_api_key: 'key', edna_webhook_key: 'hook' });
    for (let message = 0; message < 3; message += 1) {
        expect((await site.channelSettings('edna'))?.connects).toBe(true);
    }
    expect(new Set(reads).size).toBe(reads.length);
});

test('a change holds at once', async () => {
    const { site, process, values } = workspace({ offline_text: 'we sleep' });
    expect(await site.offlineText()).toBe('we sleep');
    values['offline_text'] = 'we are at lunch';
    forgetSettings(process);
    expect(await site.offlineText()).toBe('we are at lunch');
});

test('what was read before a change and comes behind it is not remembered', async () => {
    const { site, process, values, state, letGo } = workspace({ offline_text: 'we sleep' });
    state.holds = true;
    const asked = site.offlineText();
    values['offline_text'] = 'we are at lunch';
    forgetSettings(process);
    state.holds = false;
    letGo();
    expect(await asked).toBe('we sleep');
    expect(await site.offlineText()).toBe('we are at lunch');
});

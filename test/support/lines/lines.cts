import { channels } from '../../../src/channels/registry';
import { ednaLine } from './edna.cjs';
import { greenLine } from './green-api.cjs';
import type { OpenLine } from './line.cjs';
import { rapidproLine } from './rapidpro.cjs';

/** How an account of each channel comes to a desk. A new channel needs one line here. */
const LINES: Readonly<Record<string, OpenLine>> = {
    'green-api': (desk, agent) => greenLine(desk, agent),
    rapidpro: rapidproLine,
    edna: ednaLine,
};

/** The channels that the app has, each with its line. @throws where one has none, so that none is left out */
export function linesOf(
    names: readonly string[] = channels.map(({ name }) => name),
    lines = LINES,
): ReadonlyArray<readonly [channel: string, open: OpenLine]> {
    return names.map((name) => {
        const open = lines[name];
        if (open === undefined) {
            throw new Error(
                `The channel "${name}" has no line: say in test/support/lines/lines.cts what its webhooks are`,
            );
        }
        return [name, open];
    });
}

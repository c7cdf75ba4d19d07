import type { Costs } from './costs.cjs';
import type { Fairness } from './fairness.cjs';
import type { GrowthPoint } from './growth.cjs';
import type { Machine } from './machine.cjs';
import type { MemoryPoint } from './memory.cjs';
import type { Cell } from './rates.cjs';
import type { Sizes } from './starts.cjs';

/** Everything that a run has measured. */
export interface Figures {
    readonly plan: 'full' | 'quick';
    readonly machine: Machine;
    /** The day of the run, as `2026-11-20`. */
    readonly date: string;
    readonly seconds: number;
    /** By channel, in the order of the registry. */
    readonly costs: Readonly<Record<string, Costs>>;
    readonly cells: readonly Cell[];
    readonly growth: readonly GrowthPoint[];
    readonly sizes: Sizes;
    readonly startMs: number;
    readonly memory: readonly MemoryPoint[];
    readonly fairness: readonly Fairness[];
}

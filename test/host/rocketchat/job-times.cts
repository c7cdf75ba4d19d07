const UNIT_MS: Readonly<Record<string, number>> = {
    millisecond: 1,
    second: 1_000,
    minute: 60_000,
    hour: 3_600_000,
    day: 86_400_000,
    week: 604_800_000,
};

const PHRASE = /^(?:in\s+)?(\d+(?:\.\d+)?|an?|one)\s*(millisecond|second|minute|hour|day|week)s?$/i;

/** "30 seconds", "in 5 minutes", "one hour" as milliseconds; nothing for other words. */
export function phraseMs(text: string): number | undefined {
    const [, amount, unit] = PHRASE.exec(text.trim()) ?? [];
    if (amount === undefined || unit === undefined) return undefined;
    const count = /^\d/.test(amount) ? Number(amount) : 1;
    return count * (UNIT_MS[unit.toLowerCase()] ?? 0);
}

/**
 * When a one-time job is due, from a date or Agenda's words ("in 5 minutes", "10 seconds", "now").
 * @throws for words that mean no time
 */
export function dueTime(when: Date | string | number, now: number): number {
    if (when instanceof Date) return when.getTime();
    if (typeof when === 'number') return when;
    if (/^now$/i.test(when.trim())) return now;
    const wait = phraseMs(when);
    if (wait !== undefined) return now + wait;
    const date = Date.parse(when);
    if (Number.isNaN(date)) throw new Error(`'${when}' is no time that a job can be scheduled at`);
    return date;
}

/**
 * When a recurring job is due after `from`: milliseconds, words ("30 seconds") or a cron line of five fields
 * (or six, with seconds), in UTC.
 * @throws for anything else
 */
export function nextTime(interval: string | number, from: number): number {
    if (typeof interval === 'number') return from + interval;
    const wait = /^\d+$/.test(interval.trim()) ? Number(interval) : phraseMs(interval);
    if (wait !== undefined && wait > 0) return from + wait;
    return nextCron(interval, from);
}

/** Smallest and largest value of each cron field: second, minute, hour, day of month, month, day of week. */
const CRON_RANGES: readonly (readonly [number, number])[] = [
    [0, 59],
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [0, 7],
];

const CRON_HORIZON_MS = 4 * 366 * 86_400_000;

function nextCron(line: string, from: number): number {
    const parts = line.trim().split(/\s+/);
    const fields = parts.length === 5 ? ['0', ...parts] : parts;
    const sets = fields.map((field, index) => cronField(field, CRON_RANGES[index]));
    const [seconds, minutes, hours, days, months, weekdays] = sets;
    if (sets.length !== 6 || !seconds || !minutes || !hours || !days || !months || !weekdays) {
        throw new Error(`'${line}' is no interval that a job can be repeated at`);
    }
    const step = fields[0] === '0' ? 60_000 : 1_000;
    for (let time = Math.floor(from / step) * step + step; time < from + CRON_HORIZON_MS; time += step) {
        const date = new Date(time);
        const hit =
            seconds.has(date.getUTCSeconds()) &&
            minutes.has(date.getUTCMinutes()) &&
            hours.has(date.getUTCHours()) &&
            days.has(date.getUTCDate()) &&
            months.has(date.getUTCMonth() + 1) &&
            (weekdays.has(date.getUTCDay()) || (date.getUTCDay() === 0 && weekdays.has(7)));
        if (hit) return time;
    }
    throw new Error(`'${line}' never comes`);
}

function cronField(field: string, range: readonly [number, number] | undefined): ReadonlySet<number> | undefined {
    if (range === undefined) return undefined;
    const values = new Set<number>();
    for (const part of field.split(',')) {
        const [, span, low, high, every] = /^(\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? [];
        if (span === undefined) return undefined;
        const start = span === '*' ? range[0] : Number(low);
        const end =
            span === '*' ? range[1] : high !== undefined ? Number(high) : every === undefined ? start : range[1];
        const step = Number(every ?? 1);
        if (start < range[0] || end > range[1] || step < 1) return undefined;
        for (let value = start; value <= end; value += step) values.add(value);
    }
    return values;
}

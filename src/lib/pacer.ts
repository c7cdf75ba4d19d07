/**
 * Spreads calls so that no more than a number of them a second leave this process. Other servers have their own; a
 * provider that finds them together too many says so, and that is heard.
 */
export class Pacer {
    private next = 0;
    private last = 0;

    constructor(private readonly perSecond: number) {}

    /** Takes the next free moment. Gives the ms to wait until then, from `now` (ms). */
    reserve(now: number): number {
        this.mind(now);
        const at = Math.max(now, this.next);
        this.next = at + 1_000 / this.perSecond;
        return at - now;
    }

    /** How long a call would wait now, without taking a place. */
    wait(now: number): number {
        this.mind(now);
        return Math.max(0, this.next - now);
    }

    /** A clock that was set back would keep everything waiting until it has come here again. */
    private mind(now: number): void {
        if (now < this.last) {
            this.next = now;
        }
        this.last = now;
    }
}

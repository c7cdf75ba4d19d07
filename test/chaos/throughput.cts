/** Counts per second of the time in which events come in and every server works. */
export class Throughput {
    private counted = 0;
    private seconds = 0;
    private since: number | undefined;
    private isUp = true;
    private isOn = false;

    start(): void {
        this.isOn = true;
        this.measure();
    }

    stop(): void {
        this.isOn = false;
        this.measure();
    }

    outage(isDown: boolean): void {
        this.isUp = !isDown;
        this.measure();
    }

    count(): void {
        if (this.since !== undefined) this.counted += 1;
    }

    get perSecond(): number {
        const running = this.since === undefined ? 0 : (performance.now() - this.since) / 1000;
        const seconds = this.seconds + running;
        return seconds === 0 ? 0 : this.counted / seconds;
    }

    private measure(): void {
        if (this.since !== undefined) {
            this.seconds += (performance.now() - this.since) / 1000;
            this.since = undefined;
        }
        if (this.isOn && this.isUp) this.since = performance.now();
    }
}

/**
 * Ask the server one thing at a time. What is on its way may be older than what happened
 * since: whoever asks meanwhile gets the next answer, all of them the same one.
 */
export class OneAtATime {
    /** @param {() => Promise} ask never refuses: it tells itself that it failed */
    constructor(ask) {
        this.ask = ask;
        this.running = null;
    }

    run() {
        this.again = Boolean(this.running);
        this.running = this.running || this.untilFresh();
        return this.running;
    }

    async untilFresh() {
        do {
            this.again = false;
            await this.ask();
        } while (this.again);
        this.running = null;
    }
}

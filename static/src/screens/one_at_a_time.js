/**
 * Ask the server one thing at a time. What is on its way may be older than what happened
 * since: whoever asks meanwhile gets the next answer, all of them the same one.
 */
export class OneAtATime {
    /** @param {() => Promise} ask tells its page itself when it failed */
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
        try {
            do {
                this.again = false;
                await this.ask();
            } while (this.again);
        } finally {
            this.running = null;
        }
    }
}

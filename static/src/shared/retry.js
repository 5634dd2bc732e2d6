/**
 * Try again, later and later: one timer, however often it is asked for.
 *
 * A morning on which the server starts finds hundreds of screens and phones that all
 * want to know at once; each waits a random part of its delay, and none asks twice.
 */
export class Retry {
    /**
     * @param {Function} act what to try
     * @param {Object} delays in milliseconds
     * @param {number} delays.first
     * @param {number} delays.longest
     */
    constructor(act, {first, longest}) {
        Object.assign(this, {act, first, longest});
        this.calm();
    }

    /** It worked: nothing is left to try, and the next delay is short again. */
    calm() {
        this.stop();
        this.delay = this.first;
    }

    stop() {
        clearTimeout(this.timer);
        this.timer = null;
    }

    /** Take the next delay: each is longer, and none is exactly that of others. */
    next() {
        const wait = this.delay * (0.7 + Math.random() * 0.6);
        this.delay = Math.min(this.longest, this.delay * 1.7);
        return wait;
    }

    later() {
        this.stop();
        this.timer = setTimeout(() => {
            this.timer = null;
            this.act();
        }, this.next());
    }
}

import {browser} from "@web/core/browser/browser";

// Longer than SHARED_SECONDS and NOTIFIED_SECONDS together in models/queue/municipal_location.py
const LATER = [2500, 4000];

/**
 * Looks again some seconds after the first of several messages. Who was told of
 * something that can wait is told nothing more of that kind meanwhile: what they find
 * when they look holds it all.
 */
export class Later {
    constructor(look) {
        this.look = look;
    }

    /** @param {Number[]} wait at least and at most, in milliseconds */
    ask([least, most] = LATER) {
        const look = () => {
            this.timer = null;
            this.look();
        };
        const wait = least + Math.random() * (most - least);
        this.timer ||= browser.setTimeout(look, wait);
    }

    stop() {
        browser.clearTimeout(this.timer);
    }
}

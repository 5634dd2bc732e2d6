import {ask} from "./live";

/** So long a visitor waits for the answer to what they pressed; then they have gone. */
export const GRACE = 15000;
const UNSEEN = "municipal_unseen_tickets";

/**
 * The kiosk without its server: what visitors read then, and what they pressed of which
 * nobody saw the answer.
 *
 * A ticket may have been given, and its number lost on the way. Who had to go to the
 * reception instead gets another one there: the first would be called for nobody.
 */
export class KioskAway {
    constructor(base) {
        this.base = base;
        this.since = null;
    }

    get panel() {
        return document.getElementById("offline");
    }

    /** Say that no tickets are given now, and what to do instead. */
    begin() {
        this.since = this.since || Date.now();
        this.panel.hidden = false;
    }

    /** @returns {boolean} whether it took so long that another visitor stands here */
    end() {
        const long = Date.now() - this.since > GRACE;
        this.since = null;
        this.panel.hidden = true;
        return long;
    }

    get unseen() {
        try {
            return JSON.parse(localStorage.getItem(UNSEEN)) || [];
        } catch {
            return [];
        }
    }

    set unseen(keys) {
        try {
            localStorage.setItem(UNSEEN, JSON.stringify(keys));
        } catch {
            // A browser that keeps nothing: a number may be called for nobody.
        }
    }

    /** Nobody waits any more for the answer to this press. */
    giveUp(body) {
        const key = body && body.get("request_key");
        if (key) {
            this.unseen = [...this.unseen, key];
        }
    }

    /** Take back the tickets that nobody saw, once the server hears us. */
    async takeBack() {
        for (const key of this.unseen) {
            const body = new URLSearchParams({request_key: key});
            const {status} = await ask(`${this.base}/unseen`, {method: "POST", body});
            if (status >= 500) {
                return;
            }
            this.unseen = this.unseen.filter((other) => other !== key);
        }
    }
}

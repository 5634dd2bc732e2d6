import {browser} from "@web/core/browser/browser";
import {isAway} from "../desk/away";
import {session} from "@web/session";
import {user} from "@web/core/user";

/**
 * What somebody pressed and the server did not hear yet: kept by the browser, also when
 * it is closed, and sent in the order in which it was pressed.
 *
 * Each has a key, so that the server does it once: nobody knows whether a question was
 * lost, or its answer. Two windows of the same person share what is kept: each change
 * begins with what stands there.
 */
export class KeptPresses {
    /**
     * @param {string} name of the screen
     * @param {(press: Object) => Promise} send asks the server
     * @param {(press: Object, error: Error) => void} refused throws what is no refusal
     */
    constructor(name, send, refused) {
        this.place = `municipal_appointment.${name}.${session.db}.${user.userId}`;
        this.sendOne = send;
        this.refused = refused;
        this.presses = [];
        this.sending = null;
        this.markLate();
    }

    read() {
        try {
            return JSON.parse(browser.localStorage.getItem(this.place)) || [];
        } catch {
            return [];
        }
    }

    /** Change what is kept; what cannot be written down is kept while the page lives. */
    change(act) {
        this.presses = act(this.broken ? this.presses : this.read());
        try {
            browser.localStorage.setItem(this.place, JSON.stringify(this.presses));
        } catch {
            this.broken = true;
        }
    }

    add(press) {
        this.change((presses) => [...presses, press]);
    }

    remove({key}) {
        this.change((presses) => presses.filter((press) => press.key !== key));
    }

    /** What is not sent at once counts when it was pressed. */
    markLate() {
        this.change((presses) => presses.map((press) => ({...press, late: true})));
    }

    /** Send one after the other; whoever asks meanwhile waits for the same. */
    async send() {
        if (this.presses.length) {
            this.sending = this.sending || this.sendAll();
            await this.sending;
        }
    }

    async sendAll() {
        // nothing to await would end this before anybody knows that it began
        await null;
        try {
            while (this.presses.length) {
                await this.sendFirst(this.presses[0]);
            }
        } finally {
            this.sending = null;
        }
    }

    async sendFirst(press) {
        try {
            await this.sendOne(press);
        } catch (error) {
            if (isAway(error)) {
                this.markLate();
                throw error;
            }
            this.remove(press);
            this.refused(press, error);
            return;
        }
        this.remove(press);
    }
}

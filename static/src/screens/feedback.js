import {ask, renew} from "./live";
import {Retry} from "../shared/retry";

const ALIVE = 60000;
/** The next visitor finds the question again. */
const THANKS = 4000;
/** Who chose another language has gone by then. */
const IDLE = 30000;
const RETRY = {first: 3000, longest: 60000};
/** More than a day without network is a matter for the administrator. */
const MOST_KEPT = 1000;

/** Return a key by which the server knows an answer that it is sent twice. */
function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Answers that are not sent yet; they survive that the device is switched off. */
class Kept {
    constructor(place) {
        this.place = place;
        this.answers = this.read();
    }

    read() {
        try {
            return JSON.parse(localStorage.getItem(this.place)) || [];
        } catch {
            return [];
        }
    }

    write() {
        try {
            localStorage.setItem(this.place, JSON.stringify(this.answers));
        } catch {
            // No room, or not allowed: they live as long as the page does.
        }
    }

    add(answer) {
        this.answers = [...this.answers, answer].slice(-MOST_KEPT);
        this.write();
    }

    remove(key) {
        this.answers = this.answers.filter((answer) => answer.key !== key);
        this.write();
    }
}

/** The question at the exit: thanks at once, and sends when the server is there. */
class Feedback {
    constructor(root) {
        Object.assign(this, root.dataset);
        this.kept = new Kept(`municipal_feedback_${this.base}`);
        this.retry = new Retry(() => this.send(), RETRY);
        document.addEventListener("click", (ev) => this.onClick(ev));
        document.addEventListener("submit", (ev) => ev.preventDefault());
        addEventListener("online", () => this.send());
        setInterval(() => this.alive(), ALIVE);
        if (this.lang !== this.first) {
            setTimeout(() => renew(this.base), IDLE);
        }
        this.show(false);
        this.send();
        this.alive();
    }

    onClick(ev) {
        const link = ev.target.closest("a");
        const button = ev.target.closest("button[name=score]");
        if (link) {
            // A page that is not there would take the question's place.
            ev.preventDefault();
            renew(link.href);
        } else if (button && !this.resting) {
            this.answer(button.value);
        }
    }

    answer(score) {
        this.kept.add({key: newKey(), score, since: Date.now()});
        this.show(true);
        this.resting = setTimeout(() => this.show(false), THANKS);
        this.send();
    }

    /** Thank, or ask again. */
    show(thanks) {
        this.resting = null;
        document.querySelector("#thanks").hidden = !thanks;
        document.querySelector("#thanked").hidden = !thanks;
        document.querySelector("#question").hidden = thanks;
        if (!thanks) {
            document.activeElement.blur();
        }
    }

    /** Send what is kept, one after the other, and go on later when that fails. */
    async send() {
        if (this.sending) {
            return;
        }
        this.sending = true;
        this.retry.stop();
        try {
            while (this.kept.answers.length) {
                await this.sendOne(this.kept.answers[0]);
            }
            this.retry.calm();
        } catch {
            this.retry.later();
        } finally {
            this.sending = false;
        }
    }

    async sendOne({key, score, since}) {
        const seconds = Math.max(0, Math.round((Date.now() - since) / 1000));
        const body = new URLSearchParams({key, score, seconds});
        const answer = await ask(`${this.base}/feedback`, {method: "POST", body});
        if (answer.status >= 500) {
            throw new Error(answer.status);
        }
        this.kept.remove(key);
    }

    async alive() {
        try {
            const answer = await ask(`${this.base}/alive`, {method: "POST"});
            if (answer.status === 404) {
                renew(this.base);
            }
        } catch {
            // Answers are kept meanwhile: nobody at the exit need know.
        }
    }
}

const root = document.querySelector("#feedback");
export const feedback = root ? new Feedback(root) : null;

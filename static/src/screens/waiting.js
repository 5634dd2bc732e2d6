import {Live, ask, onWake, renew} from "./live";
import {OneAtATime} from "./one_at_a_time";
import {Retry} from "../shared/retry";

const POLL = 20000;
const LONGEST_POLL = 120000;
/**
 * Everybody in the hall hears that the queue moved: not all ask at once, and not before
 * the server has worked it out again: longer than SHARED_SECONDS and NOTIFIED_SECONDS together
 * (models/queue/municipal_location.py).
 */
const SOON = [2500, 6500];
const VIBRATION = [400, 200, 400, 200, 800];

/** The page of somebody who waits, kept up to date on a phone. */
class WaitingPage {
    constructor(main) {
        this.read(main);
        this.lastAsked = Date.now();
        this.asking = new OneAtATime(() => this.askPage());
        this.retry = new Retry(() => this.refresh(), {
            first: POLL,
            longest: LONGEST_POLL,
        });
        this.live = new Live(JSON.parse(main.dataset.live), {
            onMessage: (type) => this.onMessage(type),
            onBack: () => this.refresh(),
        });
        this.live.start();
        setInterval(() => this.tick(), 1000);
        onWake(() => {
            this.live.hurry();
            this.refresh();
        });
        document.addEventListener("click", (ev) => {
            if (ev.target.closest("#notify")) {
                this.allowNotices();
            }
        });
        this.offerNotices();
    }

    read(main) {
        const {state, ahead, calls} = main.dataset;
        Object.assign(this, {state, ahead, calls: Number(calls)});
    }

    /** What is about this visitor is shown at once, what is about others soon. */
    onMessage(type) {
        if (type === "municipal_visit") {
            this.refresh();
        } else if (!this.soon) {
            const [least, most] = SOON;
            const wait = least + Math.random() * (most - least);
            this.soon = setTimeout(() => this.refresh(), wait);
        }
    }

    tick() {
        const often = this.live.connected ? 3 * POLL : POLL;
        if (!this.retry.timer && Date.now() - this.lastAsked > often) {
            this.refresh();
        }
    }

    refresh() {
        clearTimeout(this.soon);
        this.soon = null;
        return this.asking.run();
    }

    async askPage() {
        this.retry.stop();
        this.lastAsked = Date.now();
        try {
            const answer = await ask(location.href);
            if (answer.status >= 500) {
                throw new Error(answer.status);
            }
            this.put(answer.text);
            this.retry.calm();
        } catch {
            this.live.doubt();
            this.retry.later();
            const late = document.querySelector("#late");
            if (late) {
                late.hidden = false;
            }
        }
    }

    put(text) {
        const fresh = new DOMParser().parseFromString(text, "text/html");
        const main = fresh.querySelector("#my_turn");
        if (!main) {
            renew();
            return;
        }
        const old = document.querySelector("#my_turn");
        const same = ["state", "ahead", "calls", "wait"].every(
            (name) => old.dataset[name] === main.dataset[name]
        );
        document.querySelector("#late").hidden = true;
        if (same) {
            return;
        }
        const before = {state: this.state, ahead: this.ahead, calls: this.calls};
        this.read(main);
        Object.assign(old.dataset, main.dataset);
        old.className = main.className;
        // In place, so that a screen reader tells what changed.
        const [told, news] = [old, main].map((part) => part.querySelector("#told"));
        told.textContent = "";
        told.append(...news.childNodes);
        const buttons = old.querySelector(".o_buttons");
        if (buttons && !main.querySelector(".o_buttons")) {
            buttons.remove();
        }
        this.warn(before);
    }

    warn(before) {
        const called = this.state === "called" && this.calls > before.calls;
        const next =
            this.state === "waiting" && this.ahead === "0" && before.ahead !== "0";
        if (called || next) {
            if (navigator.vibrate) {
                navigator.vibrate(VIBRATION);
            }
            this.notice(document.querySelector("#told").innerText.replace(/\s+/g, " "));
        }
        const told = document.querySelector("#told .o_desk");
        document.title = told ? told.textContent.trim() : document.title;
    }

    offerNotices() {
        if (!("Notification" in window) || !navigator.serviceWorker) {
            return;
        }
        const permission = Notification.permission;
        const button = document.querySelector("#notify");
        if (button) {
            button.hidden = permission !== "default";
            document.querySelector("#notify_on").hidden = permission !== "granted";
        }
    }

    async allowNotices() {
        await Notification.requestPermission();
        this.offerNotices();
    }

    /** Phones only show notices that come from a worker. */
    async notice(text) {
        if (!("Notification" in window) || Notification.permission !== "granted") {
            return;
        }
        const worker = new URL("worker.js", location.href);
        const registration = await navigator.serviceWorker.register(worker);
        await registration.showNotification(text, {
            tag: "municipal_call",
            renotify: true,
            vibrate: VIBRATION,
            icon: "/municipal_appointment/static/description/icon.png",
        });
    }
}

const main = document.querySelector("#my_turn");
export const waiting = main ? new WaitingPage(main) : null;

import {CodeKeys, stepQuantity} from "./kiosk_input";
import {GRACE, KioskAway} from "./kiosk_away";
import {IdleWatch} from "./kiosk_idle";
import {ask, renew} from "./live";
import {keepForLater} from "./screen_worker";
import {listenToScanner} from "../scanner/scanner";
import {Retry} from "../shared/retry";

const ALIVE = 20000;
const RETRY = {first: 3000, longest: 30000};

/**
 * Pages of the kiosk, changed in place: no white flash, and when the server is away the
 * kiosk stays, says what to do instead, and asks again. Every request may be sent twice:
 * a ticket has the key of its form.
 */
class Kiosk {
    constructor(root) {
        Object.assign(this, root.dataset);
        this.idle = new IdleWatch(root.dataset, () => this.go(this.home));
        this.busy = false;
        this.away = new KioskAway(this.base);
        this.retry = new Retry(() => this.alive(), RETRY);
        document.addEventListener("click", (ev) => this.onClick(ev));
        document.addEventListener("submit", (ev) => this.onSubmit(ev));
        listenToScanner((code) => this.scanned(code));
        setInterval(() => this.retry.timer || this.alive(), ALIVE);
        addEventListener("online", () => this.alive());
        addEventListener("offline", () => this.alive());
        this.begin();
        this.alive();
        keepForLater(this.base);
    }

    get page() {
        return document.querySelector("#page");
    }

    onClick(ev) {
        const link = ev.target.closest("a");
        const button = ev.target.closest("button");
        this.pressed = button;
        if (link) {
            ev.preventDefault();
            this.go(link.href);
        } else if (button && button.dataset.add) {
            stepQuantity(button);
        }
    }

    onSubmit(ev) {
        const form = ev.target;
        ev.preventDefault();
        if (form.closest("#idle")) {
            this.idle.touched();
            return;
        }
        const {action, method, fields} = this.asked(form);
        if (method === "get") {
            this.go(`${action}?${fields}`);
        } else {
            this.go(action, {method: "POST", body: fields});
        }
    }

    /** What a form asks: its button may have an address and a value of its own. */
    asked(form) {
        const fields = new URLSearchParams(new FormData(form));
        const button = this.pressed && this.pressed.form === form ? this.pressed : null;
        const own = (name) => button && button.getAttribute(name);
        if (own("name")) {
            fields.set(button.name, button.value);
        }
        return {
            action: own("formaction") || form.action,
            method: own("formmethod") || form.method,
            fields,
        };
    }

    /** A scanner works on every page but the ticket of somebody else. */
    scanned(code) {
        const base = `${this.base}/check-in`;
        const lang = this.page.dataset.lang;
        const body = new URLSearchParams({code});
        this.go(`${base}?lang=${lang}`, {method: "POST", body});
    }

    /** Go to another page; who presses twice goes once. */
    async go(url, options) {
        if (this.busy) {
            return;
        }
        this.busy = true;
        const slow = setTimeout(() => this.tell("busy", !this.away.since), 600);
        const answer = await this.insist(url, options);
        clearTimeout(slow);
        this.tell("busy", false);
        this.busy = false;
        if (answer) {
            this.put(answer);
        } else {
            this.go(this.home);
        }
    }

    /** Ask until there is an answer; nothing when the visitor has gone by then. */
    async insist(url, options) {
        const begin = Date.now();
        const home = url === this.home;
        const delays = new Retry(null, RETRY);
        while (home || Date.now() - begin < GRACE) {
            try {
                const answer = await ask(url, options);
                if (answer.status < 500) {
                    this.back();
                    return answer.text;
                }
            } catch {
                // The server is away: said below.
            }
            this.lose();
            const wait = delays.next();
            await new Promise((resolve) => setTimeout(resolve, wait));
        }
        this.away.giveUp(options && options.body);
        return null;
    }

    /** Nobody is asked whether they are still there: they are sent elsewhere. */
    lose() {
        this.idle.watch(false);
        this.tell("busy", false);
        this.away.begin();
    }

    /** The server is there again; who stood here then has gone to the reception. */
    back() {
        this.away.takeBack().catch(() => this.retry.later());
        if (!this.away.since) {
            return;
        }
        const others = this.away.end();
        if (others && !this.busy) {
            this.go(this.home);
        } else {
            this.watch();
        }
    }

    tell(id, shown) {
        document.getElementById(id).hidden = !shown;
    }

    put(text) {
        const fresh = new DOMParser().parseFromString(text, "text/html");
        const page = fresh.querySelector("#page");
        if (!page || page.dataset.revoked) {
            renew(this.home);
            return;
        }
        this.page.replaceWith(page);
        document.title = fresh.title;
        document.documentElement.lang = fresh.documentElement.lang;
        this.takeOver(fresh);
        this.begin();
        scrollTo(0, 0);
        page.querySelector("[autofocus], h1").focus({preventScroll: true});
    }

    /** The warning and the other words speak the language of the page. */
    takeOver(fresh) {
        for (const id of ["offline", "busy", "idle"]) {
            const old = document.getElementById(id);
            old.textContent = "";
            old.append(...fresh.getElementById(id).childNodes);
        }
    }

    watch() {
        const {step, lang} = this.page.dataset;
        this.idle.watch(step !== "start" || lang !== this.lang);
    }

    /** What a page needs when it appears. */
    begin() {
        this.watch();
        const code = this.page.querySelector("#code");
        if (code) {
            new CodeKeys(code);
        }
        const refused = this.page.querySelector("[data-refused]");
        if (refused) {
            ask(refused.dataset.refused, {method: "POST"}).catch(() => {
                // Only a count: the visitor reads the page all the same.
            });
        }
        if (this.page.querySelector("[data-print]")) {
            setTimeout(() => window.print(), 300);
        }
    }

    /**
     * Tell the server that the device lives, and notice when it is away or shut us out.
     * Asked some times a minute, when the network goes or comes, and while the server is
     * away: one question at a time, and one timer.
     */
    async alive() {
        if (this.asking) {
            return;
        }
        this.asking = true;
        const lives = await this.hears();
        this.asking = false;
        if (lives) {
            this.retry.calm();
            this.back();
        } else {
            this.retry.later();
            this.lose();
        }
    }

    async hears() {
        try {
            const answer = await ask(`${this.base}/alive`, {method: "POST"});
            if (answer.status === 404) {
                renew(this.home);
            }
            return answer.status < 500;
        } catch {
            return false;
        }
    }
}

const root = document.querySelector("#kiosk");
export const kiosk = root ? new Kiosk(root) : null;

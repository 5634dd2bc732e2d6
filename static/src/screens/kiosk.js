import {CodeKeys, stepQuantity} from "./kiosk_input";
import {IdleWatch} from "./kiosk_idle";
import {ask, renew} from "./live";
import {listenToScanner} from "../scanner/scanner";

const ALIVE = 60000;
const RETRY = 3000;
/** After so long the visitor has gone; what he asked is not asked again. */
const PATIENCE = 60000;

/**
 * Pages of the kiosk, changed in place: no white flash, and when the server is away the
 * kiosk stays, says so, and asks again. Every request may be sent twice: a ticket has
 * the key of its form.
 */
class Kiosk {
    constructor(root) {
        Object.assign(this, root.dataset);
        this.idle = new IdleWatch(root.dataset, () => this.go(this.home));
        this.busy = false;
        document.addEventListener("click", (ev) => this.onClick(ev));
        document.addEventListener("submit", (ev) => this.onSubmit(ev));
        listenToScanner((code) => this.scanned(code));
        setInterval(() => this.alive(), ALIVE);
        addEventListener("online", () => this.alive());
        this.begin();
        this.alive();
    }

    get page() {
        return document.querySelector("#page");
    }

    onClick(ev) {
        const link = ev.target.closest("a");
        const button = ev.target.closest("button[data-add]");
        if (link) {
            ev.preventDefault();
            this.go(link.href);
        } else if (button) {
            stepQuantity(button);
        }
    }

    onSubmit(ev) {
        const form = ev.target;
        if (form.method === "dialog") {
            return;
        }
        ev.preventDefault();
        const body = new URLSearchParams(new FormData(form));
        this.go(form.action, {method: "POST", body});
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
        const slow = setTimeout(() => this.tell("busy", true), 600);
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
        while (home || Date.now() - begin < PATIENCE) {
            try {
                const answer = await ask(url, options);
                if (answer.status < 500) {
                    const page = await answer.text();
                    this.tell("offline", false);
                    return page;
                }
            } catch {
                // The server is away: said below.
            }
            this.tell("offline", true);
            await new Promise((resolve) => setTimeout(resolve, RETRY));
        }
        return null;
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
        for (const id of ["offline", "busy"]) {
            const words = fresh.getElementById(id).childNodes;
            document.getElementById(id).replaceChildren(...words);
        }
        const old = document.querySelector("#idle");
        old.replaceChildren(...fresh.querySelector("#idle").childNodes);
    }

    /** What a page needs when it appears. */
    begin() {
        const {step, lang} = this.page.dataset;
        this.idle.watch(step !== "start" || lang !== this.lang);
        const code = this.page.querySelector("#code");
        if (code) {
            new CodeKeys(code);
        }
        if (this.page.querySelector("[data-print]")) {
            setTimeout(() => window.print(), 300);
        }
    }

    /** Tell the server that the device lives, and notice when it was shut out. */
    async alive() {
        try {
            const answer = await ask(`${this.base}/alive`, {method: "POST"});
            if (answer.status === 404) {
                renew(this.home);
            }
            this.tell("offline", answer.status >= 500);
        } catch {
            this.tell("offline", true);
        }
        if (!document.getElementById("offline").hidden) {
            setTimeout(() => this.alive(), RETRY);
        }
    }
}

const kiosk = document.querySelector("#kiosk");
if (kiosk) {
    new Kiosk(kiosk);
}

import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {isHoldChange, rememberHold} from "./hold_memory";

/** Seconds before the end at which somebody who does not see the clock is told. */
const WARNINGS = [120, 30];
/** Milliseconds between two questions that nobody asked for. */
const CALM = 2000;

/**
 * Count down how long a moment is kept. The server says how many seconds are left,
 * whatever the clock of the visitor says. Without JavaScript the page still says
 * until when, and the button still gives more time.
 */
export class HoldCountdown extends Interaction {
    static selector = ".o_municipal_hold";
    dynamicContent = {
        _window: {
            "t-on-pageshow": this.onPageShow,
            "t-on-focus": this.onReturn,
            "t-on-storage": this.onStorage,
        },
        _document: {"t-on-visibilitychange": this.onReturn},
        "button[name='hold']": {"t-on-click": this.onMoreTime},
    };

    setup() {
        this.clocks = this.el.querySelectorAll(".o_clock");
        this.say = this.el.querySelector(".o_say");
    }

    start() {
        this.asked = Date.now();
        this.begin(this.el.dataset);
        const timer = setInterval(() => this.tick(), 1000);
        this.registerCleanup(() => clearInterval(timer));
    }

    begin({state, seconds, key}) {
        this.el.dataset.state = state;
        this.end = Date.now() + Number(seconds) * 1000;
        this.left = Number(seconds);
        this.counting = false;
        rememberHold(state === "kept" ? key : null);
        this.show();
    }

    tick() {
        if (this.el.dataset.state !== "kept") {
            return;
        }
        const before = this.left;
        this.counting = true;
        this.left = Math.max(0, Math.ceil((this.end - Date.now()) / 1000));
        if (!this.left) {
            this.el.dataset.state = "lost";
            this.announce(this.el.querySelector("p.o_if_lost"));
        }
        const passed = WARNINGS.filter((at) => before > at && this.left <= at).pop();
        if (this.left && passed) {
            this.announce(this.el.querySelector(`[data-at='${passed}']`));
        }
        this.show();
    }

    show() {
        const seconds = String(this.left % 60).padStart(2, "0");
        for (const clock of this.clocks) {
            clock.textContent = `${Math.floor(this.left / 60)}:${seconds}`;
            clock.parentElement.classList.remove("d-none");
        }
        const kept = this.el.dataset.state === "kept";
        const soon = kept && this.counting && this.left <= WARNINGS[0];
        this.el.classList.toggle("o_soon", soon);
    }

    /** Let a screen reader say it; who sees the text on the page sees it once. */
    announce(text) {
        this.say.classList.toggle("visually-hidden", !text.matches(".o_at"));
        this.say.textContent = text.textContent.replace(/\s+/g, " ").trim();
    }

    /** Ask for more time and stay on the page, where the visitor is typing. */
    async onMoreTime(ev) {
        const button = ev.currentTarget;
        if (this.asNoScript) {
            return;
        }
        ev.preventDefault();
        const body = new URLSearchParams(new FormData(button.form));
        body.set("hold", "1");
        const page = await this.ask(button.form.action, {method: "POST", body});
        if (!page) {
            this.announce(this.el.querySelector("[data-away]"));
        } else if (this.takeOver(page)) {
            if (this.el.dataset.state === "kept") {
                this.announce(this.el.querySelector("[data-more]"));
            }
        } else {
            // What the server says instead is a page of its own.
            this.asNoScript = true;
            button.form.requestSubmit(button);
        }
    }

    /** The page comes back as it was, but its moment may have been given back. */
    async onPageShow(ev) {
        if (ev.persisted) {
            await this.lookAgain();
        }
    }

    /** The visitor was in another window, or the computer slept. */
    async onReturn() {
        const calm = Date.now() - this.asked > CALM;
        if (calm && this.el.ownerDocument.visibilityState === "visible") {
            await this.lookAgain();
        }
    }

    async onStorage(ev) {
        if (isHoldChange(ev)) {
            await this.lookAgain();
        }
    }

    /** Tell the truth about the moment: it may be gone, or booked in another window. */
    async lookAgain() {
        this.asked = Date.now();
        const page = await this.look();
        if (page?.document.querySelector(".o_municipal_ticket .o_municipal_qr")) {
            window.location.assign(page.url);
        } else if (page && !this.takeOver(page)) {
            const before = this.el.dataset.state;
            this.begin({state: "lost", seconds: 0});
            this.tell(before);
        }
    }

    /** Without cookies only the form says whose slot it is: ask with it. */
    look() {
        const {url, carried, state} = this.el.dataset;
        if (!carried) {
            return this.ask(url);
        }
        const form = this.el.closest("form");
        const body = new URLSearchParams(new FormData(form));
        body.set("look", state);
        return this.ask(form.action, {method: "POST", body});
    }

    /** Take over what a page of the server says about the hold; tell whether it did. */
    takeOver({document}) {
        const block = document.querySelector(".o_municipal_hold");
        if (!block) {
            return false;
        }
        const before = this.el.dataset.state;
        this.takeSecrets(document, block.dataset.key);
        this.el.dataset.carried = block.dataset.carried || "";
        const until = block.querySelector(".o_until");
        this.el.querySelector(".o_until").textContent = until.textContent;
        const {counting} = this;
        this.begin(block.dataset);
        this.counting = counting && before === block.dataset.state;
        this.tell(before);
        this.show();
        return true;
    }

    /** The forms of the page work with what holds now, also after a session ended. */
    takeSecrets(document, key) {
        const secret = (name) => document.querySelector(`input[name='${name}']`)?.value;
        const values = {
            csrf_token: secret("csrf_token"),
            sender: secret("sender"),
            request_key: key,
        };
        for (const [name, value] of Object.entries(values)) {
            for (const input of this.el.ownerDocument.getElementsByName(name)) {
                input.value = value || input.value;
            }
        }
    }

    tell(before) {
        const {state} = this.el.dataset;
        if (before !== state) {
            this.announce(this.el.querySelector(`p.o_if_${state}`));
        }
    }

    /** Return the page that the server answers with; nothing when it is away. */
    async ask(url, options) {
        try {
            const answer = await this.waitFor(fetch(url, options));
            const text = await this.waitFor(answer.text());
            const document = new DOMParser().parseFromString(text, "text/html");
            return {document, url: answer.url};
        } catch {
            return null;
        }
    }
}

registry
    .category("public.interactions")
    .add("municipal_appointment.hold_countdown", HoldCountdown);

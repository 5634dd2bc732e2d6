import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {rememberHold} from "./hold_memory";

/** Seconds before the end at which somebody who does not see the clock is told. */
const WARNINGS = [120, 30];

/**
 * Count down how long a moment is kept. The server says how many seconds are left,
 * whatever the clock of the visitor says. Without JavaScript the page still says
 * until when, and the button still gives more time.
 */
export class HoldCountdown extends Interaction {
    static selector = ".o_municipal_hold";
    dynamicContent = {
        _window: {"t-on-pageshow": this.onPageShow},
        "button[name='hold']": {"t-on-click": this.onMoreTime},
    };

    setup() {
        this.clock = this.el.querySelector(".o_clock");
        this.say = this.el.querySelector(".o_say");
        this.button = this.el.querySelector("button[name='hold']");
    }

    start() {
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
        this.clock.textContent = `${Math.floor(this.left / 60)}:${seconds}`;
        this.clock.parentElement.classList.remove("d-none");
        const soon = this.counting && this.left <= WARNINGS[0];
        this.el.classList.toggle("o_soon", soon);
    }

    /** Let a screen reader say it; who sees the text on the page sees it once. */
    announce(text) {
        this.say.classList.toggle("visually-hidden", !text.matches(".o_at"));
        this.say.textContent = text.textContent.replace(/\s+/g, " ").trim();
    }

    /** Ask for more time and stay on the page, where the visitor is typing. */
    async onMoreTime(ev) {
        if (this.asNoScript) {
            return;
        }
        ev.preventDefault();
        const form = this.button.form;
        const body = new URLSearchParams(new FormData(form));
        body.set("hold", "1");
        if (!(await this.renew(form.action, {method: "POST", body}))) {
            this.asNoScript = true;
            form.requestSubmit(this.button);
        }
    }

    /** The page comes back as it was, but its moment may have been given back. */
    async onPageShow(ev) {
        if (ev.persisted && !(await this.renew(this.el.dataset.url))) {
            this.begin({state: "lost", seconds: 0});
        }
    }

    /** Take over what the server says about the hold; tell whether it did. */
    async renew(url, options) {
        const before = this.el.dataset.state;
        const page = await this.waitFor(this.fetchPage(url, options));
        const block = page?.querySelector(".o_municipal_hold");
        if (!block) {
            return false;
        }
        const key = block.dataset.key;
        for (const input of this.el.ownerDocument.getElementsByName("request_key")) {
            input.value = key;
        }
        const until = block.querySelector(".o_until");
        this.el.querySelector(".o_until").textContent = until.textContent;
        this.begin(block.dataset);
        if (options && block.dataset.state === "kept") {
            this.announce(this.el.querySelector("[data-more]"));
        } else if (before !== block.dataset.state) {
            this.announce(this.el.querySelector(`p.o_if_${block.dataset.state}`));
        }
        return true;
    }

    async fetchPage(url, options) {
        try {
            const answer = await fetch(url, options);
            const text = await answer.text();
            return answer.ok && new DOMParser().parseFromString(text, "text/html");
        } catch {
            return null;
        }
    }
}

registry
    .category("public.interactions")
    .add("municipal_appointment.hold_countdown", HoldCountdown);

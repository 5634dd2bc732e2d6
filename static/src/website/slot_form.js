import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {takeHold} from "./hold_memory";

/** Requests that give a moment back, the same for all forms of the page. */
let givingBack = null;

/**
 * Give the moment back that this window held, when its visitor has gone back from
 * their details to the moments, by whatever way. A window that merely looks at the
 * moments gives nothing back.
 */
function giveBack(form) {
    const key = takeHold();
    if (!key) {
        return;
    }
    const body = new URLSearchParams(new FormData(form));
    body.set("request_key", key);
    const sent = fetch("/afspraak/vrijgeven", {
        method: "POST",
        body,
        keepalive: true,
        redirect: "manual",
    });
    givingBack = sent.catch(() => null).finally(() => (givingBack = null));
}

/** The clock times of a part of the day. */
export class SlotForm extends Interaction {
    static selector = ".o_municipal_slots";
    dynamicContent = {
        _window: {"t-on-pageshow": this.onPageShow},
        _root: {"t-on-submit": this.onSubmit},
    };

    start() {
        giveBack(this.el);
    }

    onPageShow(ev) {
        if (ev.persisted) {
            this.sent = false;
            giveBack(this.el);
        }
    }

    /** Choose once, and not before the former moment was given back. */
    async onSubmit(ev) {
        const button = ev.submitter;
        if (this.sent || givingBack) {
            ev.preventDefault();
        }
        if (!this.sent && givingBack) {
            await this.waitFor(givingBack);
            this.waitForTimeout(() => this.el.requestSubmit(button), 0);
        } else {
            this.sent = true;
        }
    }
}

registry
    .category("public.interactions")
    .add("municipal_appointment.slot_form", SlotForm);

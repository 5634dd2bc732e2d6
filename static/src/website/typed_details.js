import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {rememberHold} from "./hold_memory";
import {forget, recall, remember} from "./typed_memory";

const FIELDS = ["name", "email", "phone", "client_name", "remark"];

/**
 * Keep what a visitor typed, in this window only, while they reload the page, choose
 * another moment or another language. It is forgotten when the appointment is made,
 * when they leave for another page, and after some time without typing: the next
 * person at a shared computer reads nothing of it.
 */
export class TypedDetails extends Interaction {
    static selector = ".o_municipal_form:not(.o_municipal_plain)";
    dynamicContent = {
        _window: {"t-on-pageshow": this.onPageShow},
        "input, textarea": {"t-on-input": this.keep},
    };

    start() {
        const typed = recall();
        const [entry] = performance.getEntriesByType?.("navigation") || [];
        if (!typed && entry?.type === "back_forward") {
            this.reset();
        }
        for (const field of this.fields()) {
            field.value = field.value || typed?.[field.name] || "";
        }
        const timer = setInterval(() => this.forgetInTime(), 1000);
        this.registerCleanup(() => clearInterval(timer));
        if (!this.el.dataset.known && this.fields().some((field) => field.value)) {
            this.keep();
        }
    }

    /** What this product asks: not every one asks all. */
    fields() {
        return FIELDS.map((name) => this.el.elements[name]).filter(Boolean);
    }

    keep() {
        this.typing = true;
        const typed = this.fields().map((field) => [field.name, field.value]);
        remember({...recall(), ...Object.fromEntries(typed)});
    }

    /** The page comes back as it was, perhaps long after it was forgotten. */
    onPageShow(ev) {
        if (ev.persisted && !recall()) {
            this.reset();
        }
    }

    /** A page that nobody touches any more shows no name either. */
    forgetInTime() {
        const kept = this.el.querySelector(".o_municipal_hold[data-state='kept']");
        if (this.typing && !kept && !recall()) {
            this.reset();
            this.el.querySelector(".o_municipal_forgotten").classList.remove("d-none");
        }
    }

    reset() {
        this.typing = false;
        for (const field of this.fields()) {
            field.value = this.el.dataset.known ? field.defaultValue : "";
        }
    }
}

/** Forget what was typed on every page that is no step of making an appointment. */
export class TypedDetailsDone extends Interaction {
    static selector = "#wrapwrap";

    start() {
        if (!this.el.querySelector(".o_municipal_keeps")) {
            forget();
        }
        if (this.el.querySelector(".o_municipal_ticket")) {
            rememberHold(null);
        }
    }
}

registry
    .category("public.interactions")
    .add("municipal_appointment.typed_details", TypedDetails)
    .add("municipal_appointment.typed_details_done", TypedDetailsDone);

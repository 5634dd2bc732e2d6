import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";
import {rememberHold} from "./hold_memory";

const TYPED = "municipal_appointment.typed";
const FIELDS = ["name", "email", "phone"];

function storage(action) {
    try {
        return action(sessionStorage);
    } catch {
        return null;
    }
}

/**
 * Keep what a visitor typed, in this window only, while he reloads the page, chooses
 * another moment or another language. The appointment made, it is forgotten.
 */
export class TypedDetails extends Interaction {
    static selector = ".o_municipal_form";
    dynamicContent = {
        input: {"t-on-input": this.keep},
    };

    start() {
        const typed = JSON.parse(storage((kept) => kept.getItem(TYPED)) || "{}");
        for (const name of FIELDS) {
            const field = this.el.elements[name];
            if (!field.value && typed[name]) {
                field.value = typed[name];
            }
        }
    }

    keep() {
        const typed = FIELDS.map((name) => [name, this.el.elements[name].value]);
        const text = JSON.stringify(Object.fromEntries(typed));
        storage((kept) => kept.setItem(TYPED, text));
    }
}

export class TypedDetailsDone extends Interaction {
    static selector = ".o_municipal_ticket";

    start() {
        storage((kept) => kept.removeItem(TYPED));
        rememberHold(null);
    }
}

registry
    .category("public.interactions")
    .add("municipal_appointment.typed_details", TypedDetails)
    .add("municipal_appointment.typed_details_done", TypedDetailsDone);

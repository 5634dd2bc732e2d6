import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/** Printing needs JavaScript, so the button only appears with it. */
export class PrintButton extends Interaction {
    static selector = ".o_municipal_print";
    dynamicContent = {
        _root: {
            "t-att-class": () => ({"d-none": false}),
            "t-on-click": () => window.print(),
        },
    };
}

registry
    .category("public.interactions")
    .add("municipal_appointment.print_button", PrintButton);

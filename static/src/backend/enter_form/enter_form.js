import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";
import {useEffect} from "@odoo/owl";

/** A short dialog: Enter presses its main button, unless it means something else. */
export class EnterFormController extends FormController {
    setup() {
        super.setup();
        useEffect(
            (modal) => {
                if (!modal) {
                    return;
                }
                const onKeydown = (ev) => this.onKeydown(ev, modal);
                modal.addEventListener("keydown", onKeydown);
                return () => modal.removeEventListener("keydown", onKeydown);
            },
            () => [this.rootRef.el?.closest(".modal-content")]
        );
    }

    onKeydown(ev, modal) {
        const busy = "button, a, textarea, .o_list_renderer, [aria-expanded='true']";
        if (ev.key !== "Enter" || ev.defaultPrevented || ev.target.closest(busy)) {
            return;
        }
        ev.preventDefault();
        modal.querySelector(".modal-footer .btn-primary:not(:disabled)")?.click();
    }
}

registry.category("views").add("municipal_enter_form", {
    ...formView,
    Controller: EnterFormController,
});

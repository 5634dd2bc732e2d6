import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/** Keep the link of a page: hand it to another program, or copy it. */
export class ShareButton extends Interaction {
    static selector = ".o_municipal_share";
    dynamicContent = {
        _root: {"t-on-click": this.onClick},
    };

    start() {
        // Both need https; without them the list beside the button says what to do.
        const can = navigator.share || navigator.clipboard;
        this.el.classList.toggle("d-none", !can);
    }

    async onClick() {
        const {url} = this.el.dataset;
        try {
            if (navigator.share) {
                await navigator.share({title: document.title, url});
            } else {
                await navigator.clipboard.writeText(url);
                const told = this.el.parentElement.querySelector(
                    ".o_municipal_shared span"
                );
                told.classList.remove("d-none");
            }
        } catch {
            // The visitor changed their mind: nothing to say.
        }
    }
}

registry
    .category("public.interactions")
    .add("municipal_appointment.share_button", ShareButton);

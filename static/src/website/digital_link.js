import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/** A double click, or a second press because the other side is slow. */
const CALM = 3000;

/** Tell that somebody follows a link to the digital counter; the link needs no answer. */
export class DigitalLink extends Interaction {
    static selector = ".o_municipal_digital_link";
    dynamicContent = {
        _root: {
            "t-on-click": this.onFollow,
            "t-on-auxclick": this.onFollow,
        },
    };

    onFollow(ev) {
        const other = ev.type === "auxclick" && ev.button !== 1;
        if (other || Date.now() - (this.followed || 0) < CALM) {
            return;
        }
        this.followed = Date.now();
        const {count, kiosk} = this.el.dataset;
        const data = new FormData();
        data.append("csrf_token", odoo.csrf_token);
        data.append("kiosk", kiosk || "");
        if (!navigator.sendBeacon?.(count, data)) {
            fetch(count, {method: "POST", body: data, keepalive: true}).catch(() => {
                // The visitor is on their way; one use less is counted.
            });
        }
    }
}

registry
    .category("public.interactions")
    .add("municipal_appointment.digital_link", DigitalLink);

import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/** Tell that a page found nothing for its reader; the server looks again itself. */
export class Unmet extends Interaction {
    static selector = ".o_municipal_unmet[data-count]";

    start() {
        const {count, q} = this.el.dataset;
        const data = new FormData();
        data.append("csrf_token", odoo.csrf_token);
        data.append("q", q || "");
        navigator.sendBeacon?.(count, data);
    }
}

registry.category("public.interactions").add("municipal_appointment.unmet", Unmet);

import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/** Metres in a degree of latitude. */
const DEGREE = 111195;
/** What a phone may be wrong by between houses; beyond it, it does not know. */
const DOUBT = 150;

/** Return the metres between two places that lie near each other. */
export function metresBetween(here, there) {
    const north = (here.latitude - there.latitude) * DEGREE;
    const shrink = Math.cos((there.latitude * Math.PI) / 180);
    const east = (here.longitude - there.longitude) * DEGREE * shrink;
    return Math.hypot(north, east);
}

/**
 * Check in near the building. The position is compared here and goes nowhere: what is
 * sent is the form, which has no field for it.
 */
export class CheckIn extends Interaction {
    static selector = ".o_municipal_near";
    dynamicContent = {
        _root: {"t-on-submit.prevent": this.onSubmit},
    };

    start() {
        if (!navigator.geolocation) {
            return;
        }
        this.card = this.el.parentElement;
        this.el.querySelector("button").classList.remove("d-none");
        this.show(".o_municipal_with_script", true);
        this.show(".o_municipal_no_script", false);
    }

    onSubmit() {
        navigator.geolocation.getCurrentPosition(
            (position) => this.compare(position.coords),
            () => this.tell(".o_unknown"),
            {enableHighAccuracy: true, timeout: 20000, maximumAge: 30000}
        );
    }

    compare(here) {
        const {latitude, longitude, metres} = this.el.dataset;
        const building = {latitude: Number(latitude), longitude: Number(longitude)};
        const doubt = Math.min(here.accuracy || 0, DOUBT);
        const left = metresBetween(here, building) - doubt - Number(metres);
        if (left <= 0) {
            // past our own handler
            this.el.submit();
            return;
        }
        const about = Math.max(10, Math.round(left / 10) * 10);
        this.card.querySelector(".o_metres").textContent = String(about);
        this.tell(".o_far");
    }

    tell(selector) {
        this.show(".o_far", selector === ".o_far");
        this.show(".o_unknown", selector === ".o_unknown");
    }

    show(selector, shown) {
        this.card.querySelector(selector).classList.toggle("d-none", !shown);
    }
}

registry.category("public.interactions").add("municipal_appointment.check_in", CheckIn);

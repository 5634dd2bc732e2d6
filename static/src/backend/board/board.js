import {Component, onMounted, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {Later} from "../desk/later";
import {browser} from "@web/core/browser/browser";
import {Retry} from "../../shared/retry";
import {isAway} from "../desk/away";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

const POLL = 30000;
const RETRY = {first: 4000, longest: 30000};
// A busy hall moves all the time: a manager reads at their ease
const CALM = 1000;

/** How things stand in every building, for the manager. */
export class Board extends Component {
    static template = "municipal_appointment.Board";
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.delays = new Retry(null, RETRY);
        this.bus = useService("bus_service");
        this.state = useState({locations: [], online: true, clock: ""});
        onWillStart(() => this.load());
        onMounted(() => this.start());
        onWillUnmount(() => this.stop());
    }

    start() {
        this.later = new Later(() => this.load());
        this.onQueue = () => this.later.ask();
        this.onBack = () => this.loadSoon();
        this.bus.subscribe("municipal_queue", this.onQueue);
        this.bus.addEventListener("BUS:RECONNECT", this.onBack);
        this.bus.start();
        this.poll = browser.setInterval(() => this.load(), POLL);
    }

    stop() {
        this.stopped = true;
        this.bus.unsubscribe("municipal_queue", this.onQueue);
        this.bus.removeEventListener("BUS:RECONNECT", this.onBack);
        browser.clearInterval(this.poll);
        this.later.stop();
        browser.clearTimeout(this.soon);
    }

    /** Wait a little for more to happen, but never longer than that. */
    loadSoon(delay = CALM) {
        this.soon ||= browser.setTimeout(() => {
            this.soon = null;
            this.load();
        }, delay);
    }

    /** Ask how things stand; an answer that comes after a newer one is dropped. */
    async load() {
        const asked = (this.asked = (this.asked || 0) + 1);
        try {
            const call = this.orm.silent.call("municipal.location", "board_state", []);
            const locations = await call;
            if (asked !== this.asked) {
                return;
            }
            const clock = new Date().toTimeString().slice(0, 8);
            Object.assign(this.state, {locations, clock, online: true});
            this.delays.calm();
        } catch (error) {
            if (!isAway(error)) {
                throw error;
            }
            this.state.online = false;
            if (!this.stopped) {
                this.loadSoon(this.delays.next());
            }
        }
    }

    warmth(location, minutes) {
        const share = minutes / location.maximum;
        if (share >= 1) {
            return "o_municipal_over";
        }
        return share >= 0.66 ? "o_municipal_near" : "";
    }
}

registry.category("actions").add("municipal_board", Board);

import {Component, useState} from "@odoo/owl";
import {FinishForm} from "./finish_form";

const RECALL_SECONDS = 15;
const MOST_CALLS = 4;

/** Who is at the desk, and the buttons for what is possible now. */
export class VisitPanel extends Component {
    static template = "municipal_appointment.VisitPanel";
    static components = {FinishForm};
    static props = {
        model: Object,
        desk: Object,
        mine: Boolean,
        visit: {type: Object, optional: true},
        next: {type: Object, optional: true},
        besides: Array,
        undoable: {type: Object, optional: true},
        finishing: {type: Object, optional: true},
    };

    setup() {
        this.model = useState(this.props.model);
    }

    get waitForRecall() {
        const since = this.model.secondsSince(this.props.visit.last_call);
        return Math.max(0, Math.ceil(RECALL_SECONDS - since));
    }

    get calledOften() {
        return this.props.visit.calls >= MOST_CALLS;
    }

    /** Minutes since the visitor was called, or at the desk without the pauses. */
    get minutes() {
        const {state, called, started, paused_minutes: pause} = this.props.visit;
        const since = state === "called" ? called : started;
        return Math.max(0, this.model.minutesSince(since) - Math.round(pause));
    }
}

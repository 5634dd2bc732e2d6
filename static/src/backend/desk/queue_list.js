import {Component, useState} from "@odoo/owl";
import {words} from "./words";

/** Who waits for this desk, and who is expected today. */
export class QueueList extends Component {
    static template = "municipal_appointment.QueueList";
    static props = {
        model: Object,
        free: Boolean,
        reception: {type: Boolean, optional: true},
        onCall: Function,
        onCheckIn: Function,
        onLeft: Function,
    };

    setup() {
        this.words = words;
        this.model = useState(this.props.model);
        const building = Boolean(this.props.reception);
        this.show = useState({others: false, building});
    }

    get agenda() {
        const {agenda, desk} = this.model.data;
        return this.show.building
            ? agenda
            : agenda.filter((visit) => visit.desk_id === desk.id);
    }

    get elsewhere() {
        return this.model.data.agenda.length - this.agenda.length;
    }

    /** Return how many wait of whom only the number is shown. */
    get hidden() {
        const {waiting, elsewhere, queue, others} = this.model.data;
        const shown = queue.length + (this.show.others ? others.length : elsewhere);
        return waiting + elsewhere - shown;
    }

    /** Tell how near a visitor is to the longest wait that is published. */
    warmth(visit) {
        const share = visit.waited / this.model.data.longest;
        if (share >= 1) {
            return "o_municipal_over";
        }
        return share >= 0.66 ? "o_municipal_near" : "";
    }
}

import {Component, useState} from "@odoo/owl";

/** Choose the desk where the clerk works today. */
export class DeskChoice extends Component {
    static template = "municipal_appointment.DeskChoice";
    static props = {model: Object, onChoose: Function};

    setup() {
        this.model = useState(this.props.model);
    }

    get buildings() {
        const buildings = new Map();
        for (const desk of this.model.desks || []) {
            const known = buildings.get(desk.location_id);
            if (known) {
                known.desks.push(desk);
            } else {
                buildings.set(desk.location_id, {name: desk.location, desks: [desk]});
            }
        }
        return [...buildings.entries()].map(([id, building]) => ({id, ...building}));
    }
}

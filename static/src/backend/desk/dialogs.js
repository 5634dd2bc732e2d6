import {Component, useEffect, useRef, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {ProductPicker} from "./product_picker";
import {Stepper} from "./stepper";
import {pressKey} from "../../shared/press_key";
import {words} from "./words";

/** Give a number to somebody who stands at the desk. */
export class TicketDialog extends Component {
    static template = "municipal_appointment.TicketDialog";
    static components = {Dialog, ProductPicker, Stepper};
    static props = {close: Function, model: Object};

    setup() {
        this.model = useState(this.props.model);
        this.words = words;
        this.key = pressKey();
        this.form = useState({lines: [], priority: false, note: "", given: ""});
        this.model.error = "";
        // The button that was pressed is gone: Enter closes.
        const close = useRef("close");
        useEffect(
            () => close.el?.focus(),
            () => [this.form.given]
        );
    }

    get products() {
        const known = this.form.lines.map((line) => line.product_id);
        return this.model.products.filter((product) => !known.includes(product.id));
    }

    add(product) {
        this.form.lines.push({
            product_id: product.id,
            name: product.name,
            most: product.most,
            quantity: 1,
        });
    }

    remove(line) {
        this.form.lines.splice(this.form.lines.indexOf(line), 1);
    }

    async give() {
        const {lines, priority, note} = this.form;
        const wanted = lines.map((line) => ({
            product_id: line.product_id,
            quantity: line.quantity,
        }));
        const visit = await this.model.act(
            "desk_ticket",
            wanted,
            priority,
            note,
            this.key
        );
        if (visit) {
            this.form.given = visit.ticket;
        }
    }
}

/** Let a visitor wait for another service or desk. */
export class ForwardDialog extends Component {
    static template = "municipal_appointment.ForwardDialog";
    static components = {Dialog};
    static props = {close: Function, model: Object, visit: Object, targets: Object};

    setup() {
        this.model = useState(this.props.model);
        this.form = useState({service: null, desk: null, note: this.props.visit.note});
        this.model.error = "";
    }

    get chosen() {
        return this.form.service || this.form.desk;
    }

    choose(service, desk) {
        Object.assign(this.form, {service, desk});
    }

    async forward() {
        const {service, desk, note} = this.form;
        const done = await this.model.act(
            "desk_forward",
            this.props.visit.id,
            service,
            desk,
            note
        );
        if (done) {
            this.props.close();
        }
    }
}

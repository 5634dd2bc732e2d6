import {Component} from "@odoo/owl";
import {words} from "./words";

/** A small number with a button on each side. */
export class Stepper extends Component {
    static template = "municipal_appointment.Stepper";
    static props = {
        id: String,
        label: String,
        value: Number,
        least: {type: Number, optional: true},
        most: {type: Number, optional: true},
        onChange: Function,
    };
    static defaultProps = {least: 0, most: 99};

    setup() {
        this.words = words;
    }

    set(value) {
        const number = Number.isNaN(value) ? this.props.least : value;
        const {least, most} = this.props;
        this.props.onChange(Math.min(most, Math.max(least, number)));
    }

    onInput(ev) {
        this.set(parseInt(ev.target.value, 10));
        ev.target.value = this.props.value;
    }
}

import {
    deserializeDate,
    deserializeDateTime,
    serializeDateTime,
} from "@web/core/l10n/dates";
import {Component, onPatched, useRef, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Free slots of a day, to choose one; the field `slots` of the record has them. */
export class SlotsField extends Component {
    static template = "municipal_appointment.SlotsField";
    static props = {...standardFieldProps};

    setup() {
        this.list = useRef("list");
        this.focus = useState({place: null});
        onPatched(() => this.moveFocus());
    }

    /**
     * One stop of the Tab key for all slots: with a stop for each, the name of the
     * visitor is a hundred Tabs away. Arrows move between them.
     */
    get place() {
        const {slots} = this.offer;
        const chosen = slots.findIndex(({value}) => value === this.value);
        const place = this.focus.place ?? Math.max(0, chosen);
        return Math.min(place, slots.length - 1);
    }

    onKeydown(ev) {
        const place = this.nextPlace(ev.key);
        if (place !== undefined) {
            ev.preventDefault();
            this.focus.place = place;
            this.moving = true;
        }
    }

    nextPlace(key) {
        const last = this.offer.slots.length - 1;
        const places = {
            ArrowLeft: () => Math.max(0, this.place - 1),
            ArrowRight: () => Math.min(last, this.place + 1),
            ArrowUp: () => this.inNextRow(-1),
            ArrowDown: () => this.inNextRow(1),
            Home: () => 0,
            End: () => last,
        };
        return places[key]?.();
    }

    /** The slot above or below, whatever the width of the dialog. */
    inNextRow(direction) {
        const buttons = [...this.list.el.querySelectorAll("button")];
        const {offsetLeft, offsetTop} = buttons[this.place];
        const distance = (button) =>
            Math.abs(button.offsetTop - offsetTop) * 100 +
            Math.abs(button.offsetLeft - offsetLeft);
        const beyond = buttons.filter(
            (button) => (button.offsetTop - offsetTop) * direction > 0
        );
        beyond.sort((one, other) => distance(one) - distance(other));
        return beyond.length ? buttons.indexOf(beyond[0]) : this.place;
    }

    moveFocus() {
        if (this.moving) {
            this.moving = false;
            this.list.el?.querySelectorAll("button")[this.place]?.focus();
        }
    }

    get offer() {
        return this.props.record.data.slots || {slots: []};
    }

    get value() {
        const start = this.props.record.data[this.props.name];
        return start ? serializeDateTime(start) : false;
    }

    choose(slot) {
        this.focus.place = null;
        this.props.record.update({
            [this.props.name]: deserializeDateTime(slot.value),
        });
    }

    showDay(day) {
        this.focus.place = null;
        this.props.record.update({day: deserializeDate(day)});
    }
}

export const slotsField = {
    component: SlotsField,
    supportedTypes: ["datetime"],
    fieldDependencies: [
        {name: "slots", type: "json"},
        {name: "day", type: "date"},
    ],
};

registry.category("fields").add("municipal_slots", slotsField);

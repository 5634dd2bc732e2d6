import {
    deserializeDate,
    deserializeDateTime,
    serializeDateTime,
} from "@web/core/l10n/dates";
import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Free moments of a day, to choose one; the field `moments` of the record has them. */
export class MomentsField extends Component {
    static template = "municipal_appointment.MomentsField";
    static props = {...standardFieldProps};

    get offer() {
        return this.props.record.data.moments || {moments: []};
    }

    get value() {
        const start = this.props.record.data[this.props.name];
        return start ? serializeDateTime(start) : false;
    }

    choose(moment) {
        this.props.record.update({
            [this.props.name]: deserializeDateTime(moment.value),
        });
    }

    showDay(day) {
        this.props.record.update({day: deserializeDate(day)});
    }
}

export const momentsField = {
    component: MomentsField,
    supportedTypes: ["datetime"],
    fieldDependencies: [
        {name: "moments", type: "json"},
        {name: "day", type: "date"},
    ],
};

registry.category("fields").add("municipal_moments", momentsField);

import {Component, xml} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {localization} from "@web/core/l10n/localization";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;

/**
 * A moment with its weekday: somebody on the phone asks whether that is a Friday.
 * To read only; the year is left out of the present one.
 */
export class WeekdayField extends Component {
    static template = xml`<span t-out="text" />`;
    static props = {...standardFieldProps};

    get text() {
        const moment = this.props.record.data[this.props.name];
        if (!moment) {
            return "";
        }
        const year = moment.year === DateTime.local().year ? "" : " yyyy";
        const isDate = this.props.record.fields[this.props.name].type === "date";
        const time = isDate ? "" : ` ${localization.timeFormat.replace(":ss", "")}`;
        return moment.toFormat(`ccc d LLL${year}${time}`);
    }
}

export const weekdayField = {
    component: WeekdayField,
    displayName: _t("Slot with its weekday"),
    supportedTypes: ["date", "datetime"],
};

registry.category("fields").add("municipal_weekday", weekdayField);

import {Component, onMounted, onPatched, useRef, useState} from "@odoo/owl";
import {ProductPicker} from "./product_picker";
import {Stepper} from "./stepper";
import {_t} from "@web/core/l10n/translation";
import {words} from "./words";

export const REASONS = [
    ["papers", _t("Papers were missing")],
    ["desk", _t("Wrong desk")],
    ["digital", _t("Could have been done digitally")],
    ["other", _t("Another reason")],
];

/** What was delivered at the end of a visit: everything, unless changed. */
export class FinishForm extends Component {
    static template = "municipal_appointment.FinishForm";
    static components = {ProductPicker, Stepper};
    static props = {
        visit: Object,
        products: Array,
        busy: Boolean,
        onFinish: Function,
        onBack: Function,
    };

    setup() {
        const {visit} = this.props;
        this.words = words;
        this.reasons = REASONS;
        this.form = useState({
            lines: visit.lines.map((line) => ({
                product_id: line.product_id,
                name: line.name,
                asked: line.quantity,
                delivered: line.quantity,
                reason: "",
            })),
            persons: visit.persons,
            note: visit.note,
            missing: false,
        });
        this.confirm = useRef("confirm");
        onMounted(() => this.confirm.el.focus());
        onPatched(() => this.focusOnReason());
    }

    /** Nothing was delivered: ask why, in the place of the button that is gone. */
    refuse(line) {
        line.delivered = 0;
        this.refused = line.product_id;
    }

    focusOnReason() {
        if (this.refused) {
            document.getElementById(`o_municipal_reason_${this.refused}`)?.focus();
            this.refused = null;
        }
    }

    get others() {
        const known = this.form.lines.map((line) => line.product_id);
        return this.props.products.filter((product) => !known.includes(product.id));
    }

    get incomplete() {
        return this.form.lines.some((line) => !line.delivered && !line.reason);
    }

    add(product) {
        this.form.lines.push({
            product_id: product.id,
            name: product.name,
            asked: 0,
            delivered: 1,
            reason: "",
        });
    }

    remove(line) {
        this.form.lines.splice(this.form.lines.indexOf(line), 1);
    }

    finish() {
        this.form.missing = this.incomplete;
        if (this.form.missing) {
            return;
        }
        const lines = this.form.lines.map((line) => ({
            product_id: line.product_id,
            delivered: line.delivered,
            reason: line.delivered ? false : line.reason,
        }));
        this.props.onFinish(lines, this.form.note, this.form.persons);
    }
}

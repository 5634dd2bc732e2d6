import {Component, onMounted, onPatched, useRef, useState} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

const MODEL = "municipal.booking.request";
const BOOKING = "resource.booking";

/**
 * Who calls? Found by name, phone, mail or code, with what they have to come.
 *
 * Made for the keyboard: the field has the focus when the dialog opens, Enter looks,
 * and Enter again takes over the contact data of the first who was found.
 */
export class KnownPeople extends Component {
    static template = "municipal_appointment.KnownPeople";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.root = useRef("root");
        this.input = useRef("input");
        this.state = useState({said: "", people: null, more: false, taken: null});
        onMounted(() => {
            // A dialog that comes back with what was typed has another question.
            if (!this.props.record.data.name) {
                this.input.el.focus();
            }
        });
        onPatched(() => this.moveFocus());
    }

    /** Everybody who was found, until it is known who it is. */
    get shown() {
        return this.state.taken ? [this.state.taken] : this.state.people;
    }

    get status() {
        const {people, more, taken} = this.state;
        if (people === null || taken) {
            return "";
        }
        if (!people.length) {
            return _t("Nobody found. Type who it is below.");
        }
        if (more) {
            return _t("More people were found: add a word.");
        }
        return people.length === 1
            ? _t("1 visitor found.")
            : _t("%s visitors found.", people.length);
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.search();
        }
    }

    async search() {
        const found = await this.look();
        this.focusOn = found.length ? ".o_municipal_take" : null;
    }

    async look() {
        const asked = this.state.said;
        const {people, more} = await this.orm.call(MODEL, "find_people", [asked]);
        if (asked === this.state.said) {
            Object.assign(this.state, {people, more, taken: null});
        }
        return people;
    }

    moveFocus() {
        const target = this.focusOn && this.root.el.querySelector(this.focusOn);
        if (target) {
            this.focusOn = null;
            target.focus();
        }
    }

    /** Take over in one press how to reach somebody, and go on with the product. */
    async takeOver(person) {
        const {name, email, phone, lang} = person;
        await this.props.record.update({name, email, phone, ...(lang ? {lang} : {})});
        this.state.taken = person;
        const form = this.root.el.closest(".o_form_view");
        form?.querySelector("[name=product_id] input")?.focus();
    }

    async move(appointment) {
        const args = [[appointment.id]];
        const action = await this.orm.call(BOOKING, "action_move_appointment", args);
        return this.action.doAction(action);
    }

    cancel(person, appointment) {
        const {day, time} = appointment;
        this.dialog.add(ConfirmationDialog, {
            title: _t("Cancel appointment"),
            body: _t("Cancel the appointment of %(visitor)s on %(day)s at %(time)s?", {
                visitor: person.name,
                day,
                time,
            }),
            confirmLabel: _t("Cancel appointment"),
            confirm: async () => {
                const args = [[appointment.id]];
                await this.orm.call(BOOKING, "action_cancel_appointment", args);
                await this.look();
                this.input.el.focus();
            },
            cancel: () => this.input.el.focus(),
            cancelLabel: _t("Back"),
        });
    }
}

registry
    .category("view_widgets")
    .add("municipal_known_people", {component: KnownPeople});

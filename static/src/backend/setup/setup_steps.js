import {Component, onMounted, onPatched, useRef} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * The steps of the set-up: which of them are complete, and what the others lack.
 *
 * To press one saves what was typed and goes there; when something is wrong with what
 * was typed, one stays and reads what.
 */
export class SetupSteps extends Component {
    static template = "municipal_appointment.SetupSteps";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.list = useRef("list");
        const show = () => this.showCurrent();
        onMounted(show);
        onPatched(show);
    }

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }

    get current() {
        return this.props.record.data.step;
    }

    /** On a telephone the steps stand in one line, longer than the screen. */
    showCurrent() {
        const step = this.list.el?.querySelector(".o_current");
        if (step) {
            const {offsetLeft, offsetWidth} = step;
            this.list.el.scrollLeft =
                offsetLeft - (this.list.el.clientWidth - offsetWidth) / 2;
        }
    }

    async go(key) {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        await this.orm.call("municipal.setup", "action_go", [[record.resId], key]);
        await record.load();
    }
}

registry.category("fields").add("municipal_setup_steps", {
    component: SetupSteps,
    supportedTypes: ["json", "jsonb"],
});

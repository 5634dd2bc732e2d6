import {Component, onWillDestroy, onWillStart, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

/** Milliseconds between two looks: what stands still is no matter of seconds. */
const PERIOD = 5 * 60 * 1000;

/** A sign in the top bar of managers while something needs attention. */
export class ProblemsSign extends Component {
    static template = "municipal_appointment.ProblemsSign";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({count: 0});
        onWillStart(async () => {
            if (await user.hasGroup("municipal_appointment.group_manager")) {
                this.timer = setInterval(() => this.look(), PERIOD);
                this.look();
            }
        });
        onWillDestroy(() => clearInterval(this.timer));
    }

    async look() {
        try {
            const count = await this.orm.silent.call("municipal.problem", "count_now");
            this.state.count = count;
        } catch {
            // The server is away: other parts of the page say so.
        }
    }

    get title() {
        return _t("What needs attention: %s", this.state.count);
    }

    open() {
        return this.action.doAction("municipal_appointment.municipal_problem_open");
    }
}

registry
    .category("systray")
    .add("municipal_appointment.problems", {Component: ProblemsSign}, {sequence: 5});

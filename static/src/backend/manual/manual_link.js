import {Component, onWillStart, useState} from "@odoo/owl";
import {useBus, useService} from "@web/core/utils/hooks";
import {pageOf} from "./pages";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

/** The question mark in the top bar: the page of the manual about this screen. */
export class ManualLink extends Component {
    static template = "municipal_appointment.ManualLink";
    static props = {};

    setup() {
        this.action = useService("action");
        this.state = useState({page: "", isStaff: false});
        onWillStart(async () => {
            // clerks are receptionists, too
            const roles = ["receptionist", "auditor"].map((role) =>
                user.hasGroup(`municipal_appointment.group_${role}`)
            );
            this.state.isStaff = (await Promise.all(roles)).some(Boolean);
        });
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.look());
        this.look();
    }

    look() {
        this.state.page = pageOf(this.action.currentController?.action);
    }
}

registry
    .category("systray")
    .add("municipal_appointment.manual", {Component: ManualLink}, {sequence: 6});

import {Component, onWillStart, useState} from "@odoo/owl";
import {Tile} from "./tile";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";
import {useSetupAction} from "@web/search/action_hook";
import {user} from "@web/core/user";

const PERIODS = [
    ["this_month", _t("This month")],
    ["previous_month", _t("Previous month")],
    ["this_quarter", _t("This quarter")],
    ["previous_quarter", _t("Previous quarter")],
    ["this_half_year", _t("This half-year")],
    ["previous_half_year", _t("Previous half-year")],
    ["this_year", _t("This year")],
    ["previous_year", _t("Previous year")],
    ["own", _t("From day to day")],
];

const MOST_DAYS = 373;

/** What a manager asks every week; the server answers all of it at once. */
export class Dashboard extends Component {
    static template = "municipal_appointment.Dashboard";
    static components = {Tile};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.periods = PERIODS;
        this.state = useState({
            choice: {
                period: "this_quarter",
                compare: "before",
                service_id: 0,
                location_id: 0,
                date_from: "",
                date_to: "",
                ...this.props.state?.choice,
            },
            data: null,
        });
        // as it was for who comes back from the visits behind a number
        useSetupAction({getLocalState: () => ({choice: {...this.state.choice}})});
        onWillStart(async () => {
            // auditors read the figures, and make no pages of them
            const manager = user.hasGroup("municipal_appointment.group_manager");
            [this.isManager] = await Promise.all([manager, this.load()]);
        });
    }

    /** Whether the days of one's own are days yet, in their order, at most a year. */
    get isComplete() {
        const {period, date_from, date_to} = this.state.choice;
        const days = (new Date(date_to) - new Date(date_from)) / 864e5;
        return period !== "own" || (days >= 0 && days < MOST_DAYS);
    }

    choose(name, value) {
        const {choice, data} = this.state;
        choice[name] = name.endsWith("_id") ? Number(value) : value;
        if (name === "period" && value === "own" && !choice.date_from) {
            choice.date_from = data.period.first;
            choice.date_to = data.period.last;
        }
        if (this.isComplete) {
            return this.load();
        }
    }

    /** Ask everything; an answer that comes after a newer question is dropped. */
    async load() {
        const asked = (this.asked = (this.asked || 0) + 1);
        const choice = {...this.state.choice};
        const data = await this.orm.call("municipal.visit.report", "dashboard", [
            choice,
        ]);
        if (asked === this.asked) {
            this.state.data = data;
        }
    }

    /** Show the visits, or whatever else was counted, behind a number. */
    open(tile, _cell, title, matches) {
        const {period, scope} = this.state.data;
        const days = tile.days || period.domain;
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: `${tile.title}: ${title}`,
            res_model: tile.model,
            views: [
                [false, "list"],
                [false, "pivot"],
                [false, "graph"],
            ],
            domain: [...days, ...scope, ...tile.domain, ...matches],
        });
    }

    openPage() {
        return this.action.doAction(
            "municipal_appointment.municipal_college_page_action",
            {
                additionalContext: {
                    default_period: "own",
                    default_date_from: this.state.data.period.first,
                    default_date_to: this.state.data.period.last,
                    default_service_id: this.state.choice.service_id || false,
                    default_location_id: this.state.choice.location_id || false,
                },
            }
        );
    }
}

registry.category("actions").add("municipal_dashboard", Dashboard);

import {Component, onMounted, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {ForwardDialog, TicketDialog} from "./dialogs";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {DayEnd} from "../day_end/day_end";
import {DeskModel} from "./desk_model";
import {DeskChoice} from "./desk_choice";
import {KeptNotice} from "../kept/kept_notice";
import {QueueList} from "./queue_list";
import {ScanField} from "./scan_field";
import {VisitPanel} from "./visit_panel";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {useService} from "@web/core/utils/hooks";

const REQUEST = "municipal_appointment.municipal_booking_request_action";
const WALK_IN = "municipal_appointment.municipal_urgent_booking_action";
const UNDO_SECONDS = 300;
const INTERACTIVE = "button, a, input, select, textarea, [role='button']";

/** The clerk's screen: who is at my desk, who waits, what I can do now. */
export class Desk extends Component {
    static template = "municipal_appointment.Desk";
    static components = {
        DayEnd,
        DeskChoice,
        KeptNotice,
        QueueList,
        ScanField,
        VisitPanel,
    };
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.model = useState(
            new DeskModel({
                orm: useService("orm"),
                bus: useService("bus_service"),
                alarms: useService("municipal_alarm"),
            })
        );
        this.screen = useState({finishing: null});
        this.given = useState({now: null});
        onWillStart(() => this.model.open());
        onMounted(() => this.model.start());
        onWillUnmount(() => this.model.stop());
        const calm = {isAvailable: (target) => this.isCalm(target)};
        useHotkey("enter", () => this.primary(), calm);
        useHotkey("control+z", () => this.undo(), {
            isAvailable: () => Boolean(this.undoable),
        });
    }

    /** Enter does the main thing, unless it means something where the focus is. */
    isCalm(target) {
        return this.model.seated && !target.closest?.(INTERACTIVE);
    }

    get mine() {
        return this.model.data.desk.mine;
    }

    get current() {
        const atDesk = ["called", "serving"];
        return this.model.data.visits.find((visit) => atDesk.includes(visit.state));
    }

    get besides() {
        return this.model.data.visits.filter((visit) => visit !== this.current);
    }

    get next() {
        return this.model.data.queue[0];
    }

    get undoable() {
        const heard = this.model.online && !this.model.kept.presses.length;
        const offer = this.model.seated && heard ? this.model.data.undo : null;
        const fresh = offer && this.model.secondsSince(offer.moment) < UNDO_SECONDS;
        return fresh ? offer : undefined;
    }

    get finishing() {
        const {finishing} = this.screen;
        return this.model.data.visits.find((visit) => visit.id === finishing);
    }

    // Steps ------------------------------------------------------------------

    primary() {
        if (!this.mine || this.finishing) {
            return;
        }
        if (!this.current) {
            return this.next && this.callNext();
        }
        if (this.current.state === "called") {
            return this.step(this.current, "started");
        }
        return this.openFinish(this.current);
    }

    async callNext() {
        if (await this.model.press("desk_call_next")) {
            this.say(this.current);
        }
    }

    async call(visit) {
        if (await this.model.press("desk_call", visit.id)) {
            this.say(this.current);
        }
    }

    say(visit) {
        if (visit) {
            this.model.said = _t("%(ticket)s is called to %(desk)s", {
                ticket: visit.ticket,
                desk: this.model.data.desk.name,
            });
        }
    }

    recall(visit) {
        return this.model.press("desk_recall", visit.id);
    }

    step(visit, step) {
        return this.model.press("desk_step", visit.id, step);
    }

    checkIn(visit) {
        return this.model.press("desk_check_in", visit.id);
    }

    /** Tell what a code did; what was refused stands where all refusals stand. */
    async scan(code) {
        this.model.scanned = "";
        const answer = await this.model.act("desk_scan", code);
        if (answer) {
            Object.assign(this.model, {scanned: answer.message, said: answer.message});
        }
        return Boolean(answer);
    }

    undo() {
        const offer = this.undoable;
        return offer && this.step({id: offer.visit_id}, "undone");
    }

    openFinish(visit) {
        if (!this.model.resting) {
            this.screen.finishing = visit.id;
        }
    }

    async finish(visit, lines, note, persons) {
        const args = [visit.id, lines, note, persons];
        if (await this.model.press("desk_finish", ...args)) {
            this.screen.finishing = null;
            this.model.said = _t("%(ticket)s is finished", {ticket: visit.ticket});
        }
    }

    // Dialogs ----------------------------------------------------------------

    giveTicket() {
        this.dialog.add(TicketDialog, {model: this.model});
    }

    async forward(visit) {
        const targets = await this.model.ask("desk_targets", [this.model.deskId]);
        this.dialog.add(ForwardDialog, {model: this.model, visit, targets});
    }

    withoutAppointment() {
        const location = this.model.data.desk.location_id;
        this.openDialog(WALK_IN, {default_location_id: location});
    }

    newAppointment() {
        this.openDialog(REQUEST);
    }

    openDialog(action, context = {}) {
        return this.action.doAction(action, {
            additionalContext: {...context, municipal_desk_screen: true},
            onClose: (infos) => this.onDialogClosed(infos),
        });
    }

    /** What the visitor has to know stays until it was told. */
    onDialogClosed(infos) {
        const given = infos?.municipal_given;
        if (given) {
            this.given.now = given;
            const facts = given.facts.map(({name, value}) => `${name}: ${value}`);
            this.model.said = [given.title, ...facts].join(", ");
        }
        return this.model.load();
    }

    sitDown(desk) {
        if (!desk.clerk || desk.mine) {
            return this.model.sitDown(desk.id);
        }
        this.dialog.add(ConfirmationDialog, {
            title: _t("Take over this desk?"),
            body: _t(
                "%(clerk)s works at %(desk)s. Their screen will say that you do now.",
                {
                    clerk: desk.clerk,
                    desk: desk.name,
                }
            ),
            confirmLabel: _t("Take over"),
            confirm: () => this.model.sitDown(desk.id),
            cancel: () => {},
        });
    }

    alarm() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Call your colleagues for help?"),
            body: _t("All colleagues of %(place)s see at once that you need help.", {
                place: this.model.data.desk.location,
            }),
            confirmLabel: _t("Call for help"),
            confirmClass: "btn-danger",
            confirm: async () =>
                this.model.alarms.add(
                    await this.model.ask("desk_alarm", [this.model.deskId])
                ),
            cancel: () => {},
        });
    }
}

registry.category("actions").add("municipal_desk_screen", Desk);

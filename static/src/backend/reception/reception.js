import {Component, onMounted, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {KeptNotice} from "../kept/kept_notice";
import {QueueList} from "../desk/queue_list";
import {ReceptionModel} from "./reception_model";
import {ScanField} from "../desk/scan_field";
import {TicketDialog} from "../desk/dialogs";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useService} from "@web/core/utils/hooks";

/** The screen of a reception: who is expected, who waits, and a number for the rest. */
export class Reception extends Component {
    static template = "municipal_appointment.Reception";
    static components = {KeptNotice, QueueList, ScanField};
    static props = {...standardActionServiceProps};

    setup() {
        this.dialog = useService("dialog");
        this.model = useState(
            new ReceptionModel({
                orm: useService("orm"),
                bus: useService("bus_service"),
                alarms: {sync: () => []},
            })
        );
        onWillStart(() => this.model.open());
        onMounted(() => this.model.start());
        onWillUnmount(() => this.model.stop());
    }

    giveTicket() {
        this.dialog.add(TicketDialog, {model: this.model});
    }

    checkIn(visit) {
        return this.model.press("desk_check_in", visit.id);
    }

    left(visit) {
        return this.model.press("desk_step", visit.id, "left");
    }

    /** Tell what a code did; what was refused stands where all refusals stand. */
    async scan(code) {
        const answer = await this.model.act("desk_scan", code);
        if (answer) {
            Object.assign(this.model, {scanned: answer.message, said: answer.message});
        }
        return Boolean(answer);
    }

    choosePlace(ev) {
        return this.model.enter(parseInt(ev.target.value, 10));
    }
}

registry.category("actions").add("municipal_reception", Reception);

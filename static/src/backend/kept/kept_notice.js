import {Component, useState} from "@odoo/owl";

/** What waits to be sent, and what the server refused afterwards. */
export class KeptNotice extends Component {
    static template = "municipal_appointment.KeptNotice";
    static props = {kept: Object, failed: Array, onRead: Function};

    setup() {
        this.kept = useState(this.props.kept);
    }
}

import {Component, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";
import {listenToScanner} from "../../scanner/scanner";

const EDITABLE = "input, textarea, select, [contenteditable='true']";

/** Where a code is scanned or typed: of a confirmation, or of a ticket. */
export class ScanField extends Component {
    static template = "municipal_appointment.ScanField";
    static props = {model: Object, onScan: Function};

    setup() {
        this.model = useState(this.props.model);
        this.input = useRef("input");
        this.state = useState({code: ""});
        onMounted(() => {
            this.stop = listenToScanner(
                (code) => this.scan(code),
                (ev) => this.isTaken(ev)
            );
        });
        onWillUnmount(() => this.stop());
    }

    /** Keys in a field or a dialog are meant for it. */
    isTaken(ev) {
        return Boolean(
            ev.target.closest?.(EDITABLE) || document.querySelector(".modal.show")
        );
    }

    onSubmit() {
        const code = this.state.code.trim();
        if (code) {
            this.scan(code);
        }
    }

    async scan(code) {
        if (await this.props.onScan(code)) {
            this.state.code = "";
            // Enter is for calling and starting again.
            this.input.el?.blur();
        } else {
            this.state.code = code;
            this.input.el?.select();
        }
    }
}

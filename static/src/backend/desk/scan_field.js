import {Component, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";
import {FastKeys, listenToScanner} from "../../scanner/scanner";

const EDITABLE = "input, textarea, select, [contenteditable='true']";

/** Where a code is scanned or typed: of a confirmation, or of a ticket. */
export class ScanField extends Component {
    static template = "municipal_appointment.ScanField";
    static props = {model: Object, onScan: Function};

    setup() {
        this.model = useState(this.props.model);
        this.input = useRef("input");
        this.state = useState({code: ""});
        this.keys = new FastKeys();
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

    /** A scanner types in the field as well, maybe with other keys than ours. */
    get typed() {
        const {keys} = this;
        const scanned = keys.code && keys.text === this.state.code;
        return (scanned ? keys.code : this.state.code).trim();
    }

    onSubmit() {
        const code = this.typed;
        this.keys.forget();
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

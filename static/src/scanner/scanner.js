import {readScan, usSign} from "./us_keys";

/** A scanner types fast, and ends with Enter. */
const LONGEST_PAUSE = 150;
const SHORTEST_CODE = 5;

/** What was typed without a pause: as text, and as keys of a US keyboard. */
export class FastKeys {
    constructor() {
        this.forget();
    }

    forget() {
        Object.assign(this, {text: "", keys: "", before: 0});
    }

    add(ev) {
        const now = Date.now();
        if (now - this.before > LONGEST_PAUSE) {
            this.forget();
        }
        this.before = now;
        const one = ev.key && ev.key.length === 1;
        // A key for an accent ("Dead") is no sign yet, and one of a scanner all the same.
        if (one || ev.key === "Dead") {
            this.text += one ? ev.key : "\u00b4";
            this.keys += usSign(ev);
        }
    }

    /** The code of a scanner; "" when it was no scanner that typed. */
    get code() {
        const {text, keys} = this;
        return text.length < SHORTEST_CODE ? "" : readScan(text, keys);
    }
}

/**
 * Listen to a scanner that is plugged in as a keyboard, wherever the focus is.
 *
 * @param {Function} scanned what to do with a code
 * @param {Function} [ignores] tells of an event that its keys are for somebody else
 * @returns {Function} that ends it
 */
export function listenToScanner(scanned, ignores = () => false) {
    const typed = new FastKeys();
    const onKey = (ev) => {
        if (ignores(ev)) {
            typed.forget();
            return;
        }
        typed.add(ev);
        if (ev.key === "Enter" && typed.code) {
            // Else it would press the button that has the focus.
            ev.preventDefault();
            ev.stopPropagation();
            scanned(typed.code);
            typed.forget();
        }
    };
    addEventListener("keydown", onKey, {capture: true});
    return () => removeEventListener("keydown", onKey, {capture: true});
}

/** Remember, in this window only, which moment its visitor holds. */

const HELD = "municipal_appointment.held";
/** Tells the other windows of this browser that something changed, and not what. */
const CHANGED = "municipal_appointment.hold_changed";

export function rememberHold(key) {
    try {
        if (key === sessionStorage.getItem(HELD)) {
            return;
        }
        if (key) {
            sessionStorage.setItem(HELD, key);
        } else {
            sessionStorage.removeItem(HELD);
        }
        localStorage.setItem(CHANGED, String(Math.random()));
    } catch {
        // Without storage a moment that is left is free when its time is over.
    }
}

/** Tell whether another window chose a moment, or gave one back. */
export function isHoldChange(ev) {
    return ev.key === CHANGED;
}

/** Return the key of the hold of this window, and forget it. */
export function takeHold() {
    try {
        return sessionStorage.getItem(HELD);
    } catch {
        return null;
    } finally {
        rememberHold(null);
    }
}

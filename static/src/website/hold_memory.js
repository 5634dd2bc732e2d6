/** Remember, in this window only, which moment its visitor holds. */

const HELD = "municipal_appointment.held";

export function rememberHold(key) {
    try {
        if (key) {
            sessionStorage.setItem(HELD, key);
        } else {
            sessionStorage.removeItem(HELD);
        }
    } catch {
        // Without storage a moment that is left is free when its time is over.
    }
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

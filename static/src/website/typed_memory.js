/** What was typed, in this window only, and not for long. */

const TYPED = "municipal_appointment.typed";
/** Milliseconds after the last letter: as long as a hold, and some more. */
const KEPT = 15 * 60 * 1000;

function storage(action) {
    try {
        return action(sessionStorage);
    } catch {
        return null;
    }
}

export function remember(typed) {
    const text = JSON.stringify({typed, until: Date.now() + KEPT});
    storage((kept) => kept.setItem(TYPED, text));
}

export function forget() {
    storage((kept) => kept.removeItem(TYPED));
}

/** Return what was typed, or nothing when that is too long ago. */
export function recall() {
    const {typed, until} = storage((kept) => JSON.parse(kept.getItem(TYPED))) || {};
    if (!typed || !(until > Date.now())) {
        forget();
        return null;
    }
    return typed;
}

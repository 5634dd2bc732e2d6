/** A scanner types fast, and ends with Enter. */
const LONGEST_PAUSE = 150;
const SHORTEST_CODE = 5;

/**
 * Listen to a scanner that is plugged in as a keyboard, wherever the focus is.
 *
 * @param {Function} scanned what to do with a code
 * @param {Function} [ignores] tells of an event that its keys are for somebody else
 * @returns {Function} that ends it
 */
export function listenToScanner(scanned, ignores = () => false) {
    let typed = "";
    let before = 0;
    const onKey = (ev) => {
        const now = Date.now();
        if (now - before > LONGEST_PAUSE || ignores(ev)) {
            typed = "";
        }
        before = now;
        if (ev.key === "Enter" && typed.length >= SHORTEST_CODE) {
            // Else it would press the button that has the focus.
            ev.preventDefault();
            ev.stopPropagation();
            scanned(typed);
            typed = "";
        } else if (ev.key?.length === 1 && !ignores(ev)) {
            typed += ev.key;
        }
    };
    addEventListener("keydown", onKey, {capture: true});
    return () => removeEventListener("keydown", onKey, {capture: true});
}

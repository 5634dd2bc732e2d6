/**
 * What a display knew last, for when it is loaded again without server: the page of its
 * worker is older than that.
 */
const PLACE = "municipal_display";
/** The calls of yesterday are nobody's news. */
const DAY = 8 * 3600000;

export function isKept() {
    return Boolean(document.body.dataset.kept);
}

export function remember(base, state) {
    try {
        localStorage.setItem(PLACE, JSON.stringify({base, state}));
    } catch {
        // A browser that keeps nothing shows what its page says.
    }
}

/** @returns {Object} what to show first: what the page says, or what was known later */
export function firstState(base, said) {
    if (!isKept()) {
        return said;
    }
    const state = recall(base) || said;
    const past = Date.now() - Date.parse(state.now) > DAY;
    return past ? {...state, calls: [], before: [], waiting: []} : state;
}

function recall(base) {
    try {
        const known = JSON.parse(localStorage.getItem(PLACE));
        return known.base === base ? known.state : null;
    } catch {
        return null;
    }
}

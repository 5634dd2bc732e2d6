/**
 * Give something the largest letters with which all of it can be seen.
 *
 * Style sheets cannot say it: how wide "Snel 12" is depends on the font of the device,
 * and units of containers are younger than the televisions in our halls.
 */
const SMALLEST = 8;
/** Nobody sees a smaller difference, and each try lays the page out again. */
const EXACT = 0.02;

/** Tell whether everything in a box can be seen; half a pixel is nobody's loss. */
export function fits(box) {
    const {bottom} = box.getBoundingClientRect();
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) {
        return false;
    }
    return [...box.querySelectorAll("b, em, span")].every((part) => {
        const [edge, line] = [part, part.parentElement].map((one) =>
            one.getBoundingClientRect()
        );
        const margin = parseFloat(getComputedStyle(part.parentElement).paddingRight);
        return edge.right <= line.right - margin + 0.5 && edge.bottom <= bottom + 0.5;
    });
}

/**
 * @param {Element} box with a height and a width of its own
 * @param {number} most pixels
 * @param {number} [least]
 * @returns {boolean} whether it fits
 */
export function fit(box, most, least = SMALLEST) {
    const tries = (size) => {
        box.style.fontSize = `${size}px`;
        return fits(box);
    };
    let [low, high] = [Math.floor(least), Math.max(least, Math.floor(most))];
    if (tries(high)) {
        return true;
    }
    while (high - low > Math.max(1, low * EXACT)) {
        const middle = Math.floor((low + high) / 2);
        if (tries(middle)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return tries(low);
}

/** Show as many lines as fit, from the first on, and none by half. */
export function fitLines(list, most, least) {
    const lines = [...list.children];
    lines.forEach((line) => (line.hidden = false));
    fit(list, most, least);
    while (lines.length > 1 && !fits(list)) {
        lines.pop().hidden = true;
        fit(list, most, least);
    }
}

import {formatFloat, formatInteger} from "@web/views/fields/formatters";

/** Write a number as a view of a tile asks; what was not measured is no 0. */
export function written(value, {digits = 0, percent = false, unit = ""} = {}) {
    if (value === null || value === undefined || value === false) {
        return "–";
    }
    if (percent) {
        return `${formatFloat(value * 100, {digits: [16, 1]})} %`;
    }
    const number = digits
        ? formatFloat(value, {digits: [16, digits]})
        : formatInteger(Math.round(value));
    return unit ? `${number} ${unit}` : number;
}

/** Say how much more or less it is than before; shares are not compared so. */
export function change(value, before, {percent = false} = {}) {
    if (percent || !before || value === null) {
        return "";
    }
    const more = Math.round((value / before - 1) * 100);
    const sign = more > 0 ? "+" : more < 0 ? "−" : "±";
    return `${sign}${Math.abs(more)} %`;
}

/** Return a round number from which an axis is divided in four. */
export function top(highest) {
    if (!highest) {
        return 1;
    }
    const power = 10 ** Math.floor(Math.log10(highest));
    const steps = [1, 2, 4, 6, 8, 10];
    return steps.find((step) => step * power >= highest) * power;
}

// A week as engine/weekly_hours.py reads it: lines [weekday, start, stop, access], and
// desks by weekday and half-hour. Everything here returns new values.
export const HALF = 30;
export const DAY = 1440;

function merged(lines) {
    const found = [];
    const ordered = [...lines].sort(
        (one, other) => one[0] - other[0] || one[1] - other[1]
    );
    for (const [weekday, start, stop, access] of ordered) {
        const last = found.at(-1);
        if (last && last[0] === weekday && last[2] === start && last[3] === access) {
            last[2] = stop;
        } else {
            found.push([weekday, start, stop, access]);
        }
    }
    return found;
}

/** The access of most of a half-hour, or nothing when it is closed. */
export function accessOf(week, weekday, half) {
    let most = 0;
    let found = null;
    for (const [day, start, stop, access] of week.lines) {
        const minutes = Math.min(stop, half + HALF) - Math.max(start, half);
        if (day === weekday && minutes > most) {
            most = minutes;
            found = access;
        }
    }
    return most * 2 >= HALF ? found : null;
}

/** The desks of a half-hour, when they are not those of all others. */
export function desksOf(week, weekday, half) {
    return week.desks?.[weekday]?.[half];
}

function without(lines, weekday, start, stop) {
    const found = [];
    for (const line of lines) {
        const [day, first, last, access] = line;
        if (day !== weekday || last <= start || first >= stop) {
            found.push(line);
            continue;
        }
        if (first < start) {
            found.push([day, first, start, access]);
        }
        if (last > stop) {
            found.push([day, stop, last, access]);
        }
    }
    return found;
}

/** Give half-hours [weekday, half] an access; none closes them. */
export function paintAccess(week, cells, access) {
    let lines = week.lines;
    for (const [weekday, half] of cells) {
        lines = without(lines, weekday, half, half + HALF);
        if (access) {
            lines.push([weekday, half, half + HALF, access]);
        }
    }
    return {...week, lines: merged(lines)};
}

/** Give half-hours [weekday, half] a number of desks. */
export function paintDesks(week, cells, number) {
    const desks = Object.fromEntries(
        Object.entries(week.desks || {}).map(([day, halves]) => [day, {...halves}])
    );
    for (const [weekday, half] of cells) {
        (desks[weekday] ||= {})[half] = number;
    }
    return {...week, desks};
}

export function clock(minutes) {
    const parts = [Math.floor(minutes / 60), minutes % 60];
    return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** What must be shown: from seven to nine in the evening, and all that is open. */
export function halvesShown(week) {
    const starts = week.lines.map((line) => line[1]);
    const stops = week.lines.map((line) => line[2]);
    const first = Math.floor(Math.min(420, ...starts) / HALF) * HALF;
    const last = Math.ceil(Math.max(1260, ...stops) / HALF) * HALF;
    const halves = [];
    for (let half = first; half < Math.min(DAY, last); half += HALF) {
        halves.push(half);
    }
    return halves;
}

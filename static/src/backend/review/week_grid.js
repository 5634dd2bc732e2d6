import {Component, onPatched, useExternalListener, useRef, useState} from "@odoo/owl";
import {
    DAY,
    HALF,
    accessOf,
    clock,
    desksOf,
    halvesShown,
    paintAccess,
    paintDesks,
} from "./week";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {Info} = luxon;

const BRUSHES = {
    appointment: {label: _t("By appointment"), letter: () => initials()[0]},
    walk_in: {label: _t("Free walk-in"), letter: () => initials()[1]},
    both: {label: _t("Appointment and walk-in"), letter: () => initials().join("+")},
    closed: {label: _t("Closed"), letter: () => ""},
    desks: {label: _t("Number of desks"), letter: () => "#"},
};

/** The initials of both kinds of hours: Odoo translates no text of a single letter. */
function initials() {
    return _t("A+W").toString().split("+");
}

const PAINT_KEYS = ["Enter", " "];

/**
 * A week of opening hours on a grid: weekdays beside each other, half-hours below.
 *
 * The mouse paints a rectangle with the chosen brush. By keyboard arrows move, Shift
 * extends the rectangle, and Space or Enter paints it; the cell with the focus is the
 * only stop of the Tab key. On a phone a list of hours takes the place of the grid.
 */
export class WeekGrid extends Component {
    static template = "municipal_appointment.WeekGrid";
    static props = {...standardFieldProps, noDesks: {type: Boolean, optional: true}};

    setup() {
        this.grid = useRef("grid");
        this.state = useState({
            brush: "appointment",
            desks: 1,
            place: [0, 540],
            anchor: null,
            painting: false,
            said: "",
            form: {weekday: 0, start: 540, stop: 720},
        });
        useExternalListener(window, "pointerup", () => this.endPainting());
        onPatched(() => this.moveFocus());
    }

    get brushes() {
        return Object.entries(BRUSHES)
            .filter(([name]) => name !== "desks" || !this.props.noDesks)
            .map(([name, brush]) => ({name, ...brush, letter: brush.letter()}));
    }

    /** What the colours and letters say, where nothing is painted. */
    get legend() {
        return this.brushes.filter(({name}) => name !== "closed");
    }

    get week() {
        const value = this.props.record.data[this.props.name];
        return value?.lines ? value : {lines: [], desks: {}};
    }

    get weekdays() {
        const [long, short] = [Info.weekdays("long"), Info.weekdays("short")];
        return long.map((name, number) => ({number, name, short: short[number]}));
    }

    get halves() {
        return halvesShown(this.week);
    }

    /** Every half-hour of a day, for the form of the list. */
    get times() {
        return Array.from({length: DAY / HALF + 1}, (_none, number) => number * HALF);
    }

    clock(minutes) {
        return clock(minutes);
    }

    access(weekday, half) {
        return accessOf(this.week, weekday, half);
    }

    letter(weekday, half) {
        const access = this.access(weekday, half);
        return access ? BRUSHES[access].letter() : "";
    }

    desks(weekday, half) {
        return this.access(weekday, half)
            ? desksOf(this.week, weekday, half)
            : undefined;
    }

    label(weekday, half) {
        const access = this.access(weekday, half);
        const desks = this.desks(weekday, half);
        const words = [
            `${this.weekdays[weekday].name} ${clock(half)}`,
            BRUSHES[access || "closed"].label,
        ];
        if (desks !== undefined) {
            words.push(_t("desks: %s", desks));
        }
        return words.join(", ");
    }

    /** What is open on a weekday, line by line. */
    linesOf(weekday) {
        return this.week.lines
            .filter((line) => line[0] === weekday)
            .map(([day, start, stop, access]) => ({
                key: `${day} ${start}`,
                start,
                stop,
                words: `${clock(start)}–${clock(stop)} ${BRUSHES[access].label}`,
            }));
    }

    // The rectangle

    get selection() {
        const {anchor, place} = this.state;
        const [day, half] = anchor || place;
        const days = [Math.min(day, place[0]), Math.max(day, place[0])];
        const times = [Math.min(half, place[1]), Math.max(half, place[1])];
        return {days, times};
    }

    isSelected(weekday, half) {
        const {days, times} = this.selection;
        return (
            weekday >= days[0] &&
            weekday <= days[1] &&
            half >= times[0] &&
            half <= times[1]
        );
    }

    isPlace(weekday, half) {
        return this.state.place[0] === weekday && this.state.place[1] === half;
    }

    get cells() {
        const found = [];
        for (const {number} of this.weekdays) {
            for (const half of this.halves) {
                if (this.isSelected(number, half)) {
                    found.push([number, half]);
                }
            }
        }
        return found;
    }

    // Painting

    paint(cells) {
        if (this.props.readonly || !cells.length) {
            return;
        }
        const {brush, desks} = this.state;
        const week = JSON.parse(JSON.stringify(this.week));
        const painted =
            brush === "desks"
                ? paintDesks(week, cells, desks)
                : paintAccess(week, cells, brush === "closed" ? null : brush);
        this.state.said = _t("%(count)s half-hours: %(what)s", {
            count: cells.length,
            what: BRUSHES[brush].label,
        });
        this.props.record.update({[this.props.name]: painted});
    }

    choose(name) {
        this.state.brush = name;
    }

    setDesks(ev) {
        this.state.desks = Math.min(99, Math.max(0, parseInt(ev.target.value) || 0));
        this.state.brush = "desks";
    }

    // The mouse

    cellOf(ev) {
        const cell = document
            .elementFromPoint(ev.clientX, ev.clientY)
            ?.closest("[data-half]");
        if (cell && this.grid.el.contains(cell)) {
            return [Number(cell.dataset.weekday), Number(cell.dataset.half)];
        }
        return null;
    }

    onPointerdown(ev) {
        const cell = this.cellOf(ev);
        if (cell && ev.button === 0) {
            ev.preventDefault();
            this.state.place = cell;
            this.state.anchor = cell;
            this.state.painting = true;
            this.moving = true;
        }
    }

    onPointermove(ev) {
        const cell = this.state.painting && this.cellOf(ev);
        if (cell && !this.isPlace(...cell)) {
            this.state.place = cell;
        }
    }

    endPainting() {
        if (this.state.painting) {
            this.state.painting = false;
            this.paint(this.cells);
            this.state.anchor = null;
        }
    }

    // The keyboard

    onKeydown(ev) {
        if (PAINT_KEYS.includes(ev.key)) {
            ev.preventDefault();
            ev.stopPropagation();
            this.paint(this.cells);
            return;
        }
        const place = this.nextPlace(ev.key);
        if (place) {
            ev.preventDefault();
            this.state.anchor = ev.shiftKey
                ? this.state.anchor || this.state.place
                : null;
            this.state.place = place;
            this.moving = true;
        } else if (ev.key === "Escape" && this.state.anchor) {
            ev.stopPropagation();
            this.state.anchor = null;
        }
    }

    nextPlace(key) {
        const [day, half] = this.state.place;
        const [first, last] = [this.halves[0], this.halves.at(-1)];
        const places = {
            ArrowLeft: () => [Math.max(0, day - 1), half],
            ArrowRight: () => [Math.min(6, day + 1), half],
            ArrowUp: () => [day, Math.max(first, half - HALF)],
            ArrowDown: () => [day, Math.min(last, half + HALF)],
            Home: () => [0, half],
            End: () => [6, half],
            PageUp: () => [day, first],
            PageDown: () => [day, last],
        };
        return places[key]?.();
    }

    moveFocus() {
        if (this.moving && this.grid.el) {
            this.moving = false;
            const [day, half] = this.state.place;
            const cell = `[data-weekday="${day}"][data-half="${half}"]`;
            this.grid.el.querySelector(cell)?.focus();
        }
    }

    // The list

    setForm(name, ev) {
        this.state.form[name] = Number(ev.target.value);
    }

    paintForm() {
        const {weekday, start, stop} = this.state.form;
        const cells = [];
        for (let half = start; half < stop; half += HALF) {
            cells.push([weekday, half]);
        }
        this.paint(cells);
        if (!cells.length) {
            this.state.said = _t("The hours end before they begin.");
        }
    }
}

export const weekGrid = {
    component: WeekGrid,
    displayName: _t("Week of opening hours"),
    supportedTypes: ["json"],
    extractProps: ({options}) => ({noDesks: Boolean(options.no_desks)}),
};

registry.category("fields").add("municipal_week_grid", weekGrid);

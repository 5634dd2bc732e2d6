import {Component, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {top, written} from "./numbers";

const HEIGHT = 220;
const MARGIN = {left: 44, right: 8, top: 20, bottom: 24};
const LABEL_WIDTH = 30;
const DAY_WIDTH = 46;

/** What charts over weeks share: as wide as their tile, so that text stays readable. */
class WeekChart extends Component {
    static props = {tile: Object, open: Function};

    setup() {
        this.root = useRef("root");
        this.state = useState({width: 480});
        const measure = () => {
            this.state.width = Math.max(240, this.root.el.clientWidth);
        };
        onMounted(() => {
            measure();
            browser.addEventListener("resize", measure);
        });
        onWillUnmount(() => browser.removeEventListener("resize", measure));
        this.height = HEIGHT;
        this.left = MARGIN.left;
        this.floor = HEIGHT - MARGIN.bottom;
    }

    get view() {
        return this.props.tile.views[0];
    }

    get step() {
        const inside = this.state.width - MARGIN.left - MARGIN.right;
        return inside / Math.max(1, this.props.tile.rows.length);
    }

    get top() {
        return top(this.highest);
    }

    y(value) {
        return this.floor - (value / this.top) * (this.floor - MARGIN.top);
    }

    middle(index) {
        return MARGIN.left + this.step * (index + 0.5);
    }

    get ticks() {
        const {percent} = this.view;
        return [0, 0.25, 0.5, 0.75, 1].map((part) => {
            const value = part * this.top;
            const digits = this.top < 4 && !percent ? 1 : 0;
            const label = percent
                ? `${Math.round(value * 1000) / 10} %`
                : written(value, {digits});
            return {label, y: this.y(value)};
        });
    }

    get labelWidth() {
        return LABEL_WIDTH;
    }

    /** Numbers of weeks under the axis, as many as there is room for. */
    get labels() {
        const every = Math.ceil(this.labelWidth / this.step);
        return this.props.tile.rows
            .map((row, index) => ({text: row.short, x: this.middle(index), index}))
            .filter(({index}) => index % every === 0);
    }

    /** Numbers of the notes that a week crosses, above it: the first time only. */
    get marks() {
        const seen = new Set();
        const marks = [];
        this.props.tile.rows.forEach((row, index) => {
            const fresh = row.notes.filter((number) => !seen.has(number));
            fresh.forEach((number) => seen.add(number));
            if (fresh.length) {
                const text = fresh.map((number) => `(${number})`).join("");
                marks.push({text, x: this.middle(index), index});
            }
        });
        return marks;
    }

    describe(row, column, cell) {
        const value = written(cell.values[0], this.view);
        return `${row.label}, ${column.label}: ${value}`;
    }
}

export class StackedChart extends WeekChart {
    static template = "municipal_appointment.StackedChart";

    get highest() {
        const sums = this.props.tile.rows.map((row) =>
            row.cells.reduce((sum, cell) => sum + (cell.values[0] || 0), 0)
        );
        return Math.max(0, ...sums);
    }

    get segments() {
        const {columns, rows} = this.props.tile;
        const width = Math.max(1, this.step * 0.76);
        return rows.flatMap((row, index) => {
            let below = 0;
            return row.cells.map((cell, series) => {
                const value = cell.values[0] || 0;
                const y = this.y(below + value);
                const height = this.y(below) - y;
                below += value;
                const x = this.middle(index) - width / 2;
                const text = this.describe(row, columns[series], cell);
                const key = `${index} ${series}`;
                return {key, x, y, width, height, series, text, row, cell};
            });
        });
    }
}

export class LineChart extends WeekChart {
    static template = "municipal_appointment.LineChart";

    get highest() {
        const values = this.props.tile.rows.flatMap((row) =>
            row.cells.map((cell) => cell.values[0] || 0)
        );
        return Math.max(this.props.tile.target || 0, ...values);
    }

    get points() {
        const {columns, rows} = this.props.tile;
        return columns.flatMap((column, series) =>
            rows
                .map((row, index) => ({row, index, cell: row.cells[series]}))
                .filter(({cell}) => cell.values[0] !== null)
                .map(({row, index, cell}) => ({
                    key: `${series} ${index}`,
                    x: this.middle(index),
                    y: this.y(cell.values[0]),
                    text: this.describe(row, column, cell),
                    series,
                    row,
                    cell,
                }))
        );
    }

    /** Lines end where a week has no waits, instead of inventing them. */
    get paths() {
        const {columns, rows} = this.props.tile;
        return columns.map((_column, series) => {
            let path = "";
            let pen = "M";
            rows.forEach((row, index) => {
                const value = row.cells[series].values[0];
                if (value === null) {
                    pen = "M";
                    return;
                }
                path += `${pen}${this.middle(index)} ${this.y(value)}`;
                pen = "L";
            });
            return path;
        });
    }
}

/** A line of what is expected, in a band within which it may lie. */
export class RangeChart extends LineChart {
    static template = "municipal_appointment.RangeChart";

    /** A day and its month take more room than the number of a week. */
    get labelWidth() {
        return DAY_WIDTH;
    }

    /** The numbers can be pressed on the line only: the band is behind it. */
    get points() {
        return super.points.filter(({series}) => series === 0);
    }

    get line() {
        return this.paths[0];
    }

    /** Bands end where nobody can say anything. */
    get bands() {
        const bands = [];
        let band = null;
        this.props.tile.rows.forEach((row, index) => {
            const [, low, high] = row.cells.map((cell) => cell.values[0]);
            if (low === null) {
                band = null;
                return;
            }
            if (!band) {
                band = [];
                bands.push(band);
            }
            band.push({x: this.middle(index), low: this.y(low), high: this.y(high)});
        });
        return bands.map((days) => this.outline(days));
    }

    /** A single day has a band too, half a day to either side. */
    outline(days) {
        const half = this.step / 2;
        const {x, low, high} = days[0];
        const around =
            days.length > 1
                ? days
                : [
                      {x: x - half, low, high},
                      {x: x + half, low, high},
                  ];
        const above = around.map((day) => `${day.x} ${day.high}`);
        const below = around.map((day) => `${day.x} ${day.low}`).reverse();
        return `M${[...above, ...below].join("L")}Z`;
    }
}

import {Component, useState} from "@odoo/owl";
import {LineChart, RangeChart, StackedChart} from "./charts";
import {change, written} from "./numbers";

const CHARTS = {stacked: StackedChart, lines: LineChart, range: RangeChart};
const WARMEST = 5;

/** One question: its numbers, a picture of them, and the table behind the picture. */
export class Tile extends Component {
    static template = "municipal_appointment.DashboardTile";
    static props = {tile: Object, open: Function};

    setup() {
        this.state = useState({view: 0, table: false});
        this.written = written;
        this.change = change;
    }

    get chart() {
        return CHARTS[this.props.tile.kind];
    }

    get view() {
        return this.props.tile.views[this.state.view];
    }

    get isEmpty() {
        return !this.props.tile.rows.some((row) =>
            row.cells.some((cell) => cell.count || cell.before)
        );
    }

    get highest() {
        const {rows} = this.props.tile;
        const values = rows.flatMap((row) =>
            row.cells.map((cell) =>
                Math.max(
                    cell.values[this.state.view] || 0,
                    (!this.state.view && cell.before) || 0
                )
            )
        );
        return Math.max(0, ...values) || 1;
    }

    share(value) {
        return `${Math.min(100, (100 * (value || 0)) / this.highest)}%`;
    }

    get lowest() {
        const {rows} = this.props.tile;
        const values = rows.flatMap((row) =>
            row.cells.map((cell) => cell.values[this.state.view])
        );
        return Math.min(this.highest, ...values.filter((value) => value));
    }

    /** From the lowest to the highest, so that calm and busy differ to the eye. */
    warmth(value) {
        if (!value) {
            return "o_municipal_heat_0";
        }
        const part = (value - this.lowest) / (this.highest - this.lowest || 1);
        return `o_municipal_heat_${Math.max(1, Math.ceil(part * WARMEST))}`;
    }

    describe(row, column, cell) {
        const value = written(cell.values[this.state.view], this.view);
        return `${row.label}, ${column.label}: ${value}`;
    }

    /** Open the visits behind a number, under a title that says which they are. */
    open(cell, title, ...matches) {
        this.props.open(this.props.tile, cell, title, [
            ...matches.flat(),
            ...cell.match,
        ]);
    }
}

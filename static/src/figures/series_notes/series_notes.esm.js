import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {GraphController} from "@web/views/graph/graph_controller";
import {PivotController} from "@web/views/pivot/pivot_controller";
import {graphView} from "@web/views/graph/graph_view";
import {pivotView} from "@web/views/pivot/pivot_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** Says above a pivot or graph which of its figures cannot be compared. */
export class SeriesNotes extends Component {
    static template = "municipal_appointment.SeriesNotes";
    static props = {domain: Array};

    setup() {
        this.orm = useService("orm");
        this.state = useState({notes: []});
        onWillStart(() => this.load(this.props.domain));
        onWillUpdateProps((next) => this.load(next.domain));
    }

    async load(domain) {
        this.state.notes = await this.orm.call(
            "municipal.visit.report",
            "series_notes",
            [domain]
        );
    }
}

class VisitPivotController extends PivotController {
    static template = "municipal_appointment.PivotView";
    static components = {...PivotController.components, SeriesNotes};
}

class VisitGraphController extends GraphController {
    static template = "municipal_appointment.GraphView";
    static components = {...GraphController.components, SeriesNotes};
}

registry
    .category("views")
    .add("municipal_visit_pivot", {...pivotView, Controller: VisitPivotController})
    .add("municipal_visit_graph", {...graphView, Controller: VisitGraphController});

import {onMounted, onWillUnmount} from "@odoo/owl";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {Later} from "../desk/later";
import {browser} from "@web/core/browser/browser";
import {isAway} from "../desk/away";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

// What others do comes in bursts: it is shown once, soon after the first.
const SOON = 500;

/** The board of visits moves by itself: who has just come stands there at once. */
export class VisitsKanbanController extends KanbanController {
    setup() {
        super.setup();
        this.bus = useService("bus_service");
        this.later = new Later(() => this.loadSoon());
        this.onQueue = () => {
            this.loadSoon();
            this.later.ask();
        };
        onMounted(() => {
            this.bus.subscribe("municipal_queue", this.onQueue);
            this.bus.addEventListener("BUS:RECONNECT", this.onQueue);
            this.bus.start();
        });
        onWillUnmount(() => {
            this.bus.unsubscribe("municipal_queue", this.onQueue);
            this.bus.removeEventListener("BUS:RECONNECT", this.onQueue);
            browser.clearTimeout(this.soon);
            this.later.stop();
        });
    }

    loadSoon() {
        this.soon ||= browser.setTimeout(async () => {
            this.soon = null;
            try {
                await this.model.root.load();
            } catch (error) {
                // Away for a moment: BUS:RECONNECT tells when it is back.
                if (!isAway(error)) {
                    throw error;
                }
            }
        }, SOON);
    }
}

registry.category("views").add("municipal_visits_kanban", {
    ...kanbanView,
    Controller: VisitsKanbanController,
});

import {BaseOptionComponent} from "@html_builder/core/utils";
import {SNIPPET_SPECIFIC} from "@html_builder/utils/option_sequence";
import {Plugin} from "@html_editor/plugin";
import {withSequence} from "@html_editor/utils/resource";
import {onWillStart} from "@odoo/owl";
import {registry} from "@web/core/registry";

/** What everybody may read of the catalogue: who edits a website has no other right. */
const PRODUCTS = "/afspraak/api/v1/products";

/** To which page the button of the block "Make an appointment" leads. */
export class AppointmentOption extends BaseOptionComponent {
    static template = "municipal_appointment.AppointmentOption";
    static selector = ".s_municipal_appointment";
    static dependencies = ["municipalAppointmentOption"];

    setup() {
        super.setup();
        this.products = [];
        onWillStart(async () => {
            this.products =
                await this.dependencies.municipalAppointmentOption.fetchProducts();
        });
    }
}

class AppointmentOptionPlugin extends Plugin {
    static id = "municipalAppointmentOption";
    static shared = ["fetchProducts"];
    resources = {
        builder_options: [withSequence(SNIPPET_SPECIFIC, AppointmentOption)],
    };

    /** Return the products that can be booked, by name; none while nobody answers. */
    async fetchProducts() {
        this.products ??= fetch(PRODUCTS)
            .then((answer) => answer.json())
            .then(({products}) =>
                products
                    .filter(({bookable}) => bookable)
                    .map(({code, name}) => ({name, path: `/afspraak/naar/${code}`}))
                    .sort((one, other) => one.name.localeCompare(other.name))
            )
            .catch(() => []);
        return this.products;
    }
}

registry
    .category("website-plugins")
    .add(AppointmentOptionPlugin.id, AppointmentOptionPlugin);

import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("municipal_manager_product", {
    url: "/odoo/visits",
    steps: () => [
        {
            trigger: "button[data-menu-xmlid*='municipal_configuration_menu']",
            run: "click",
        },
        {
            content: "Services are for administrators",
            trigger: "body:not(:has([data-menu-xmlid*='municipal_service_menu']))",
        },
        {
            trigger: "a[data-menu-xmlid*='municipal_product_menu']",
            run: "click",
        },
        {
            trigger: ".o_searchview_input",
            run: "edit Test Kids",
        },
        {
            trigger: ".o_searchview_input",
            run: "press Enter",
        },
        {
            trigger: ".o_data_row:contains(Test Kids-ID) .o_data_cell[name=name]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=duration] input",
            run: "edit 12",
        },
        ...stepUtils.saveForm(),
    ],
});

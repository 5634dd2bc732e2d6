import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("municipal_manager_closes", {
    url: "/odoo/action-municipal_appointment.municipal_closing_action/new",
    steps: () => [
        {
            content: "Close today, which the form proposes",
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit Strike",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".modal .modal-title:contains(Appointments no longer fit)",
        },
        {
            trigger: ".modal .modal-footer button:contains(See the appointments)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(An Peeters)",
        },
        {
            trigger: "button[name=action_apply]",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Mail is leaving)",
        },
        {
            content: "The hours are saved: nothing is left to save or to warn about",
            trigger: "button[name=action_open_records]",
            run: "click",
        },
        {
            trigger: ".o_form_saved .o_field_widget[name=date_from]",
        },
    ],
});

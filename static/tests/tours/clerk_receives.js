import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("municipal_clerk_receives", {
    url: "/odoo/agenda",
    steps: () => [
        {
            content: "The booking is in the calendar, with its desk and products",
            trigger: ".fc-event:contains(An Peeters):contains(Test Kids-ID × 2)",
        },
        {
            content: "Its desk can be left out",
            trigger: ".o_calendar_filter:contains(Test desk 1)",
        },
        {
            trigger: "button[data-menu-xmlid*='municipal_agenda_section_menu']",
            run: "click",
        },
        {
            trigger: "a[data-menu-xmlid*='municipal_booking_menu']",
            run: "click",
        },
        {
            content: "A caller asks which day that is",
            trigger:
                ".o_data_row:contains(An Peeters) .o_field_municipal_weekday:contains(Mon 12 Oct)",
        },
        {
            content: "The booking is in the list",
            trigger: ".o_data_row:contains(An Peeters) .o_data_cell[name=products]",
            run: "click",
        },
        {
            content: "Marked arrived",
            trigger: ".o_form_view button[name=action_arrive]",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Waiting)",
        },
        {
            content: "Started",
            trigger: ".o_form_view button[name=action_start]",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(At the desk)",
        },
        {
            content: "Finished",
            trigger: ".o_form_view button[name=action_finish]",
            run: "click",
        },
        {
            content: "One of the two could not be delivered",
            trigger: ".modal .o_data_row .o_data_cell[name=delivered]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=delivered] input",
            run: "edit 1",
        },
        {
            trigger: ".modal button[name=action_finish]",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_arrow_button_current:contains(Finished)",
        },
        {
            content: "The log shows each step",
            trigger: ".nav-link:contains(Log of the visit)",
            run: "click",
        },
        ...["Booked", "Arrived", "Started", "Finished"].map((step) => ({
            trigger: `.o_field_widget[name=visit_event_ids] .o_data_row:contains(${step})`,
        })),
    ],
});

registry.category("web_tour.tours").add("municipal_clerk_board", {
    url: "/odoo/visits",
    steps: () => [
        {
            content: "One click on the card starts the visit",
            trigger: ".o_kanban_record:contains(An Peeters) button[name=action_start]",
            run: "click",
        },
        {
            trigger:
                ".o_kanban_group:contains(At the desk) .o_kanban_record:contains(An Peeters) button[name=action_finish]",
            run: "click",
        },
        {
            content: "Everything was delivered: Enter confirms",
            trigger: ".modal .o_field_widget[name=persons] input",
            run: "press Enter",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_kanban_group:contains(Finished) .o_kanban_record:contains(An Peeters)",
        },
    ],
});

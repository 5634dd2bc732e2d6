import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("municipal_clerk_walk_in", {
    url: "/odoo/visits",
    steps: () => [
        {
            trigger: ".o_control_panel button:contains(Without appointment)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=product_id] input",
            run: "edit Test Kids",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Test Kids-ID)",
            run: "click",
        },
        {
            content: "The first free slot is shown",
            trigger: ".modal .alert-success:contains(Test desk)",
        },
        {
            content: "One click puts the visitor on the agenda",
            trigger: ".modal button[name=action_book]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(Waiting)",
        },
        {
            trigger: ".o_field_widget[name=channel]:contains(Without appointment)",
        },
    ],
});

registry.category("web_tour.tours").add("municipal_clerk_books", {
    url: "/odoo/agenda",
    steps: () => [
        {
            trigger: "button.o_municipal_new",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=product_id] input",
            run: "edit Test Kids",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Test Kids-ID)",
            run: "click",
        },
        {
            content: "What to bring can be read out",
            trigger: ".modal .o_field_widget[name=bring]:contains(A photo)",
        },
        {
            content: "Another day",
            trigger: ".modal .o_municipal_slots button:contains(Later day)",
            run: "click",
        },
        {
            content: "Its moments have come",
            trigger: ".modal .o_municipal_slots button:enabled:contains(Earlier day)",
        },
        {
            trigger: ".modal .o_municipal_slot_list button:contains(10:00)",
            run: "click",
        },
        {
            trigger:
                ".modal .o_municipal_slot_list button[aria-pressed=true]:contains(10:00)",
        },
        {
            content: "A mistake keeps the dialog and what was typed",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit 85.07.30-033 28",
        },
        {
            trigger: ".modal .o_field_widget[name=phone] input",
            run: "edit 0470 12 34 56",
        },
        {
            trigger: ".modal button[name=action_book]",
            run: "click",
        },
        {
            trigger:
                ".modal .o_error_dialog, .modal:contains(national register number)",
        },
        {
            trigger: ".modal:contains(national register number) .modal-footer button",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Jan Janssens",
        },
        {
            trigger: ".modal button[name=action_book]",
            run: "click",
        },
        {
            content: "The appointment with its code",
            trigger: ".o_form_view .o_arrow_button_current:contains(Expected)",
        },
        {
            trigger: ".o_field_widget[name=contact_name] input:value(Jan Janssens)",
        },
        {
            content: "It is moved",
            trigger: "button[name=action_move_appointment]",
            run: "click",
        },
        {
            trigger: ".modal .o_municipal_slot_list button:contains(11:00)",
            run: "click",
        },
        {
            trigger:
                ".modal .o_municipal_slot_list button[aria-pressed=true]:contains(11:00)",
        },
        {
            trigger: ".modal button[name=action_move]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .nav-link:contains(Log of the visit)",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=visit_event_ids] .o_data_row:contains(Moved)",
        },
        {
            content: "And cancelled",
            trigger: "button[name=action_cancel_appointment]",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer button:contains(Cancel appointment)",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Cancelled)",
        },
    ],
});

/**
 * Return the steps, as long as a clerk needs no more presses and texts than this.
 *
 * @param {Number} most interactions
 * @param {Object[]} steps of a tour; those that only look have no `run`
 * @returns {Object[]}
 */
function atMost(most, steps) {
    const interactions = steps.filter(({run}) => run).length;
    if (interactions > most) {
        throw new Error(`${interactions} interactions instead of ${most}`);
    }
    return steps;
}

registry.category("web_tour.tours").add("municipal_clerk_books_again", {
    url: "/odoo/agenda",
    steps: () =>
        atMost(8, [
            {
                trigger: "button.o_municipal_new",
                run: "click",
            },
            {
                content: "The search has the focus",
                trigger: ".modal .o_municipal_known input:focus",
                run: "edit zoe DHAESE",
            },
            {
                trigger: ".modal .o_municipal_known input",
                run: "press Enter",
            },
            {
                content: "What they have to come stands beside it",
                trigger: ".modal .o_municipal_coming:contains(Test Kids-ID)",
            },
            {
                content: "Enter takes over the contact data",
                trigger: ".modal .o_municipal_take:focus",
                run: "click",
            },
            {
                trigger: ".modal .o_field_widget[name=name] input:value(Zoë D'Haese)",
            },
            {
                trigger:
                    ".modal .o_field_widget[name=phone] input:value(0470 12 34 56)",
            },
            {
                content: "Then comes the product",
                trigger: ".modal .o_field_widget[name=product_id] input:focus",
                run: "edit Test pass",
            },
            {
                trigger: ".o-autocomplete--dropdown-item:contains(Test passport)",
                run: "click",
            },
            {
                trigger: ".modal .o_municipal_slot_list button:contains(11:00)",
                run: "click",
            },
            {
                trigger:
                    ".modal .o_municipal_slot_list button[aria-pressed=true]:contains(11:00)",
            },
            {
                trigger: ".modal button[name=action_book]",
                run: "click",
            },
            {
                trigger: ".o_form_view .o_arrow_button_current:contains(Expected)",
            },
        ]),
});

registry.category("web_tour.tours").add("municipal_clerk_moves_by_phone", {
    url: "/odoo/agenda",
    steps: () =>
        atMost(6, [
            {
                trigger: "button.o_municipal_new",
                run: "click",
            },
            {
                trigger: ".modal .o_municipal_known input:focus",
                run: "edit +32 470/12.34.56",
            },
            {
                trigger: ".modal .o_municipal_known input",
                run: "press Enter",
            },
            {
                trigger: ".modal .o_municipal_move",
                run: "click",
            },
            {
                trigger:
                    ".modal:contains(Move) .o_municipal_slot_list button:contains(11:15)",
                run: "click",
            },
            {
                trigger:
                    ".modal .o_municipal_slot_list button[aria-pressed=true]:contains(11:15)",
            },
            {
                trigger: ".modal button[name=action_move]",
                run: "click",
            },
            {
                trigger: "body:not(:has(.modal)) .o_municipal_agenda",
            },
        ]),
});

registry.category("web_tour.tours").add("municipal_clerk_cancels_by_phone", {
    url: "/odoo/agenda",
    steps: () =>
        atMost(5, [
            {
                trigger: "button.o_municipal_new",
                run: "click",
            },
            {
                trigger: ".modal .o_municipal_known input:focus",
                run: "edit zoe@example",
            },
            {
                trigger: ".modal .o_municipal_known input",
                run: "press Enter",
            },
            {
                trigger: ".modal .o_municipal_cancel",
                run: "click",
            },
            {
                trigger: ".modal-footer .btn-primary:contains(Cancel appointment)",
                run: "click",
            },
            {
                trigger: ".modal .o_municipal_known:contains(No appointment to come)",
            },
        ]),
});

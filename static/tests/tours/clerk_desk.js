import {registry} from "@web/core/registry";

/** What comes too soon after a click is no click of its own. */
async function calmly({click}) {
    await new Promise((resolve) => setTimeout(resolve, 800));
    await click();
}

registry.category("web_tour.tours").add("municipal_clerk_desk", {
    url: "/odoo/desk",
    steps: () => [
        {
            content: "Choose a desk",
            trigger: ".o_municipal_desk:contains(Test desk 1)",
            run: "click",
        },
        {
            content: "Nobody waits yet",
            trigger: ".o_municipal_next:contains(Nobody waits for this desk)",
        },
        {
            content: "Somebody comes to the desk",
            trigger: ".o_municipal_give",
            run: "click",
        },
        {
            trigger: ".modal #o_municipal_ticket_product",
            run: "edit passport",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Test passport)",
            run: "click",
        },
        {
            trigger: ".modal .o_municipal_line:contains(Test passport)",
        },
        {
            trigger: ".modal .o_municipal_give_confirm:enabled",
            run: "click",
        },
        {
            trigger: ".modal .o_municipal_ticket:contains(ZZ)",
        },
        {
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "The visitor waits",
            trigger:
                "body:not(:has(.modal)) .o_municipal_queue .o_municipal_row:contains(ZZ)",
        },
        {
            content: "Call next",
            trigger: ".o_municipal_primary:contains(Call next):enabled",
            run: "click",
        },
        {
            trigger: ".o_municipal_called",
        },
        {
            content: "Not yet again",
            trigger: ".o_municipal_actions button:contains(Call again):disabled",
        },
        {
            trigger: ".o_municipal_primary:contains(Start)",
            run: calmly,
        },
        {
            trigger: ".o_municipal_serving",
        },
        {
            content: "A misclick",
            trigger: ".o_municipal_undo",
            run: calmly,
        },
        {
            content: "The visitor is called still",
            trigger: ".o_municipal_called",
        },
        {
            trigger: ".o_municipal_primary:contains(Start)",
            run: calmly,
        },
        {
            trigger: ".o_municipal_serving",
        },
        {
            trigger: ".o_municipal_primary:contains(Finish)",
            run: calmly,
        },
        {
            content: "Something could not be delivered",
            trigger: ".o_municipal_finish button:contains(Could not be delivered)",
            run: "click",
        },
        {
            content: "Finish without saying why",
            trigger: ".o_municipal_confirm",
            run: "click",
        },
        {
            trigger: ".o_municipal_finish [role=alert]",
        },
        {
            trigger: ".o_municipal_line select",
            run: "select papers",
        },
        {
            trigger: ".o_municipal_confirm",
            run: calmly,
        },
        {
            trigger: ".o_municipal_next:contains(Nobody waits for this desk)",
        },
        {
            trigger: ".o_municipal_desk_screen_bar:contains(1 helped today)",
        },
        {
            trigger: ".o_municipal_leave",
            run: calmly,
        },
        {
            trigger: ".o_municipal_desk:contains(Your last desk)",
        },
    ],
});

registry.category("web_tour.tours").add("municipal_clerk_tally", {
    url: "/odoo/quick-counter",
    steps: () => [
        {
            content: "A call",
            trigger: ".o_municipal_quick_counter_channels button:contains(Phone)",
            run: "click",
        },
        {
            trigger: ".o_municipal_quick_counter_button:contains(Test passport)",
            run: "click",
        },
        {
            trigger:
                ".o_municipal_quick_counter_button:contains(Test passport):contains(1)",
        },
        {
            content: "It was a mistake",
            trigger: ".o_municipal_quick_counter_undo",
            run: "click",
        },
        {
            trigger:
                ".o_municipal_quick_counter_button:contains(Test passport):contains(0)",
        },
        {
            content: "It was another product",
            trigger: ".o_municipal_quick_counter_button:contains(Test Kids-ID)",
            run: "click",
        },
        {
            trigger: ".o_municipal_quick_counter_undo",
        },
    ],
});

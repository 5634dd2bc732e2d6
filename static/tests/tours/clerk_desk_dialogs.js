import {registry} from "@web/core/registry";

/** Moments among which the Tab key stops. */
function stops() {
    return [...document.querySelectorAll(".o_municipal_slot_list button")].filter(
        ({tabIndex}) => tabIndex === 0
    );
}

function press(key) {
    document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})
    );
}

registry.category("web_tour.tours").add("municipal_clerk_dialogs", {
    url: "/odoo/desk",
    steps: () => [
        {
            content: "Choose a desk",
            trigger: ".o_municipal_desk:contains(Test desk 1)",
            run: "click",
        },
        {
            content: "Somebody in a hurry, without appointment",
            trigger: ".o_municipal_without",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=product_id] input",
            run: "edit Test passport",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Test passport)",
            run: "click",
        },
        {
            trigger: ".modal .alert-success:contains(Test desk)",
        },
        {
            trigger: ".modal button[name=action_book]",
            run: "click",
        },
        {
            content: "The clerk reads what the visitor has to know",
            trigger: "body:not(:has(.modal)) .o_municipal_given dd:contains(ZZ)",
        },
        ...["Time", "Desk", "Code"].map((fact) => ({
            trigger: `.o_municipal_given dt:contains(${fact}) + dd`,
        })),
        {
            trigger: ".o_municipal_given button",
            run: "click",
        },
        {
            content: "Somebody on the phone",
            trigger:
                "body:not(:has(.o_municipal_given)) button:contains(New appointment)",
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
            content: "One stop for all moments; arrows move between them",
            trigger: ".modal .o_municipal_slot_list button:eq(2)",
            run() {
                if (stops().length !== 1) {
                    throw new Error(`the Tab key stops ${stops().length} times`);
                }
                stops()[0].focus();
                press("ArrowRight");
            },
        },
        {
            trigger: ".modal .o_municipal_slot_list button:eq(1):focus",
            run: () => press("End"),
        },
        {
            trigger: ".modal .o_municipal_slot_list button:last-child:focus",
            run: () => press("Home"),
        },
        {
            trigger: ".modal .o_municipal_slot_list button:first-child:focus",
            run: "click",
        },
        {
            trigger:
                ".modal .o_municipal_slot_list button:first-child[aria-pressed=true]",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Jan Janssens",
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
            content: "The code for the caller",
            trigger:
                "body:not(:has(.modal)) .o_municipal_given dt:contains(Code) + dd:contains(-)",
        },
    ],
});

import {registry} from "@web/core/registry";

const saturday = ".o_municipal_week_grid [data-weekday='5'][data-half='540']";

registry.category("web_tour.tours").add("municipal_manager_reviews", {
    url: "/odoo/opening-hours-review/new",
    steps: () => [
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit Played review",
        },
        {
            trigger: ".o_field_widget[name=service_ids] input",
            run: "edit Test service",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Test service)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=date_from] input",
            run: "edit 09/14/2026 && press Enter",
        },
        {
            trigger: ".o_field_widget[name=date_to] input",
            run: "edit 10/11/2026 && press Enter",
        },
        {
            content: "First the evidence",
            trigger: "button[name=action_gather]",
            run: "click",
        },
        {
            trigger: ".o_municipal_review_part:contains(84)",
        },
        {
            trigger: "button[name=action_freeze]",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: ".nav-link[name=alternatives]",
            run: "click",
        },
        {
            content: "Then other hours beside today's",
            trigger: "button[name=action_duplicate]",
            run: "click",
        },
        {
            trigger: ".o_municipal_brushes button:contains(Free walk-in)",
            run: "click",
        },
        {
            trigger: saturday,
            run({anchor}) {
                anchor.focus();
                anchor.dispatchEvent(
                    new KeyboardEvent("keydown", {key: "ArrowUp", bubbles: true})
                );
            },
        },
        {
            trigger: ".o_municipal_brushes button[aria-pressed=true]:contains(walk-in)",
        },
        {
            trigger: saturday,
            run({anchor}) {
                const box = anchor.getBoundingClientRect();
                const at = {
                    bubbles: true,
                    button: 0,
                    clientX: box.left + 5,
                    clientY: box.top + 5,
                };
                anchor.dispatchEvent(new PointerEvent("pointerdown", at));
                window.dispatchEvent(new PointerEvent("pointerup", at));
            },
        },
        {
            trigger: `${saturday}.o_municipal_access_walk_in`,
        },
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit Market day",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            trigger: ".breadcrumb-item:contains(Played review) a",
            run: "click",
        },
        {
            trigger: "button[name=action_simulate]",
            run: "click",
        },
        {
            content: "A rough answer comes at once",
            trigger: ".nav-link[name=alternatives]",
            run: "click",
        },
        {
            trigger: ".o_municipal_review_answers th:contains(Market day)",
        },
        {
            content: "What was decided, and why",
            trigger: ".nav-link[name=decision]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=accepted_id] input",
            run: "edit Market",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Market day)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=decided_by] input",
            run: "edit College",
        },
        {
            trigger: ".o_field_widget[name=decided_on] input",
            run: "edit 10/12/2026 && press Enter",
        },
        {
            trigger: ".o_field_widget[name=valid_from] input",
            run: "edit 11/02/2026 && press Enter",
        },
        {
            trigger: ".o_field_widget[name=votes_for] input",
            run: "edit 5",
        },
        {
            trigger: ".o_field_widget[name=reasons] textarea",
            run: "edit The market brings people.",
        },
        {
            trigger: "button[name=action_decide]",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "And the hours hold",
            trigger: "button[name=action_put_in_force]",
            run: "click",
        },
        {
            trigger: ".nav-link[name=in_force]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=opening_ids] .o_data_row:contains(Market day)",
        },
    ],
});

import {
    clickOnSave,
    insertSnippet,
    registerWebsitePreviewTour,
} from "@website/js/tours/tour_utils";

registerWebsitePreviewTour(
    "municipal_editor_block",
    {url: "/contactus", edition: true},
    () => [
        ...insertSnippet({
            id: "s_municipal_appointment",
            name: "Make an appointment",
            groupName: "Contact & Forms",
        }),
        {
            content: "Choose the block",
            trigger: ":iframe .s_municipal_appointment h2",
            run: "click",
        },
        {
            content: "The button leads to all products at first",
            trigger:
                "[data-label='The button leads to'] .dropdown-toggle:contains('All products')",
            run: "click",
        },
        {
            content: "Let it lead to one product",
            trigger: ".o-hb-select-dropdown-item:contains('Test Kids-ID')",
            run: "click",
        },
        {
            content: "The button says where it leads",
            trigger:
                ":iframe .s_municipal_appointment_button[href='/afspraak/naar/kids-id']",
        },
        ...clickOnSave(),
    ]
);

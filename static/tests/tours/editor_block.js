import {
    changeOptionInPopover,
    clickOnSave,
    insertSnippet,
    registerWebsitePreviewTour,
} from "@website/js/tours/tour_utils";

registerWebsitePreviewTour(
    "municipal_editor_block",
    {url: "/test-block", edition: true},
    () => [
        {
            content: "The blocks come with their pictures, which takes some time",
            trigger: ".o_block_tab #snippet_groups .o_snippet[name='Contact & Forms']",
            timeout: 60000,
        },
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
        },
        ...changeOptionInPopover(
            "Make an appointment",
            "The button leads to",
            "Test Kids-ID"
        ),
        {
            content: "The button says where it leads",
            trigger:
                ":iframe .s_municipal_appointment_button[href='/afspraak/naar/kids-id']",
        },
        ...clickOnSave(),
    ]
);

import {
    changeOptionInPopover,
    clickOnSave,
    clickOnSnippet,
    insertSnippet,
    registerWebsitePreviewTour,
} from "@website/js/tours/tour_utils";

const block = {
    id: "s_municipal_appointment",
    name: "Make an appointment",
    groupName: "Contact & Forms",
};

/** An editor drops the block on an empty page, and lets it lead to one product. */
registerWebsitePreviewTour(
    "municipal_website_block",
    {url: "/test-block", edition: true},
    () => [
        ...insertSnippet(block),
        ...clickOnSnippet(block),
        ...changeOptionInPopover(block.name, "The button leads to", "Test Kids-ID"),
        {
            trigger:
                ":iframe .s_municipal_appointment a[href='/afspraak/naar/test-block-kids']",
        },
        ...clickOnSave(),
    ]
);

import {registry} from "@web/core/registry";

const form = "form.o_municipal_form";

/** A citizen books, makes mistakes, moves and cancels; only a browser, no texts. */
registry.category("web_tour.tours").add("municipal_booking_flow", {
    url: "/afspraak",
    steps: () => [
        {
            content: "Look for a product that nobody has: the list gets empty",
            trigger: ".o_municipal_search input[type='search']",
            run: "edit xyzzyxyzzy",
        },
        {trigger: ".o_municipal_live .o_none:visible"},
        {
            trigger: ".o_municipal:not(:has(.o_municipal_product:visible))",
        },
        {
            content: "Look for the Kids-ID while typing, with an accent too many",
            trigger: ".o_municipal_search input[type='search']",
            run: "edit tést kidsid",
        },
        {trigger: ".o_municipal_live .o_count:contains('1')"},
        {
            trigger: ".o_municipal_product:visible:contains('Test Kids-ID')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Two children, and a passport too",
            trigger: "form#products select",
            run: "select 2",
        },
        {trigger: "form#products summary", run: "click"},
        {trigger: ".o_municipal_other input:visible", run: "click"},
        {
            trigger: "form#products button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The second day",
            trigger: ".o_municipal_days a:eq(1)",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_municipal_days a[aria-current='date']"},
        {
            trigger: ".o_municipal_times li:first-child button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The moment is kept, and the clock runs",
            trigger: ".o_municipal_hold[data-state='kept'] .o_clock:contains('9:')",
        },
        {
            content: "Forget the name",
            trigger: `${form} #email`,
            run: "edit an@example.com",
        },
        {
            trigger: `${form} button[type='submit']`,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The focus is on the message, and the address is still there",
            trigger: "#error:focus a[href='#name']",
        },
        {trigger: `${form} #email:value('an@example.com')`},
        {trigger: "#error a", run: "click"},
        {trigger: `${form} #name[aria-invalid='true']`, run: "edit An Peeters"},
        {
            trigger: `${form} button[type='submit']`,
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_municipal_steps li:last-child[aria-current='step']"},
        {trigger: ".o_municipal_print:visible"},
        {
            content: "Move it to the first moment on offer",
            trigger: ".o_municipal_actions a[href*='/move']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_municipal_times li:first-child button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_municipal_hold[data-state='kept'] .o_clock:contains('9:')",
        },
        {
            trigger: "form[action$='/move'] button[type='submit']:first",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Cancel it, but only after the question",
            trigger: ".o_municipal_actions a[href*='/cancel']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "form[action*='/cancel'] button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: ".o_municipal_ticket.o_cancelled"},
    ],
});

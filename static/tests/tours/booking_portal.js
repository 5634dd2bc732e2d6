import {registry} from "@web/core/registry";

/** A citizen who is logged in finds the appointment under /my and cancels it. */
registry.category("web_tour.tours").add("municipal_booking_portal", {
    url: "/my",
    steps: () => [
        {
            trigger: ".o_portal_my_home a[href*='/my/bookings']:visible",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_municipal_products a.o_municipal_product",
            run: "click",
            expectUnloadPage: true,
        },
        {
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

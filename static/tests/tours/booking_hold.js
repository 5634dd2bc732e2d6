import {registry} from "@web/core/registry";

const details = "form.o_municipal_form";
const kept = ".o_municipal_hold[data-state='kept']";
const time = ".o_municipal_times li:first-child button";

/** A citizen goes back and forth with the buttons of the browser. */
registry.category("web_tour.tours").add("municipal_booking_back", {
    steps: () => [
        {
            content: "A tour cannot go on in a page that comes back as it was",
            trigger: time,
            run: () => window.addEventListener("unload", () => null),
        },
        {trigger: time, run: "click", expectUnloadPage: true},
        {trigger: `${details} ${kept} .o_clock:contains('9:')`},
        {trigger: `${details} #name`, run: "edit An Peeters"},
        {
            content: "Back to the moments: the moment is given back",
            trigger: `${details} #name:value('An Peeters')`,
            run() {
                sessionStorage.setItem("details", location.href);
                history.back();
            },
            expectUnloadPage: true,
        },
        {
            trigger: time,
            async run() {
                const answer = await fetch(`/afspraak/vrij${location.search}`);
                const {days} = await answer.json();
                const button = document.querySelector(time);
                if (!days[0].moments.includes(button.value)) {
                    throw new Error("The moment was not given back");
                }
                location.assign(sessionStorage.getItem("details"));
            },
            expectUnloadPage: true,
        },
        {
            content:
                "To the form by its address: what was typed is there, but nothing is kept",
            trigger: `${details} .o_municipal_hold:not([data-state='kept'])`,
        },
        {trigger: `${details} #name:value('An Peeters')`},
        {
            content: "Keep it once more, without leaving the page",
            trigger: `${details} button[name='hold']`,
            run: "click",
        },
        {trigger: `${details} ${kept}`},
        {
            content: "Choose another moment by the button on the page",
            trigger: ".o_municipal_change button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_municipal_times li:nth-child(2) button",
            run: "click",
            expectUnloadPage: true,
        },
        {trigger: `${details} ${kept}`},
        {trigger: `${details} #name:value('An Peeters')`},
        {trigger: `${details} #email`, run: "edit an@example.com"},
        {
            content: "The Enter key confirms; it does not ask for more time",
            trigger: `${details} #email:value('an@example.com')`,
            run() {
                const {elements} = document.querySelector(details);
                [...elements].find((element) => element.type === "submit").click();
            },
            expectUnloadPage: true,
        },
        {
            trigger: ".o_municipal_ticket",
            run() {
                if (sessionStorage.getItem("municipal_appointment.typed")) {
                    throw new Error("What was typed is still remembered");
                }
            },
        },
    ],
});

import {registry} from "@web/core/registry";

/** Type as a scanner does: fast, wherever the focus is, with Enter at the end. */
function scan(code) {
    document.activeElement?.blur();
    for (const key of [...code, "Enter"]) {
        document.body.dispatchEvent(
            new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})
        );
    }
}

/** What a Belgian computer makes of the US keys of "zz102" and "zz101". */
const CALLED = [
    ["w", "KeyZ"],
    ["w", "KeyZ"],
    ["&", "Digit1"],
    ["à", "Digit0"],
    ["é", "Digit2"],
];
const WAITS = [...CALLED.slice(0, 4), ["&", "Digit1"]];

function pressKeys(target, keys) {
    for (const [key, code] of keys) {
        target.dispatchEvent(
            new KeyboardEvent("keydown", {key, code, bubbles: true, cancelable: true})
        );
        if (target.matches("input")) {
            target.value += key;
            target.dispatchEvent(new Event("input", {bubbles: true}));
        }
    }
}

registry.category("web_tour.tours").add("municipal_clerk_scans", {
    url: "/odoo/desk",
    steps: () => [
        {
            content: "Choose a desk",
            trigger: ".o_municipal_desk:contains(Test desk 1)",
            run: "click",
        },
        {
            content: "A scanner finds nobody, and calls nobody",
            trigger: ".o_municipal_queue .o_municipal_row:contains(ZZ 102)",
            run: () => scan("QQQQ-7777"),
        },
        {
            trigger: ".o_municipal_refused:contains(no ticket of today)",
        },
        {
            trigger: ".o_municipal_primary:contains(Call next)",
        },
        {
            content: "A ticket is typed",
            trigger: ".o_municipal_scan input",
            run: "edit zz102",
        },
        {
            trigger: ".o_municipal_scan button",
            run: "click",
        },
        {
            content: "Its visitor is called, out of the order",
            trigger: ".o_municipal_scanned:contains(ZZ 102 is called)",
        },
        {
            trigger: "h2.o_municipal_ticket:contains(ZZ 102)",
        },
        {
            trigger: "body:not(:has(.o_municipal_refused))",
        },
        {
            content: "Another one waits still",
            trigger: ".o_municipal_scan input",
            run: "edit ZZ 101",
        },
        {
            trigger: ".o_municipal_scan button",
            run: "click",
        },
        {
            content: "A scanner with US keys on a Belgian computer",
            trigger: ".o_municipal_scanned:contains(ZZ 101 waits)",
            run() {
                document.activeElement?.blur();
                pressKeys(document.body, [...CALLED, ["Enter", "Enter"]]);
            },
        },
        {
            content: "The same in the field",
            trigger: ".o_municipal_scanned:contains(ZZ 102 is called to)",
            run: () =>
                pressKeys(document.querySelector(".o_municipal_scan input"), WAITS),
        },
        {
            trigger: ".o_municipal_scan button",
            run: "click",
        },
        {
            trigger: ".o_municipal_scanned:contains(ZZ 101 waits)",
        },
    ],
});

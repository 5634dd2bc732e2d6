import json

from odoo.tests import tagged

from .test_screens_browser import PREPARE, ScreenBrowserCase

SIZES = [
    (1920, 1080),
    (1366, 768),
    (1280, 1024),
    (1080, 1920),
    (3840, 2160),
    (1280, 800),
]
TICKETS = ["B 003", "Z 1", "VREEMD 118"]
DESKS = ["1", "12", "Snel 1"]
#: a wall has as many lines as there are desks
MOST_CALLS = 7
#: Arial is some twelve hundredths narrower than DejaVu Sans, which bare Linux has
FONTS = {
    "DejaVu Sans": "",
    "as narrow as Arial": """
        @font-face {
            font-family: "Noto Sans";
            src: local("DejaVu Sans");
            size-adjust: 88%;
        }
        @font-face {
            font-family: "Noto Sans";
            font-weight: 700 900;
            src: local("DejaVu Sans Bold");
            size-adjust: 88%;
        }
    """,
}
#: measures every number on a display of each size, with what the page itself shows
EVERY_NUMBER = """
function inside(part, panel, name) {
    const [a, b] = [part, panel].map((one) => one.getBoundingClientRect());
    const seen = a.width > 0 && a.height > 0;
    const out = Math.max(b.left - a.left, a.right - b.right, b.top - a.top,
        a.bottom - b.bottom);
    if (!seen || out > 1) {
        wrong.push(`${name}: ${part.textContent} ${seen ? `${out} px out` : "unseen"}`);
    }
}

function state(count, ticket, desk) {
    const calls = [...Array(count).keys()].map((number) => ({
        id: number + 1, ticket: number ? `B 10${number}` : ticket,
        desk: number ? String(number + 1) : desk, calls: 1,
    }));
    const before = [...Array(6).keys()].map((number) => ({
        id: number + 50, ticket, desk, calls: 1,
    }));
    const waiting = [
        {service: "Burgerzaken", count: 104, wait: "385–445"},
        {service: "Vreemdelingenzaken", count: 0, wait: ""},
        {service: "Omgeving", count: 3, wait: "70–95"},
        {service: "Sociaal Huis", count: 12, wait: "5–15"},
    ];
    return {...display.state, calls, before, waiting, news: ""};
}

let display = null;

function measure(name, page, width, height) {
    const all = (selector) => [...page.querySelectorAll(selector)];
    const now = page.querySelector("#calls");
    const side = page.querySelector(".o_side");
    for (const part of all("#calls b, #calls em")) {
        inside(part, part.parentElement, name);
        const space = part.parentElement.getBoundingClientRect().right
            - part.getBoundingClientRect().right;
        if (space < height / 100) {
            wrong.push(`${name}: ${part.textContent} stands at the edge`);
        }
        inside(part, now, name);
    }
    for (const line of all("#calls li:not([hidden])")) {
        const [number, desk] = ["b", "em"].map((tag) =>
            line.querySelector(tag).getBoundingClientRect());
        const apart = desk.left - number.right;
        if (desk.top < number.bottom - 1 && apart < 0.3 * desk.height) {
            wrong.push(`${name}: ${line.textContent} reads as one number`);
        }
    }
    all(".o_columns span").forEach((part) => inside(part, page.querySelector(".o_now"),
        name));
    for (const part of all("#before li:not([hidden]), #waiting b, #waiting em,"
        + "#waiting span")) {
        inside(part, part.closest("section"), name);
        inside(part, side, name);
    }
    if (!all("#waiting b").length) {
        wrong.push(`${name}: nobody waits`);
    }
    const shown = all("#calls li:not([hidden])").length;
    const size = parseFloat(getComputedStyle(now.querySelector("em")).fontSize);
    if (shown !== now.children.length || size < Math.min(width, height) / 20) {
        wrong.push(`${name}: ${shown} calls of ${size} px`);
    }
    return size;
}

play(async () => {
    const hall = beside(location.href);
    await until("display", () => hall.find("#waiting"));
    const page = hall.frame.contentWindow;
    await until("scripts", () => page.municipalStarted);
    display = page.odoo.loader.modules.get(
        "@municipal_appointment/screens/display").display;
    display.refresh = () => {};
    const fonts = page.document.createElement("style");
    page.document.head.append(fonts);
    const sizes = {};
    for (const [font, css] of Object.entries(FONTS)) {
        fonts.textContent = css;
        await page.document.fonts.load("800 20px 'Noto Sans'");
        await page.document.fonts.load("400 20px 'Noto Sans'");
        for (const [width, height] of SIZES) {
            const box = {width: `${width}px`, height: `${height}px`};
            Object.assign(hall.frame.style, box);
            await new Promise(requestAnimationFrame);
            for (let count = 1; count <= MOST; count++) {
                for (const desk of DESKS) {
                    for (const ticket of TICKETS) {
                        display.show(state(count, ticket, desk), false);
                        const name = `${font} ${width}×${height} ${count} ${ticket} to`
                            + ` ${desk}`;
                        sizes[name] = measure(name, page.document, width,
                            height);
                    }
                }
            }
        }
    }
    if (wrong.length) {
        throw new Error(`${wrong.length} wrong: ${wrong.slice(0, 12).join(" | ")}`);
    }
    const find = (name) => sizes[`DejaVu Sans 1920×1080 ${name}`];
    console.log("sizes", find("1 B 003 to 1"), find("3 B 003 to 1"),
        find("7 B 003 to 1"), find("1 VREEMD 118 to Snel 1"));
    if (Object.keys(sizes).length !== 2 * SIZES.length * MOST * 9) {
        throw new Error("not everything was measured");
    }
});
"""
#: computes the contrast of what is called, at each tenth of the second that it blinks
BLINKING = """
function light(color) {
    const parts = color.match(/[\\d.]+/g).slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

function contrast(one, other) {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
}

play(async () => {
    await until("scripts", () => window.municipalStarted);
    const {display} = odoo.loader.modules.get("@municipal_appointment/screens/display");
    const calls = [{id: 1, ticket: "B 003", desk: "1", calls: 1}];
    display.show({...display.state, calls, speak: false, chime: false}, true);
    const row = document.querySelector("#calls .o_fresh");
    const moving = document.getAnimations();
    if (moving.length < 2) {
        throw new Error("nothing blinks");
    }
    const grounds = new Set();
    moving.forEach((animation) => animation.pause());
    for (let moment = 0; moment < 1000; moment += 50) {
        moving.forEach((animation) => (animation.currentTime = moment));
        const ground = getComputedStyle(row).backgroundColor;
        grounds.add(ground);
        for (const part of row.children) {
            const found = contrast(ground, getComputedStyle(part).color);
            if (found < 7) {
                wrong.push(`${part.textContent} at ${moment} ms: ${found.toFixed(2)}`);
            }
        }
    }
    if (wrong.length || grounds.size !== 2) {
        throw new Error(`${grounds.size} grounds; ${wrong.join(" | ")}`);
    }
});
"""
#: news of any length, and a service with a name that no line can hold
LONG_WORDS = """
play(async () => {
    await until("scripts", () => window.municipalStarted);
    const {display} = odoo.loader.modules.get("@municipal_appointment/screens/display");
    const word = "Vreemdelingenzakenverantwoordelijke";
    for (const news of ["Kort.", `${word} `.repeat(30), word.repeat(4)]) {
        const waiting = [...Array(9).keys()].map((number) => ({
            service: number ? `Dienst ${number}` : word, count: 3, wait: "10–20",
        }));
        display.show({...display.state, calls: [], waiting, news}, false);
        for (const selector of ["#nobody", "#waiting"]) {
            const box = document.querySelector(selector);
            const {scrollWidth, clientWidth, scrollHeight, clientHeight} = box;
            if (scrollWidth > clientWidth || scrollHeight > clientHeight) {
                wrong.push(`${selector} does not fit: ${news.slice(0, 20)}`);
            }
        }
        const edge = document.querySelector(".o_side").getBoundingClientRect();
        for (const part of document.querySelectorAll("#waiting b")) {
            const {right, bottom} = part.getBoundingClientRect();
            if (right > edge.right || bottom > edge.bottom) {
                wrong.push(`a number is cut: ${part.textContent}`);
            }
        }
    }
    if (wrong.length) {
        throw new Error(wrong.join(" | "));
    }
});
"""


@tagged("post_install", "-at_install")
class TestDisplayLayout(ScreenBrowserCase):
    """Whatever is called, on whichever wall: the number of the desk can be read."""

    def measure(self, story, **values):
        constants = [f"const {key} = {json.dumps(v)};" for key, v in values.items()]
        code = "\n".join([*constants, PREPARE, story])
        self.browser_js(self.address(screen=self.display), code, timeout=120)

    def test_every_number_of_every_call_is_inside(self):
        self.measure(
            EVERY_NUMBER,
            SIZES=SIZES,
            TICKETS=TICKETS,
            DESKS=DESKS,
            FONTS=FONTS,
            MOST=MOST_CALLS,
        )

    def test_contrast_while_it_blinks(self):
        self.measure(BLINKING)

    def test_long_news_and_long_names(self):
        self.measure(LONG_WORDS)

import {fit, fitLines} from "./fit";

/** Share of the height of a row that its letters take at most. */
const LETTERS = 0.82;
/** One number alone need not fill the wall. */
const TALLEST = 0.4;
/** The ways to write a call: the word between number and desk, or a line for each. */
const WAYS = ["", "o_two_lines", "o_bare"];
/** Another way than the first is worth it when letters are so much larger. */
const WORTH = 1.25;
/** What a word may lose in size before it is cut in two lines instead. */
const SMALLER = 0.6;

/** How large everything on a display is: what has to fit decides, in any hall. */
export class DisplayLayout {
    constructor(root) {
        this.root = root;
        const again = () => this.fit();
        if (window.ResizeObserver) {
            new ResizeObserver(again).observe(root);
        } else {
            addEventListener("resize", again);
        }
        if (document.fonts) {
            document.fonts.ready.then(again);
        }
    }

    find(selector) {
        return this.root.querySelector(selector);
    }

    /** The size of letters that the style sheet has for this screen, in pixels. */
    get base() {
        return parseFloat(getComputedStyle(this.root).fontSize);
    }

    fit() {
        if (!this.root.clientHeight) {
            return;
        }
        this.fitCalls();
        this.fitText(this.find("#nobody"), this.base * 4);
        this.fitText(this.find("#waiting"), this.base * 2);
        this.fitBefore();
    }

    fitCalls() {
        const list = this.find("#calls");
        const rows = list.children.length;
        if (!rows) {
            return;
        }
        const height = list.clientHeight;
        const most = Math.min((height / rows) * LETTERS, height * TALLEST);
        let best = {size: 0};
        for (const way of WAYS) {
            if (best.size * WORTH >= most) {
                break;
            }
            list.className = way;
            fitLines(list, most);
            const size = parseFloat(list.style.fontSize);
            if (size > best.size * WORTH) {
                best = {way, size};
            }
        }
        if (list.className !== best.way) {
            list.className = best.way;
            fitLines(list, best.size);
        }
    }

    /** Words are not cut while they can be a little smaller. */
    fitText(box, most) {
        box.classList.remove("o_cut");
        if (!box.hidden && !fit(box, most, most * SMALLER)) {
            box.classList.add("o_cut");
            fit(box, most);
        }
    }

    /** Who was called before gets the place that is left, if it is worth it. */
    fitBefore() {
        const section = this.find("#called_before");
        const list = this.find("#before");
        section.hidden = !list.children.length;
        if (section.hidden) {
            return;
        }
        fitLines(list, this.base * 2.2);
        section.hidden = section.scrollHeight > section.clientHeight + 1;
    }
}

import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

const TICKED = "municipal_appointment.ticked";
/** Lists that a device remembers: those of a family. */
const MOST_LISTS = 10;

/** Return what this device keeps: pairs of the number of a list and its ticks. */
function kept() {
    try {
        const lists = JSON.parse(localStorage.getItem(TICKED)) || [];
        return Array.isArray(lists) ? lists : [];
    } catch {
        return [];
    }
}

/**
 * Remember on this device what is ticked in the list of things to bring. Numbers only:
 * what the things are stands on the page. Without script one ticks all the same.
 */
export class TickedList extends Interaction {
    static selector = ".o_municipal_ticks";
    dynamicContent = {"input[type='checkbox']": {"t-on-change": this.onTick}};

    start() {
        this.boxes = [...this.el.querySelectorAll("input[type='checkbox']")];
        const [, ticks] = kept().find(([list]) => list === this.el.dataset.list) || [];
        for (const number of ticks || []) {
            if (this.boxes[number]) {
                this.boxes[number].checked = true;
            }
        }
    }

    onTick() {
        const ticks = [...this.boxes.keys()].filter((each) => this.boxes[each].checked);
        const others = kept().filter(([list]) => list !== this.el.dataset.list);
        const lists = [...others, [this.el.dataset.list, ticks]].slice(-MOST_LISTS);
        try {
            localStorage.setItem(TICKED, JSON.stringify(lists));
        } catch {
            // This browser keeps nothing: the ticks stay as long as the page.
        }
    }
}

registry
    .category("public.interactions")
    .add("municipal_appointment.ticked_list", TickedList);

import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/**
 * Narrow the list of products while somebody types. Without JavaScript, or for a
 * search that is more forgiving, the same form asks the server.
 */
export class ProductFilter extends Interaction {
    static selector = ".o_municipal_search";
    dynamicContent = {
        "input[type='search']": {"t-on-input": this.debounced(this.filter, 150)},
    };

    setup() {
        this.page = this.el.closest(".o_municipal");
        // what stands first stands in its service once more
        this.items = [
            ...this.page.querySelectorAll(
                ".o_municipal_products:not(.o_municipal_top *) [data-search]"
            ),
        ];
        this.input = this.el.querySelector("input[type='search']");
    }

    /** Somebody may have typed before this script was there. */
    start() {
        if (this.input.value !== this.input.defaultValue) {
            this.filter();
        }
    }

    filter() {
        const words = this.words(this.input.value);
        let count = 0;
        for (const item of this.items) {
            const fits = words.every((word) => item.dataset.search.includes(word));
            item.classList.toggle("d-none", !fits);
            count += fits;
        }
        const top = this.page.querySelector(".o_municipal_top");
        top?.classList.toggle("d-none", words.length > 0);
        for (const section of this.page.querySelectorAll(
            ".o_municipal_service:not(.o_municipal_top)"
        )) {
            const left = section.querySelector("[data-search]:not(.d-none)");
            section.classList.toggle("d-none", !left);
        }
        this.tell(words, count);
    }

    words(text) {
        const letters = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
        return letters.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    }

    tell(words, count) {
        const hide = (selector, hidden) =>
            this.page.querySelector(selector)?.classList.toggle("d-none", hidden);
        hide(".o_municipal_services", words.length > 0);
        hide(".o_municipal_live .o_none", !words.length || count > 0);
        hide(".o_municipal_live .o_some", !words.length || !count);
        this.page.querySelector(".o_municipal_live .o_count").textContent = count;
    }
}

registry
    .category("public.interactions")
    .add("municipal_appointment.product_filter", ProductFilter);

import {AutoComplete} from "@web/core/autocomplete/autocomplete";
import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";

const SHOWN = 8;

function plain(text) {
    return text
        .normalize("NFD")
        .replace(/[\u0300-\u036f]/g, "")
        .toLowerCase();
}

/** Find a product by some letters of its name. */
export class ProductPicker extends Component {
    static template = "municipal_appointment.ProductPicker";
    static components = {AutoComplete};
    static props = {
        id: String,
        label: String,
        products: Array,
        onPick: Function,
        autofocus: {type: Boolean, optional: true},
    };

    get placeholder() {
        return _t("Type some letters");
    }

    get sources() {
        return [{options: (text) => this.options(text)}];
    }

    options(text) {
        const words = plain(text).split(/\s+/).filter(Boolean);
        const found = this.props.products.filter((product) => {
            const name = plain(`${product.name} ${product.service}`);
            return words.every((word) => name.includes(word));
        });
        if (!found.length) {
            return [{label: _t("No product has these letters"), cssClass: "disabled"}];
        }
        return found.slice(0, SHOWN).map((product) => ({
            label: product.name,
            onSelect: () => this.props.onPick(product),
        }));
    }
}

/** The keys on the screen: only letters and digits that occur in codes. */
export class CodeKeys {
    constructor(input) {
        this.input = input;
        input.setAttribute("inputmode", "none");
        input.form.querySelector(".o_keys").addEventListener("click", (ev) => {
            const button = ev.target.closest("[data-key]");
            if (button) {
                this.press(button.dataset.key);
            }
        });
        input.addEventListener("input", () => this.show(this.typed));
    }

    get typed() {
        return this.input.value.toUpperCase().replace(/[^A-Z0-9]/g, "");
    }

    press(key) {
        const typed = this.typed;
        this.show(key ? typed + key : typed.slice(0, -1));
    }

    show(code) {
        const rest = code.slice(4);
        this.input.value = rest ? `${code.slice(0, 4)}-${rest}` : code;
    }
}

/** One piece more or less, within what can be chosen. */
export function stepQuantity(button) {
    const input = button.parentElement.querySelector("input");
    const wanted = Number(input.value) + Number(button.dataset.add);
    input.value = Math.min(Number(input.max), Math.max(1, wanted));
}

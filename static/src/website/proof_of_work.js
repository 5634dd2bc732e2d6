import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/** Numbers that are tried between two breaths of the page. */
const CHUNK = 250;

/** Return the bytes of a text of hexadecimal digits. */
function bytes(hex) {
    return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

function same(digest, wanted) {
    const found = new Uint8Array(digest);
    return wanted.every((byte, index) => byte === found[index]);
}

/**
 * Return the number that is hidden in a challenge of ALTCHA, or null.
 *
 * @param {Object} task with salt, challenge and maxnumber
 * @param {Function} goesOn tells whether somebody still waits for it
 */
export async function findNumber({salt, challenge, maxnumber}, goesOn = () => true) {
    const encoder = new TextEncoder();
    const wanted = bytes(challenge);
    for (let first = 0; first <= maxnumber && goesOn(); first += CHUNK) {
        const length = Math.min(CHUNK, maxnumber - first + 1);
        const digests = await Promise.all(
            Array.from({length}, (_none, index) =>
                crypto.subtle.digest("SHA-256", encoder.encode(salt + (first + index)))
            )
        );
        const found = digests.findIndex((digest) => same(digest, wanted));
        if (found >= 0) {
            return first + found;
        }
    }
    return null;
}

/**
 * Do the small sum that shows that no robot is at work, while the visitor fills in the
 * form. Without JavaScript, or where the browser cannot, the page offers other ways.
 */
export class ProofOfWork extends Interaction {
    static selector = ".o_municipal_proof[data-task]";

    setup() {
        this.form = this.el.closest("form");
        this.field = this.el.querySelector("input[name='altcha']");
    }

    start() {
        this.addListener(this.form, "submit", this.onSubmit);
        if (window.crypto?.subtle) {
            this.work();
        }
    }

    async work() {
        const task = JSON.parse(this.el.dataset.task);
        this.state("busy");
        let number = null;
        try {
            number = await this.waitFor(findNumber(task, () => !this.isDestroyed));
        } catch {
            number = null;
        }
        if (number === null) {
            this.state("without");
            this.goOn();
            return;
        }
        const {algorithm, challenge, salt, signature} = task;
        const answer = {algorithm, challenge, number, salt, signature};
        this.field.value = btoa(JSON.stringify(answer));
        this.state("done");
        this.goOn();
    }

    /** Show one of the texts: ``busy``, ``done`` or ``without``. */
    state(name) {
        this.busy = name === "busy";
        for (const text of this.el.querySelectorAll("[data-proof]")) {
            text.classList.toggle("d-none", text.dataset.proof !== name);
        }
    }

    /** Who was faster than the sum waits for it; other buttons need none. */
    onSubmit(ev) {
        if (this.busy && !ev.submitter?.name) {
            ev.preventDefault();
            this.pressed = ev.submitter;
            this.el.scrollIntoView({block: "nearest"});
        }
    }

    goOn() {
        if (this.pressed) {
            const button = this.pressed;
            this.pressed = null;
            this.form.requestSubmit(button);
        }
    }
}

/** The captcha of the website sends a form without saying which button was pressed. */
export class PressedButton extends Interaction {
    static selector = ".o_municipal_form[data-captcha]";
    dynamicContent = {"button[name]": {"t-on-click": this.onClick}};

    onClick(ev) {
        const {name, value} = ev.currentTarget;
        const field = document.createElement("input");
        Object.assign(field, {type: "hidden", name, value});
        this.insert(field);
    }
}

registry
    .category("public.interactions")
    .add("municipal_appointment.proof_of_work", ProofOfWork)
    .add("municipal_appointment.pressed_button", PressedButton);

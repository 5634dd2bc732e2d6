/**
 * Begin again when nobody touches the kiosk: the next visitor finds the first page, and
 * not what the former one was doing. There is a warning, and time to stop it.
 */
export class IdleWatch {
    constructor({idle, warning}, leave) {
        this.seconds = Number(idle);
        this.warning = Number(warning);
        this.leave = leave;
        for (const type of ["pointerdown", "keydown", "input", "scroll"]) {
            addEventListener(type, () => this.touched(), {
                capture: true,
                passive: true,
            });
        }
        setInterval(() => this.tick(), 1000);
        this.touched();
    }

    get dialog() {
        return document.querySelector("#idle");
    }

    watch(active) {
        this.active = active;
        this.touched();
    }

    touched() {
        this.since = Date.now();
        this.ask(false);
    }

    /** Ask, or stop asking: browsers without dialogs show one that is told to be open. */
    ask(open) {
        const {dialog} = this;
        if (open === dialog.hasAttribute("open")) {
            return;
        }
        if (dialog.showModal) {
            dialog[open ? "showModal" : "close"]();
        } else {
            dialog.toggleAttribute("open", open);
        }
    }

    tick() {
        const left = this.seconds + this.warning - (Date.now() - this.since) / 1000;
        if (!this.active || left > this.warning) {
            return;
        }
        if (left <= 0) {
            this.ask(false);
            this.active = false;
            this.leave();
            return;
        }
        this.ask(true);
        document.querySelector("#idle_left").textContent = Math.ceil(left);
    }
}

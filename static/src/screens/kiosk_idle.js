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
        if (this.dialog.open) {
            this.dialog.close();
        }
    }

    tick() {
        const left = this.seconds + this.warning - (Date.now() - this.since) / 1000;
        if (!this.active || left > this.warning) {
            return;
        }
        if (left <= 0) {
            this.dialog.close();
            this.active = false;
            this.leave();
            return;
        }
        if (!this.dialog.open) {
            this.dialog.showModal();
        }
        document.querySelector("#idle_left").textContent = Math.ceil(left);
    }
}

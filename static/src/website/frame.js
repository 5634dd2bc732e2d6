import {Interaction} from "@web/public/interaction";
import {registry} from "@web/core/registry";

/**
 * A page of ours in a frame of another website. The script of that website
 * (static/src/embed/embed.js) makes the frame as high as its page. Who may show us in
 * a frame is not decided here: the browser asks the server.
 */
export class Frame extends Interaction {
    static selector = ".o_municipal_framed";
    dynamicContent = {
        _window: {"t-on-message": this.onMessage},
        a: {"t-on-click": this.onLink},
    };

    start() {
        this.page = this.el.firstElementChild;
        // It says nothing but that a page has come; whoever is around asks further.
        window.parent.postMessage({municipal: "ready"}, "*");
    }

    onMessage({source, origin, data}) {
        if (source !== window.parent || data?.municipal !== "hello" || this.around) {
            return;
        }
        this.around = origin;
        const observer = new ResizeObserver(() => this.tellHeight());
        observer.observe(this.page);
        this.registerCleanup(() => observer.disconnect());
        this.tellHeight();
    }

    tellHeight() {
        const height = Math.ceil(this.page.getBoundingClientRect().height);
        window.parent.postMessage({municipal: "height", height}, this.around);
    }

    /** Other websites refuse to be shown in a frame: they get a window. */
    onLink(ev) {
        const link = ev.currentTarget;
        if (link.protocol.startsWith("http") && link.origin !== location.origin) {
            link.target = "_blank";
        }
    }
}

registry.category("public.interactions").add("municipal_appointment.frame", Frame);

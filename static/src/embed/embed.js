/**
 * Show the appointments of a municipality within another website (docs/embedding.rst):
 *
 *   <a data-appointment href="https://our.example/afspraak">Make an appointment</a>
 *   <script async src="https://our.example/afspraak/embed.js"></script>
 *
 * Each such link becomes a frame of its page, as high as what it shows. Without this
 * script it stays a link, and where a browser refuses the frame it becomes one again.
 */
(() => {
    const {origin} = new URL(document.currentScript.src);
    /** Milliseconds in which a page says that it is there; a slow phone takes some. */
    const PATIENCE = 12000;
    const HIGHEST = 20000;

    function makeFrame(link) {
        const frame = document.createElement("iframe");
        frame.src = link.href;
        frame.title = link.dataset.title || link.textContent.trim();
        frame.lang = link.hreflang;
        frame.style.cssText = "display: block; width: 100%; border: 0;";
        frame.style.height = `${parseInt(link.dataset.height, 10) || 720}px`;
        return frame;
    }

    /** Keep to what comes from our page in this frame; others may say what they like. */
    function listen(frame, onMessage) {
        window.addEventListener("message", (ev) => {
            const ours = ev.origin === origin && ev.source === frame.contentWindow;
            if (ours && ev.data?.municipal) {
                onMessage(ev.data);
            }
        });
    }

    function setHeight(frame, height) {
        if (height > 0 && height < HIGHEST) {
            frame.style.height = `${Math.ceil(height)}px`;
        }
    }

    /** The next page begins at its top, which may have been scrolled away. */
    function showTop(frame) {
        if (frame.getBoundingClientRect().top < 0) {
            frame.scrollIntoView();
        }
    }

    function replace(link) {
        const frame = makeFrame(link);
        let pages = 0;
        listen(frame, ({municipal, height}) => {
            if (municipal === "ready") {
                pages += 1;
                link.remove();
                frame.contentWindow.postMessage({municipal: "hello"}, origin);
                if (pages > 1) {
                    showTop(frame);
                }
            } else if (municipal === "height") {
                setHeight(frame, height);
            }
        });
        link.replaceWith(frame);
        setTimeout(() => {
            if (!pages) {
                link.target = "_blank";
                link.rel = "noopener";
                frame.before(link);
            }
        }, PATIENCE);
    }

    function start() {
        for (const link of document.querySelectorAll("a[data-appointment]")) {
            if (link.origin === origin && !link.target) {
                replace(link);
            }
        }
    }

    if (document.readyState === "loading") {
        document.addEventListener("DOMContentLoaded", start);
    } else {
        start();
    }
})();

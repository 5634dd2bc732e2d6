/**
 * Messages of the server, by its bus, without the scripts of the website.
 *
 * Whoever listens fetches the present state himself: at the beginning, and each time
 * that `onBack` tells that messages may have been missed.
 */
const FIRST_DELAY = 1000;
const LONGEST_DELAY = 20000;
const OUTDATED = "OUTDATED_VERSION";
const RENEW = 5000;

export class Live {
    /**
     * @param {Object} server
     * @param {string[]} server.channels
     * @param {string} server.version of the bus, as the server wants to hear it
     * @param {Object} listener
     * @param {(type: string, payload: Object) => void} listener.onMessage
     * @param {() => Promise} listener.onBack connected again: fetch the present state
     */
    constructor({channels, version}, {onMessage, onBack}) {
        Object.assign(this, {channels, version, onMessage, onBack});
        this.last = 0;
        this.delay = FIRST_DELAY;
        this.connected = false;
        addEventListener("online", () => this.hurry());
    }

    start(last = 0) {
        this.last = last;
        this.connect();
    }

    connect() {
        clearTimeout(this.timer);
        const url = new URL(`/websocket?version=${this.version}`, location.href);
        url.protocol = url.protocol.replace("http", "ws");
        this.socket = new WebSocket(url);
        this.socket.onopen = () => this.opened();
        this.socket.onmessage = (ev) => this.received(JSON.parse(ev.data));
        this.socket.onclose = (ev) => this.closed(ev.reason);
    }

    /** Learn how things stand before listening: messages of an hour ago are past. */
    async opened() {
        const {socket} = this;
        this.connected = true;
        this.delay = FIRST_DELAY;
        await this.onBack();
        if (socket.readyState === WebSocket.OPEN) {
            socket.send(
                JSON.stringify({
                    event_name: "subscribe",
                    data: {channels: this.channels, last: this.last},
                })
            );
        }
    }

    /** What was fetched knows of all messages until this one. */
    knows(last) {
        this.last = Math.max(this.last, last);
    }

    received(messages) {
        for (const {id, message} of messages) {
            this.knows(id);
            this.onMessage(message.type, message.payload);
        }
    }

    /** Try again, later and later; a newer server wants a newer page. */
    closed(reason) {
        this.connected = false;
        const wait = reason === OUTDATED ? 60000 : this.delay;
        this.delay = Math.min(LONGEST_DELAY, this.delay * 1.7);
        this.timer = setTimeout(
            () => (reason === OUTDATED ? renew() : this.connect()),
            wait * (0.7 + Math.random() * 0.6)
        );
    }

    /** Do not wait for the next try: the network is back, or the device awake. */
    hurry() {
        if (this.socket?.readyState === WebSocket.CLOSED) {
            this.connect();
        }
    }

    /** Nothing was heard from the server: a connection that looks open is not. */
    doubt() {
        this.socket?.close();
    }
}

/** Run `wake` when the device slept: its clock jumped, or the page was hidden. */
export function onWake(wake) {
    let before = Date.now();
    setInterval(() => {
        const now = Date.now();
        if (now - before > 5000) {
            wake();
        }
        before = now;
    }, 1000);
    document.addEventListener("visibilitychange", () => {
        if (!document.hidden) {
            wake();
        }
    });
    addEventListener("online", wake);
}

/**
 * Fetch, and give up in time: a hall cannot wait for a connection that died. While its
 * database starts again, Odoo answers that there is no such page: only what has our own
 * header is an answer.
 */
export async function ask(url, options = {}) {
    const answer = await fetch(url, {...options, signal: AbortSignal.timeout(10000)});
    if (!answer.headers.has("X-Municipal-Screen")) {
        throw new Error(`${answer.status}: not our answer`);
    }
    return answer;
}

/** Load a page anew, but not before it is there: a page with an error would stay. */
export async function renew(url = location.href) {
    try {
        await ask(url);
        location.replace(url);
    } catch {
        setTimeout(() => renew(url), RENEW);
    }
}

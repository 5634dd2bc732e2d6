import {Retry} from "../shared/retry";

/**
 * Messages of the server, by its bus, without the scripts of the website.
 *
 * Whoever listens fetches the present state themselves: at the beginning, and each time
 * that `onBack` tells that messages may have been missed.
 */
const DELAYS = {first: 1000, longest: 20000};
const OUTDATED = "OUTDATED_VERSION";
const RENEW = {first: 5000, longest: 60000};
const PATIENCE = 10000;
/** WebSocket.CLOSED and OPEN. */
const OPEN = 1;
const CLOSED = 3;

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
        this.connected = false;
        this.retry = new Retry(() => this.connect(), DELAYS);
        addEventListener("online", () => this.hurry());
    }

    start(last = 0) {
        this.last = last;
        this.connect();
    }

    connect() {
        this.retry.stop();
        const url = new URL(`/websocket?version=${this.version}`, location.href);
        url.protocol = url.protocol.replace("http", "ws");
        this.socket = new WebSocket(url.href);
        this.socket.onopen = () => this.opened();
        this.socket.onmessage = (ev) => this.received(JSON.parse(ev.data));
        this.socket.onclose = (ev) => this.closed(ev.reason);
    }

    /** Learn how things stand before listening: messages of an hour ago are past. */
    async opened() {
        const {socket} = this;
        this.connected = true;
        this.retry.calm();
        await this.onBack();
        if (socket.readyState === OPEN) {
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
        if (reason === OUTDATED) {
            renewLater();
        } else {
            this.retry.later();
        }
    }

    /** Do not wait for the next try: the network is back, or the device awake. */
    hurry() {
        if (this.socket && this.socket.readyState === CLOSED) {
            this.connect();
        }
    }

    /** Nothing was heard from the server: a connection that looks open is not. */
    doubt() {
        if (this.socket) {
            this.socket.close();
        }
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
 *
 * @returns {Promise<{status: number, text: string}>}
 */
export async function ask(url, options = {}) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), PATIENCE);
    try {
        const answer = await fetch(url, {...options, signal: controller.signal});
        if (!answer.headers.has("X-Municipal-Screen")) {
            throw new Error(`${answer.status}: not our answer`);
        }
        return {status: answer.status, text: await answer.text()};
    } finally {
        clearTimeout(timer);
    }
}

let renewal = {url: location.href};
const renewing = new Retry(() => renew(renewal.url), RENEW);

function renewLater() {
    renewing.later();
}

/** Load a page again, but not before it is there: a page with an error would stay. */
export async function renew(url = location.href) {
    renewal = {url};
    renewing.stop();
    try {
        await ask(url);
        location.replace(url);
    } catch {
        renewLater();
    }
}

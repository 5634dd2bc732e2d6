import {Live, ask, onWake, renew} from "./live";
import {CallSound} from "./call_sound";
import {DisplayLayout} from "./display_layout";
import {firstState, isKept, remember} from "./display_memory";
import {OneAtATime} from "./one_at_a_time";
import {Retry} from "../shared/retry";
import {keepForLater} from "./screen_worker";

const ALIVE = 30000;
/** Without live messages, this often; without server later and later. */
const POLL = 10000;
const LONGEST_POLL = 60000;
/**
 * How many wait, and how long: soon, but not all displays at once, and not before the
 * server has worked it out again: longer than SHARED_SECONDS and NOTIFIED_SECONDS together
 * (models/queue/municipal_location.py). Calls do not wait for that.
 */
const SOON = [2500, 5500];
/** What was heard so long ago is no promise any more: how long somebody waits. */
const OLD = 300000;
/** A call that was missed for longer is shown, but not called out any more. */
const SETTLED = 120000;

class Display {
    constructor(root) {
        this.base = root.dataset.base;
        this.words = this.readWords();
        this.layout = new DisplayLayout(root);
        this.trouble = "";
        this.sound = new CallSound(document.documentElement.lang, (trouble) => {
            this.trouble = trouble;
        });
        this.asking = new OneAtATime(() => this.askState());
        this.retry = new Retry(() => this.refresh(), {
            first: POLL,
            longest: LONGEST_POLL,
        });
        const state = firstState(this.base, JSON.parse(root.dataset.state));
        this.heard = isKept() ? Date.parse(state.now) : Date.now();
        this.offset = 0;
        this.live = new Live(JSON.parse(root.dataset.live), {
            onMessage: (type, payload) => this.onMessage(type, payload),
            onBack: () => this.refresh(),
        });
        this.show(state, false);
        this.offline(isKept());
        this.live.start(this.state.last);
        this.lastAsked = Date.now();
        setInterval(() => this.tick(), 1000);
        onWake(() => {
            this.live.hurry();
            this.refresh();
        });
        this.offerSound();
        this.tick();
        this.sound.check(this.state);
        keepForLater(this.base);
    }

    readWords() {
        const words = document.querySelector("#words");
        return (name) => words.querySelector(`#word_${name}`).textContent;
    }

    onMessage(type, payload) {
        if (type === "municipal_revoked") {
            renew();
        } else if (type === "municipal_call") {
            const others = this.state.calls.filter(({id}) => id !== payload.id);
            this.show({...this.state, calls: [payload, ...others]}, true);
        } else if (type === "municipal_call_end") {
            this.endCall(payload.id);
        }
        this.refreshSoon();
    }

    endCall(id) {
        const ended = this.state.calls.filter((call) => call.id === id);
        const calls = this.state.calls.filter((call) => call.id !== id);
        const before = [
            ...ended,
            ...this.state.before.filter((call) => call.id !== id),
        ];
        this.show({...this.state, calls, before: before.slice(0, 6)}, false);
    }

    refreshSoon() {
        if (!this.soon) {
            const [least, most] = SOON;
            const wait = least + Math.random() * (most - least);
            this.soon = setTimeout(() => this.refresh(), wait);
        }
    }

    /**
     * Ask for everything: what was missed meanwhile is called out then. One at a time:
     * two would write that this device lives in each other's way.
     */
    refresh() {
        clearTimeout(this.soon);
        this.soon = null;
        return this.asking.run();
    }

    async askState() {
        this.retry.stop();
        this.lastAsked = Date.now();
        const asked = this.live.last;
        const body = new URLSearchParams({sound: this.trouble});
        try {
            const answer = await ask(`${this.base}/alive`, {method: "POST", body});
            if (answer.status === 404) {
                renew();
                return;
            }
            if (answer.status !== 200) {
                throw new Error(answer.status);
            }
            this.hear(JSON.parse(answer.text), asked);
        } catch {
            this.live.doubt();
            this.retry.later();
            this.offline(Date.now() - this.heard > POLL);
        }
    }

    hear(state, asked) {
        const aWhile = Date.now() - this.heard > SETTLED;
        this.heard = Date.now();
        this.retry.calm();
        this.offline(false);
        // Messages that came meanwhile know more than this answer.
        if (asked === this.live.last || state.last >= this.live.last) {
            this.offset = Date.parse(state.now) - Date.now();
            this.live.knows(state.last);
            this.show(state, !aWhile);
        } else {
            this.refreshSoon();
        }
    }

    tick() {
        const now = Date.now();
        const often = this.live.connected ? ALIVE : POLL;
        if (!this.retry.timer && now - this.lastAsked > often) {
            this.refresh();
        }
        document.querySelector("#clock").textContent = this.time(now);
        // also when an answer is still awaited: nobody has to fail first
        const told = !document.querySelector("#offline").hidden;
        if (!told && now - this.heard > ALIVE + POLL) {
            this.offline(true);
        }
    }

    /** A moment of our own clock as the hall reads it. */
    time(moment) {
        return new Date(moment + this.offset).toLocaleTimeString(
            document.documentElement.lang,
            {
                hour: "2-digit",
                minute: "2-digit",
                timeZone: document.querySelector("#clock").dataset.zone,
            }
        );
    }

    /** Say how old it is what stands here, as long as nobody tells us more. */
    offline(gone) {
        const told = document.querySelector("#offline");
        const changed = told.hidden === gone;
        told.hidden = !gone;
        const words = this.words("as_of").replace("{time}", this.time(this.heard));
        document.querySelector("#as_of").textContent = gone ? words : "";
        const old = gone && Date.now() - this.heard > OLD;
        document.querySelector("#display").classList.toggle("o_old", old);
        if (changed) {
            this.layout.fit();
        }
    }

    /** Show a state; call out what is called now and was not before. */
    show(state, aloud) {
        const before = this.state ? this.state.calls : [];
        const known = new Map(before.map((call) => [call.id, call.calls]));
        const fresh = state.calls.filter(({id, calls}) => (known.get(id) || 0) < calls);
        this.state = state;
        remember(this.base, state);
        this.list("#calls", state.calls, (call) => this.callRow(call, aloud && fresh));
        this.list("#before", state.before, (call) => this.callRow(call));
        this.list("#waiting", state.waiting, (line) => this.waitingRow(line));
        const some = state.calls.length > 0;
        document.querySelector("#called").hidden = !some;
        document.querySelector("#called_before").hidden = !state.before.length;
        document.querySelector("#nobody").hidden = some;
        document.querySelector("#news").textContent = state.news;
        document.querySelector("#please").hidden = Boolean(state.news);
        this.layout.fit();
        if (aloud) {
            fresh.reverse().forEach((call) => this.callOut(call));
        }
    }

    /** What did not change stays as it is: it may be blinking. */
    list(selector, items, row) {
        const list = document.querySelector(selector);
        const content = JSON.stringify(items);
        if (list.dataset.content !== content) {
            list.dataset.content = content;
            list.textContent = "";
            list.append(...items.map(row));
        }
    }

    callRow(call, fresh) {
        const row = element("li");
        row.append(
            element("b", call.ticket),
            element("span", this.words("desk"), "o_word"),
            element("em", call.desk)
        );
        row.classList.toggle("o_fresh", Boolean(fresh && fresh.includes(call)));
        return row;
    }

    waitingRow({service, count, wait}) {
        const row = element("li");
        row.append(element("span", service), element("b", count));
        if (wait) {
            row.append(element("em", this.words("minutes").replace("{wait}", wait)));
        }
        return row;
    }

    callOut(call) {
        // As people say it: B 42, not B zero four two.
        const ticket = call.ticket.replace(/\b0+(?=\d)/g, "");
        const text = this.words("call")
            .replace("{ticket}", ticket)
            .replace("{desk}", call.desk);
        const say = document.querySelector("#say");
        say.textContent = "";
        setTimeout(() => (say.textContent = text), 50);
        const open = () =>
            this.state.calls.some(
                ({id, calls}) => id === call.id && calls <= call.calls
            );
        this.sound.announce({text, key: call.id, open}, this.state);
    }

    offerSound() {
        const button = document.querySelector("#sound");
        button.hidden = !(this.sound.blocked && (this.state.chime || this.state.speak));
        addEventListener("pointerdown", () => this.allowSound(button));
        addEventListener("keydown", () => this.allowSound(button));
    }

    async allowSound(button) {
        await this.sound.allow();
        button.hidden = true;
        this.trouble = "";
        this.sound.check(this.state);
    }
}

function element(tag, text = "", className = "") {
    const made = document.createElement(tag);
    made.textContent = text;
    made.className = className;
    return made;
}

const root = document.querySelector("#display");
export const display = root ? new Display(root) : null;

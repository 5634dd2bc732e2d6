import {ConnectionLostError, RPCError} from "@web/core/network/rpc";
import {applyPress, isCall, keptWords, lostWords, whose} from "./desk_kept";
import {browser} from "@web/core/browser/browser";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {momentOf, timeOf} from "../kept/moment";
import {KeptPresses} from "../kept/kept_presses";
import {Later} from "./later";
import {Retry} from "../../shared/retry";
import {isAway} from "./away";
import {pressKey} from "../../shared/press_key";

export const DESKS = "resource.resource";
const LAST_DESK = "municipal_appointment.desk";
const POLL = 30000;
const RETRY = {first: 4000, longest: 30000};
const DEBOUNCE = 150;
/** A connection that died without a word would hold the screen for minutes. */
const PATIENCE = 15000;
// What colleagues do is shown soon, but not to all desks at the same moment, and in a
// full hall not for each step: who has nobody to call looks at once, and who has a
// visitor at the desk looks at the visitor
const IDLE = [100, 600];
const SERVING = [4000, 8000];
// A second click of a double click may not press the button that takes its place
const CALM = 600;

function serverTime(text) {
    return deserializeDateTime(text).toMillis();
}

/** Tell whether the server said no in words for a clerk. */
function isRefusal(error) {
    return error instanceof RPCError && Boolean(error.data?.arguments?.length);
}

/** What a desk shows and does: one place that talks to the server. */
export class DeskModel {
    constructor({orm, bus, alarms}) {
        this.place = LAST_DESK;
        this.screen = "desk";
        this.orm = orm;
        this.bus = bus;
        this.alarms = alarms;
        this.delays = new Retry(null, RETRY);
        this.desks = null;
        this.deskId = null;
        this.data = null;
        this.products = [];
        this.productsOf = null;
        this.everybody = false;
        this.busy = false;
        this.online = true;
        this.heard = null;
        this.failed = [];
        this.error = "";
        this.said = "";
        this.scanned = "";
        this.offset = 0;
        this.tick = Date.now();
    }

    get lastDeskId() {
        return parseInt(browser.localStorage.getItem(this.place), 10);
    }

    /** Tell whether the data are those of the desk that was chosen. */
    get seated() {
        return Boolean(this.deskId) && this.data?.desk.id === this.deskId;
    }

    get now() {
        return this.tick + this.offset;
    }

    minutesSince(text) {
        return text
            ? Math.max(0, Math.floor((this.now - serverTime(text)) / 60000))
            : 0;
    }

    secondsSince(text) {
        return text ? (this.now - serverTime(text)) / 1000 : 0;
    }

    // Staying up to date -----------------------------------------------------

    start() {
        this.later = new Later(() => this.load());
        this.onQueue = ({location_id: location, moves}) => {
            if (!this.seated || location !== this.data.desk.location_id) {
                return;
            }
            const {queue, visits} = this.data;
            if (moves && !queue.length) {
                this.loadAtOnce();
            }
            this.later.ask(queue.length && visits.length ? SERVING : undefined);
        };
        this.onBack = () => this.loadSoon();
        this.bus.subscribe("municipal_queue", this.onQueue);
        for (const name of ["BUS:CONNECT", "BUS:RECONNECT"]) {
            this.bus.addEventListener(name, this.onBack);
        }
        browser.addEventListener("online", this.onBack);
        this.bus.start();
        this.poll = browser.setInterval(() => this.load(), POLL);
        this.clock = browser.setInterval(() => (this.tick = Date.now()), 1000);
    }

    stop() {
        this.stopped = true;
        this.bus.unsubscribe("municipal_queue", this.onQueue);
        for (const name of ["BUS:CONNECT", "BUS:RECONNECT"]) {
            this.bus.removeEventListener(name, this.onBack);
        }
        browser.removeEventListener("online", this.onBack);
        browser.clearInterval(this.poll);
        browser.clearInterval(this.clock);
        browser.clearTimeout(this.soon);
        browser.clearTimeout(this.idle);
        this.later.stop();
    }

    loadSoon(delay = DEBOUNCE) {
        browser.clearTimeout(this.soon);
        this.soon = browser.setTimeout(() => this.load(), delay);
    }

    loadAtOnce() {
        const [least, most] = IDLE;
        const wait = least + Math.random() * (most - least);
        this.idle ||= browser.setTimeout(() => this.load(), wait);
    }

    /** Ask for everything; an answer that comes after a newer one is dropped. */
    async load() {
        browser.clearTimeout(this.idle);
        this.idle = null;
        const asked = (this.asked = (this.asked || 0) + 1);
        try {
            await this.kept.send();
            const answer = await (this.deskId
                ? this.askDesk()
                : this.ask("desk_desks"));
            if (asked === this.asked && !this.stopped) {
                this.show(answer);
            }
        } catch (error) {
            this.onLost(error);
        }
    }

    /** Ask what the desk shows; its products come along the first time. */
    async askDesk() {
        const desk = [this.deskId];
        const first = this.productsOf !== this.deskId;
        const [state, products] = await Promise.all([
            this.ask("desk_state", desk, {everybody: this.everybody}),
            first ? this.ask("desk_products", desk) : this.products,
        ]);
        Object.assign(this, {products, productsOf: state.desk.id});
        return state;
    }

    /** Show all who wait, for as long as this screen is open. */
    showEverybody() {
        this.everybody = true;
        return this.load();
    }

    show(answer) {
        if (!this.online) {
            this.error = "";
        }
        this.online = true;
        this.heard = timeOf(Date.now());
        this.delays.calm();
        this.tick = Date.now();
        if (Array.isArray(answer)) {
            this.desks = answer;
        } else {
            this.data = answer;
            this.alarms.sync(answer.alarms);
            this.offset = serverTime(answer.now) - this.tick;
        }
    }

    onLost(error) {
        if (!isAway(error)) {
            throw error;
        }
        this.online = false;
        if (!this.stopped) {
            this.loadSoon(this.delays.next());
        }
    }

    async ask(method, args = [], kwargs = {}, doors = DESKS) {
        const asked = this.orm.silent.call(doors, method, args, kwargs);
        let timer = null;
        const late = new Promise((_resolve, reject) => {
            timer = browser.setTimeout(() => {
                asked.abort?.(false);
                reject(new ConnectionLostError(method));
            }, PATIENCE);
        });
        try {
            return await Promise.race([asked, late]);
        } finally {
            browser.clearTimeout(timer);
        }
    }

    // Doing something --------------------------------------------------------

    get resting() {
        return this.busy || Date.now() - (this.pressed || 0) < CALM;
    }

    /**
     * Do one thing at a time; what the server refuses is told in its words.
     *
     * @returns {Promise<*>} the answer, false when it was refused or not tried
     */
    async act(method, ...args) {
        if (this.busy) {
            return false;
        }
        this.busy = true;
        this.error = "";
        this.scanned = "";
        try {
            const answer = await this.carryOut(method, args);
            await this.load();
            return answer ?? true;
        } catch (error) {
            this.onRefused(error, method);
            return false;
        } finally {
            this.busy = false;
        }
    }

    carryOut(method, args) {
        if (isCall(method) && !this.online) {
            throw new ConnectionLostError(method);
        }
        const words = keptWords(method, args);
        return words
            ? this.doOrKeep(method, args, words)
            : this.ask(method, [this.deskId, ...args]);
    }

    /** Ask it now, or keep it behind what is kept already. */
    async doOrKeep(method, args, words) {
        const press = {
            key: pressKey(),
            moment: momentOf(Date.now() + this.offset),
            time: timeOf(Date.now()),
            who: whose(this.data, args[0]),
            deskId: this.deskId,
            method,
            args,
            words,
        };
        if (!this.kept.presses.length) {
            try {
                return await this.askPress(press, {key: press.key});
            } catch (error) {
                if (!isAway(error)) {
                    throw error;
                }
                this.online = false;
            }
        }
        this.kept.add(press);
        applyPress(this.data, press);
        return true;
    }

    askPress({deskId, method, args, key, moment}, pressed = {key, moment}) {
        return this.ask(method, [deskId, ...args], {pressed});
    }

    /** What was kept could not be done any more: the clerk has to know. */
    onKeptRefused(press, error) {
        if (!isRefusal(error)) {
            throw error;
        }
        this.failed.push({...press, why: error.data.message});
    }

    /** The same for buttons that take each other's place. */
    async press(method, ...args) {
        if (this.resting) {
            return false;
        }
        const answer = await this.act(method, ...args);
        this.pressed = Date.now();
        return answer;
    }

    onRefused(error, method) {
        if (isAway(error)) {
            this.onLost(error);
            this.error = lostWords(method).toString();
        } else if (isRefusal(error)) {
            this.error = error.data.message;
            this.loadSoon();
        } else {
            throw error;
        }
    }

    // Desks ------------------------------------------------------------------

    /** Go on where the clerk sits already, whichever browser they opened. */
    async open() {
        this.keep();
        await this.load();
        const mine = this.desks?.find((desk) => desk.mine);
        if (mine) {
            await this.enter(mine.id);
        }
    }

    keep() {
        this.kept = new KeptPresses(
            this.screen,
            (press) => this.askPress(press),
            (press, error) => this.onKeptRefused(press, error)
        );
    }

    async enter(deskId) {
        this.deskId = deskId;
        browser.localStorage.setItem(this.place, deskId);
        await this.load();
    }

    async sitDown(deskId) {
        this.deskId = deskId;
        if (await this.act("desk_sit_down")) {
            browser.localStorage.setItem(this.place, deskId);
        } else {
            this.deskId = null;
        }
    }

    async getUp() {
        if (await this.act("desk_get_up")) {
            await this.leave();
        }
    }

    async leave() {
        // what is still on the screen until it is replaced goes on reading the data
        this.deskId = null;
        this.error = "";
        await this.load();
    }
}

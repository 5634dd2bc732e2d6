import {Component, onMounted, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {momentOf, timeOf} from "../kept/moment";
import {KeptNotice} from "../kept/kept_notice";
import {KeptPresses} from "../kept/kept_presses";
import {Later} from "../desk/later";
import {REASONS} from "../desk/finish_form";
import {RPCError} from "@web/core/network/rpc";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {Retry} from "../../shared/retry";
import {isAway} from "../desk/away";
import {pressKey} from "../../shared/press_key";
import {registry} from "@web/core/registry";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {useHotkey} from "@web/core/hotkeys/hotkey_hook";
import {useService} from "@web/core/utils/hooks";

const VISITS = "municipal.visit";
const PLACE = "municipal_appointment.quick_counter_location";
const CHANNELS = [
    {id: "quick_counter", name: _t("Quick counter"), icon: "fa-bolt"},
    {id: "phone", name: _t("Phone"), icon: "fa-phone"},
    {id: "mail", name: _t("Mail"), icon: "fa-envelope"},
    {id: "digital", name: _t("Digital counter"), icon: "fa-laptop"},
];
const POLL = 60000;
const RETRY = {first: 4000, longest: 30000};
const UNDO = 60000;
// The second click of a double click counts nobody
const DOUBLE_CLICK = 350;

function plain(text) {
    return text
        .normalize("NFD")
        .replace(/[\u0300-\u036f]/g, "")
        .toLowerCase();
}

/** One touch for each short contact: who, how many, by which channel. */
export class QuickCounter extends Component {
    static template = "municipal_appointment.QuickCounter";
    static components = {KeptNotice};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.bus = useService("bus_service");
        this.delays = new Retry(null, RETRY);
        this.channels = CHANNELS;
        this.reasons = REASONS;
        this.touched = {};
        this.offset = 0;
        this.kept = useState(
            new KeptPresses(
                "quick_counter",
                (touch) => this.sendOne(touch),
                (touch, error) => this.onKeptRefused(touch, error)
            )
        );
        this.state = useState({
            locations: [],
            locationId: parseInt(browser.localStorage.getItem(PLACE), 10) || false,
            channel: "quick_counter",
            reason: "",
            text: "",
            products: [],
            counts: {},
            failed: [],
            last: null,
            error: "",
            online: true,
        });
        onWillStart(() => this.open());
        onMounted(() => this.start());
        onWillUnmount(() => this.stop());
        useHotkey("control+z", () => this.undo(), {
            isAvailable: () => Boolean(this.state.last?.id),
        });
    }

    async open() {
        const locations = await this.orm.searchRead("municipal.location", [], ["name"]);
        this.state.locations = locations;
        if (!locations.some((location) => location.id === this.state.locationId)) {
            this.state.locationId = locations[0]?.id || false;
        }
        await this.load();
    }

    start() {
        this.later = new Later(() => this.load());
        this.onQueue = () => this.later.ask();
        this.bus.subscribe("municipal_queue", this.onQueue);
        this.bus.start();
        this.poll = browser.setInterval(() => this.load(), POLL);
    }

    stop() {
        this.stopped = true;
        this.bus.unsubscribe("municipal_queue", this.onQueue);
        browser.clearInterval(this.poll);
        browser.clearTimeout(this.soon);
        browser.clearTimeout(this.forget);
        this.later.stop();
    }

    loadSoon(delay = 300) {
        browser.clearTimeout(this.soon);
        this.soon = browser.setTimeout(() => this.load(), delay);
    }

    ask(method, args = [], kwargs = {}) {
        return this.orm.silent.call(VISITS, method, args, kwargs);
    }

    /** Ask what was counted; an answer that comes after a newer one is dropped. */
    async load() {
        const asked = (this.asked = (this.asked || 0) + 1);
        try {
            await this.kept.send();
            const {now, ...answer} = await this.ask("count_state", [
                this.state.locationId,
            ]);
            if (asked !== this.asked) {
                return;
            }
            this.offset = deserializeDateTime(now).toMillis() - Date.now();
            Object.assign(this.state, answer, {online: true});
            this.delays.calm();
        } catch (error) {
            this.onLost(error);
        }
    }

    onLost(error) {
        if (!isAway(error)) {
            throw error;
        }
        this.state.online = false;
        if (!this.stopped) {
            this.loadSoon(this.delays.next());
        }
    }

    // What is shown ----------------------------------------------------------

    get quick() {
        return this.state.channel === "quick_counter";
    }

    /** The products by service; the quick counter has only its own. */
    get services() {
        const words = plain(this.state.text).split(/\s+/).filter(Boolean);
        const services = new Map();
        for (const product of this.state.products) {
            const name = plain(product.name);
            if (
                (product.quick || !this.quick) &&
                words.every((word) => name.includes(word))
            ) {
                services.set(product.service, [
                    ...(services.get(product.service) || []),
                    product,
                ]);
            }
        }
        return [...services.entries()].map(([name, products]) => ({name, products}));
    }

    count(product) {
        const {counts, channel} = this.state;
        const known = counts[channel]?.[product.id] || 0;
        const here = (touch) =>
            touch.product.id === product.id && touch.channel === channel;
        return known + this.kept.presses.filter(here).length;
    }

    get total() {
        const {counts, channel} = this.state;
        const known = Object.values(counts[channel] || {});
        return (
            known.reduce((sum, count) => sum + count, 0) +
            this.kept.presses.filter((touch) => touch.channel === channel).length
        );
    }

    choosePlace(ev) {
        this.state.locationId = parseInt(ev.target.value, 10);
        browser.localStorage.setItem(PLACE, this.state.locationId);
        return this.load();
    }

    // Counting ---------------------------------------------------------------

    async touch(product) {
        const now = Date.now();
        if (now - (this.touched[product.id] || 0) < DOUBLE_CLICK) {
            return;
        }
        this.touched[product.id] = now;
        const {channel, reason, locationId} = this.state;
        const touch = {
            product,
            channel,
            reason,
            locationId: channel === "quick_counter" ? locationId : false,
            key: pressKey(),
            moment: momentOf(now + this.offset),
            time: timeOf(now),
            who: product.name,
            words: CHANNELS.find(({id}) => id === channel).name.toString(),
        };
        Object.assign(this.state, {error: "", last: {...touch}, reason: ""});
        this.kept.add(touch);
        browser.clearTimeout(this.forget);
        this.forget = browser.setTimeout(() => (this.state.last = null), UNDO);
        await this.load();
    }

    /** Send a touch; it counts once, however often, at the time of the touch. */
    async sendOne({product, channel, locationId, reason, key, late, moment}) {
        const then = late ? moment : false;
        const args = [product.id, channel, locationId, reason, key, then];
        const id = await this.ask("count_contact", args);
        if (this.state.last?.key === key) {
            this.state.last.id = id;
        }
    }

    onKeptRefused(touch, error) {
        if (!(error instanceof RPCError && error.data?.arguments?.length)) {
            throw error;
        }
        const {message} = error.data;
        if (this.state.last?.key === touch.key) {
            Object.assign(this.state, {error: message, last: null});
        } else {
            this.state.failed.push({...touch, why: message});
        }
    }

    async undo() {
        const {last} = this.state;
        if (!last?.id) {
            return;
        }
        this.state.last = null;
        await this.ask("count_undo", [[last.id]]);
        await this.load();
    }
}

registry.category("actions").add("municipal_quick_counter", QuickCounter);

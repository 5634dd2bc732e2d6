import {Component, onMounted, onWillUnmount, useState} from "@odoo/owl";
import {DESKS} from "../desk/desk_model";
import {RPCError} from "@web/core/network/rpc";
import {_t} from "@web/core/l10n/translation";
import {browser} from "@web/core/browser/browser";
import {isAway} from "../desk/away";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const ASKED = "municipal_appointment.day_end";
const LOOK = 300000;
const THANKS = 4000;

/**
 * The question at closing time. Whether somebody answered or skipped it today stands in
 * this browser only: the server is not to know who did.
 */
export class DayEnd extends Component {
    static template = "municipal_appointment.DayEnd";
    static props = {deskId: Number, busy: Boolean};

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            asked: null,
            open: false,
            thanks: false,
            sending: false,
            score: 0,
            blocked: "",
            remark: "",
            error: "",
        });
        onMounted(() => {
            this.look();
            this.timer = browser.setInterval(() => this.look(), LOOK);
        });
        onWillUnmount(() => {
            browser.clearInterval(this.timer);
            browser.clearTimeout(this.resting);
        });
    }

    get scores() {
        return [
            {value: 5, name: _t("Very good"), mouth: "M16 37 Q32 59 48 37 Z"},
            {value: 4, name: _t("Good"), mouth: "M19 39 Q32 49 45 39"},
            {value: 3, name: _t("Not good, not bad"), mouth: "M19 42 L45 42"},
            {value: 2, name: _t("Bad"), mouth: "M19 45 Q32 35 45 45"},
            {value: 1, name: _t("Very bad"), mouth: "M17 48 Q32 28 47 48"},
        ];
    }

    /** Days on which the clerks of this computer were asked last. */
    get days() {
        try {
            return JSON.parse(browser.localStorage.getItem(ASKED)) || {};
        } catch {
            return {};
        }
    }

    get shown() {
        const {asked, thanks} = this.state;
        return !this.props.busy && (thanks || Boolean(asked?.day));
    }

    get kept() {
        const {least, kept} = this.state.asked;
        return _t(
            "Your name is not kept. How the day was, managers see of at least %(least)s answers together. What got in the way and your remark they read as they are, with the day and the place; the remark for %(kept)s days.",
            {least, kept}
        );
    }

    async look() {
        if (this.state.open) {
            return;
        }
        try {
            const asked = await this.call("desk_day_end_asked");
            const done = asked.day && this.days[user.userId] === asked.day;
            this.state.asked = done ? null : asked;
        } catch (error) {
            // Nobody misses a question that is asked five minutes later.
            if (!isAway(error) && !(error instanceof RPCError)) {
                throw error;
            }
        }
    }

    call(method, ...args) {
        return this.orm.silent.call(DESKS, method, [this.props.deskId, ...args]);
    }

    skip() {
        this.remember();
        Object.assign(this.state, {asked: null, open: false});
    }

    remember() {
        const days = {...this.days, [user.userId]: this.state.asked.day};
        browser.localStorage.setItem(ASKED, JSON.stringify(days));
    }

    async send() {
        const {score, blocked, remark, sending} = this.state;
        if (sending) {
            return;
        }
        Object.assign(this.state, {sending: true, error: ""});
        try {
            await this.call("desk_day_end", score, blocked || null, remark || null);
            this.remember();
            Object.assign(this.state, {asked: null, open: false, thanks: true});
            this.resting = browser.setTimeout(
                () => (this.state.thanks = false),
                THANKS
            );
        } catch (error) {
            if (isAway(error)) {
                this.state.error = _t("No connection: try again in a moment.");
            } else if (error instanceof RPCError && error.data?.arguments?.length) {
                this.state.error = error.data.message;
            } else {
                throw error;
            }
        } finally {
            this.state.sending = false;
        }
    }
}

import {Component, markRaw, reactive, useState} from "@odoo/owl";
import {AlarmSound} from "./alarm_sound";
import {DESKS} from "../desk/desk_model";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {session} from "@web/session";
import {user} from "@web/core/user";

// Not A: with it, Odoo opens the activities.
const SHORTCUT = "alt+shift+h";

function isMine(alarm) {
    return alarm.user_id === user.userId;
}

/** The cry for help of a colleague, over whatever the clerk is looking at. */
export class AlarmBanner extends Component {
    static template = "municipal_appointment.AlarmBanner";
    static props = {alarms: Object};

    setup() {
        this.alarms = useState(this.props.alarms);
    }

    get shown() {
        return this.alarms.list.filter((alarm) => !alarm.hidden);
    }

    get others() {
        return this.shown.filter((alarm) => !isMine(alarm));
    }

    /** Who called has somebody in front of them, who need not read that they did. */
    get mine() {
        return this.shown.filter(isMine);
    }
}

/** The alarms that go on, and what a clerk does about them. */
export class Alarms {
    constructor({orm, notification, title}) {
        this.list = [];
        this.orm = markRaw(orm);
        this.notification = markRaw(notification);
        this.sound = markRaw(new AlarmSound(title));
    }

    ask(method, ...args) {
        return this.orm.silent.call(DESKS, method, args);
    }

    find(deskId) {
        return this.list.find((alarm) => alarm.desk_id === deskId);
    }

    async answer(alarm) {
        alarm.answered = true;
        this.ring();
        await this.ask("desk_alarm_answer", [alarm.desk_id]);
    }

    end(alarm) {
        return this.ask("desk_alarm_end", [alarm.desk_id]);
    }

    hide(alarm) {
        alarm.hidden = true;
        this.ring();
    }

    /** Show what the server knows: a page that was just opened missed it. */
    sync(known) {
        known.forEach((alarm) => this.add(alarm));
    }

    /** After a connection that was lost: what ended meanwhile is over. */
    async refresh() {
        const known = await this.ask("desk_alarms");
        const open = known.map((alarm) => alarm.desk_id);
        this.list = this.list.filter((alarm) => open.includes(alarm.desk_id));
        this.sync(known);
        this.ring();
    }

    add(alarm) {
        if (!this.find(alarm.desk_id)) {
            const answered = alarm.coming_ids.includes(user.userId);
            this.list.push({...alarm, answered, hidden: false});
            this.ring();
        }
    }

    onAnswer({desk_id: deskId, user_id: userId, name}) {
        const alarm = this.find(deskId);
        if (alarm && !alarm.coming_ids.includes(userId)) {
            alarm.coming.push(name);
            alarm.coming_ids.push(userId);
            this.ring();
        }
    }

    onEnd({desk_id: deskId}) {
        const alarm = this.find(deskId);
        if (alarm) {
            this.list = this.list.filter((other) => other !== alarm);
            this.notification.add(_t("%(desk)s: help is no longer needed", alarm));
            this.ring();
        }
    }

    /** Sound until somebody comes; never on the screen of who called. */
    ring() {
        const loud = this.list.find(
            (alarm) =>
                !isMine(alarm) &&
                !alarm.hidden &&
                !alarm.answered &&
                !alarm.coming.length
        );
        this.sound.say(loud ? _t("%(name)s needs help: %(desk)s", loud) : "");
    }

    /** Without a question: who presses these keys has no time for one. */
    async callFromHere() {
        try {
            this.add(await this.ask("desk_alarm_here"));
        } catch (error) {
            const words = error.data ? error.data.message : error.message;
            this.notification.add(words, {type: "danger"});
        }
    }
}

export const alarmService = {
    dependencies: ["orm", "bus_service", "notification", "title", "hotkey"],

    start(env, {orm, bus_service: bus, notification, title, hotkey}) {
        const alarms = reactive(new Alarms({orm, notification, title}));
        if (!session.municipal_alarms) {
            return alarms;
        }
        alarms.sync(session.municipal_alarms);
        bus.subscribe("municipal_alarm", (alarm) => alarms.add(alarm));
        bus.subscribe("municipal_alarm_answer", (answer) => alarms.onAnswer(answer));
        bus.subscribe("municipal_alarm_end", (end) => alarms.onEnd(end));
        bus.addEventListener("BUS:RECONNECT", () => alarms.refresh());
        hotkey.add(SHORTCUT, () => alarms.callFromHere(), {
            bypassEditableProtection: true,
            global: true,
        });
        registry
            .category("main_components")
            .add("municipal_alarm", {Component: AlarmBanner, props: {alarms}});
        return alarms;
    },
};

registry.category("services").add("municipal_alarm", alarmService);

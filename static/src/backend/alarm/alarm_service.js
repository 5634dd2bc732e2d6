import {Component, reactive, useState} from "@odoo/owl";
import {DESKS} from "../counter/counter_model";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

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

    isMine(alarm) {
        return alarm.user_id === user.userId;
    }
}

export const alarmService = {
    dependencies: ["orm", "bus_service", "notification"],

    start(env, {orm, bus_service: bus, notification}) {
        const alarms = reactive({
            list: [],

            answer(alarm) {
                alarm.answered = true;
                return orm.silent.call(DESKS, "counter_alarm_answer", [alarm.desk_id]);
            },

            end(alarm) {
                return orm.silent.call(DESKS, "counter_alarm_end", [alarm.desk_id]);
            },

            /** Show what the server knows: a page that was just opened missed it. */
            sync(known) {
                known.forEach((alarm) => alarms.add(alarm));
            },

            add(alarm) {
                if (!alarms.list.some((other) => other.desk_id === alarm.desk_id)) {
                    alarms.list.push({
                        ...alarm,
                        coming: [],
                        answered: false,
                        hidden: false,
                    });
                }
            },
        });

        bus.subscribe("municipal_alarm", (alarm) => alarms.add(alarm));
        bus.subscribe("municipal_alarm_answer", ({desk_id: desk, name}) => {
            const alarm = alarms.list.find((other) => other.desk_id === desk);
            if (alarm && !alarm.coming.includes(name)) {
                alarm.coming.push(name);
            }
        });
        bus.subscribe("municipal_alarm_end", ({desk_id: desk}) => {
            const alarm = alarms.list.find((other) => other.desk_id === desk);
            if (alarm) {
                alarms.list.splice(alarms.list.indexOf(alarm), 1);
                notification.add(_t("%(desk)s: help is no longer needed", alarm));
            }
        });
        registry
            .category("main_components")
            .add("municipal_alarm", {Component: AlarmBanner, props: {alarms}});
        return alarms;
    },
};

registry.category("services").add("municipal_alarm", alarmService);

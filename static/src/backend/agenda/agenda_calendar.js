import {CalendarCommonRenderer} from "@web/views/calendar/calendar_common/calendar_common_renderer";
import {CalendarController} from "@web/views/calendar/calendar_controller";
import {CalendarModel} from "@web/views/calendar/calendar_model";
import {CalendarRenderer} from "@web/views/calendar/calendar_renderer";
import {calendarView} from "@web/views/calendar/calendar_view";
import {registry} from "@web/core/registry";
import {serializeDate, serializeDateTime} from "@web/core/l10n/dates";

const REQUEST = "municipal_appointment.municipal_booking_request_action";
const WALK_IN = "municipal_appointment.municipal_urgent_booking_action";

const STATE_ICONS = {
    waiting: "fa-hourglass-half",
    called: "fa-bullhorn",
    serving: "fa-play",
    paused: "fa-pause",
    finished: "fa-check",
    no_show: "fa-times",
    left: "fa-sign-out",
};

function anHourAgo() {
    return new Date(Date.now() - 3600 * 1000).toTimeString().slice(0, 8);
}

export class AgendaModel extends CalendarModel {
    /**
     * Put a refused booking back in its place: the server keeps the old moment.
     *
     * @override
     */
    async updateRecord() {
        try {
            await super.updateRecord(...arguments);
        } catch (error) {
            await this.load();
            throw error;
        }
    }

    /** @override */
    normalizeRecord(rawRecord) {
        return {
            ...super.normalizeRecord(rawRecord),
            stateIcon: STATE_ICONS[rawRecord.visit_state],
        };
    }
}

export class AgendaCommonRenderer extends CalendarCommonRenderer {
    static eventTemplate = "municipal_appointment.AgendaEvent";

    /**
     * Appointments last ten minutes: upstream's grid of half hours is too coarse.
     *
     * @override
     */
    get options() {
        return {
            ...super.options,
            allDaySlot: false,
            slotDuration: {minutes: 15},
            snapDuration: {minutes: 5},
            eventMinHeight: 22,
            scrollTime: anHourAgo(),
            slotEventOverlap: false,
            slotMinTime: "07:00:00",
            slotMaxTime: "21:00:00",
        };
    }
}

export class AgendaRenderer extends CalendarRenderer {
    static components = {
        ...CalendarRenderer.components,
        day: AgendaCommonRenderer,
        week: AgendaCommonRenderer,
        month: AgendaCommonRenderer,
    };
}

export class AgendaController extends CalendarController {
    static template = "municipal_appointment.AgendaController";

    get className() {
        return `${super.className} o_municipal_agenda`;
    }

    /**
     * New appointments are made in the dialog that offers the free slots.
     *
     * @override
     */
    createRecord(record) {
        const context = {default_day: serializeDate(record.start)};
        if (!record.isAllDay) {
            context.default_start = serializeDateTime(record.start);
        }
        return this.openDialog(REQUEST, context);
    }

    onClickNew() {
        return this.openDialog(REQUEST);
    }

    onClickWithoutAppointment() {
        return this.openDialog(WALK_IN);
    }

    openDialog(action, additionalContext = {}) {
        return this.action.doAction(action, {
            additionalContext,
            onClose: () => this.model.load(),
        });
    }
}

export const agendaCalendarView = {
    ...calendarView,
    Controller: AgendaController,
    Model: AgendaModel,
    Renderer: AgendaRenderer,
};

registry.category("views").add("municipal_agenda_calendar", agendaCalendarView);

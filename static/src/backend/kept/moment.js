import {serializeDateTime} from "@web/core/l10n/dates";

const {DateTime} = luxon;

/** A moment of a clock, in milliseconds, as the server reads it. */
export function momentOf(milliseconds) {
    return serializeDateTime(DateTime.fromMillis(milliseconds));
}

/** The same as a person reads it: 10:42. */
export function timeOf(milliseconds) {
    return DateTime.fromMillis(milliseconds).toFormat("HH:mm");
}

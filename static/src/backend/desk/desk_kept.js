import {_t} from "@web/core/l10n/translation";

/**
 * Without its server a desk keeps what its clerk does with visitors who stand there:
 * that happened, whenever the server hears of it. Calling is never kept: a number that
 * appears ten minutes later calls somebody to a clerk who is busy by then.
 */
const STEPS = {
    started: _t("Start"),
    paused: _t("Pause"),
    resumed: _t("Resume"),
    no_show: _t("Did not come"),
    left: _t("Left"),
    checked_in: _t("Is here"),
};
const METHODS = {
    desk_step: (args) => STEPS[args[1]],
    desk_check_in: () => STEPS.checked_in,
    desk_finish: () => _t("Finish"),
};
const CALLS = ["desk_call_next", "desk_call", "desk_recall"];

/** Return what a press does, in words; nothing when it cannot be kept. */
export function keptWords(method, args) {
    return METHODS[method]?.(args)?.toString();
}

export function isCall(method) {
    return CALLS.includes(method);
}

/** Say why a press came to nothing while the server was away. */
export function lostWords(method) {
    return isCall(method)
        ? _t(
              "No connection: nobody was called, and nobody will be later by this press. Call the visitor yourself, or wait for the connection."
          )
        : _t("No connection: this was not done. Try again when it is back.");
}

/** Show what a press will have changed, until the server says how things stand. */
export function applyPress(data, {method, args, moment}) {
    const [id, step] = args;
    const visit = data.visits.find((one) => one.id === id);
    if (method === "desk_step" && ["started", "resumed"].includes(step)) {
        Object.assign(visit || {}, {state: "serving", started: moment});
    } else if (method === "desk_step" && step === "paused") {
        Object.assign(visit || {}, {state: "paused", paused: moment});
    } else {
        data.served += method === "desk_finish" ? 1 : 0;
        data.waiting -= data.queue.some((one) => one.id === id) ? 1 : 0;
        for (const name of ["visits", "queue", "others", "agenda"]) {
            data[name] = data[name].filter((one) => one.id !== id);
        }
    }
}

/** Return the number, or the name, by which a clerk knows the visitor of a press. */
export function whose(data, id) {
    const {visits, queue, others, agenda} = data;
    const known = [...visits, ...queue, ...others, ...agenda];
    const visit = known.find((one) => one.id === id);
    return visit ? visit.ticket : "";
}

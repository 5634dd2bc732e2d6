// @odoo-module ignore
/**
 * Runs the modules of the screens, each after those that it needs.
 *
 * Odoo has a loader of its own, written for browsers of 2021 and later: in a television
 * with Chrome 79 it stops at its first line, and nothing behind it runs.
 */
(function () {
    "use strict";
    const modules = new Map();
    let waiting = [];

    function run() {
        const ready = ({needs}) => needs.every((need) => modules.has(need));
        for (let next = waiting.find(ready); next; next = waiting.find(ready)) {
            waiting = waiting.filter((other) => other !== next);
            modules.set(
                next.name,
                next.make((need) => modules.get(need))
            );
        }
    }

    window.odoo = window.odoo || {};
    window.odoo.loader = {modules};
    window.odoo.define = (name, needs, make) => {
        waiting.push({name, needs, make});
        run();
    };
})();

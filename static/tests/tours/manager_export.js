import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";

const menu = (name) => `[data-menu-xmlid='municipal_appointment.${name}']`;

async function fetchFile({url, data}) {
    const body = new FormData();
    for (const [key, value] of Object.entries({...data, csrf_token: odoo.csrf_token})) {
        body.append(key, value);
    }
    const response = await fetch(url, {method: "POST", body});
    const content = await response.text();
    const name = decodeURIComponent(response.headers.get("Content-Disposition"));
    document.body.dataset.download = `${content.slice(0, 2)} ${name}`;
}

/** A manager looks at the figures and takes a workbook of a period home. */
registry.category("web_tour.tours").add("municipal_manager_export", {
    url: "/odoo/visitor-figures",
    steps: () => [
        {
            content: "The figures are there",
            trigger: ".o_pivot, .o_view_nocontent",
        },
        {trigger: menu("municipal_reporting_menu"), run: "click"},
        {trigger: `a${menu("municipal_visit_export_menu")}`, run: "click"},
        {
            content: "The previous year is one click away",
            trigger: ".modal input[type='radio'][data-value='previous_year']",
            run: "click",
        },
        {
            content: "Choose own days, written the same way in every country",
            trigger: ".modal input[type='radio'][data-value='own']",
            run: "click",
        },
        {trigger: ".modal button[data-field='date_from']", run: "click"},
        {
            trigger: ".modal input[data-field='date_from']",
            run: "edit 03/03/2025 && press Enter",
        },
        {trigger: ".modal button[data-field='date_to']", run: "click"},
        {
            trigger: ".modal input[data-field='date_to']",
            run: "edit 04/04/2025 && press Enter",
        },
        {
            content: "Fetch the file as the browser would, without saving it",
            trigger: ".modal button[name='action_export']",
            async run(helpers) {
                download._download = fetchFile;
                await helpers.click();
            },
        },
        {
            content: "A workbook came, with the period in its name",
            trigger:
                "body[data-download^='PK'][data-download*='2025-03-03 - 2025-04-04.xlsx']",
        },
        {
            content: "The dialog stays for another period, until it is closed",
            trigger: ".modal footer button[special='cancel']",
            run: "click",
        },
        {trigger: "body:not(:has(.modal))"},
    ],
});

"""Makes the pictures of the manuals and of static/description, see dev/screenshots.

Each picture is a function that goes where it is taken, in the order of the file: the
first ones only look, the last ones change the demo town.
"""

import sys
from pathlib import Path

from screenshots_browser import Browser, beside, keep

PICTURES = {}
FAILED = Path(__file__).parents[2] / ".dev/screenshots/failed"
FAILURES = []


def picture(path, login=None):
    """Make a picture of what a function returns, as somebody who logs in."""

    def name(function):
        PICTURES[function.__name__] = (path, login, function)
        return function

    return name


def description(login=None):
    def name(function):
        path = f"description/screenshot_{function.__name__}.png"
        return picture(path, login)(function)

    return name


def manual(login):
    def name(function):
        return picture(f"help/{function.__name__}.png", login)(function)

    return name


def action(name):
    return f"/odoo/action-municipal_appointment.{name}"


# Managers: these only look -----------------------------------------------------------


@description("manager")
def agenda(browser):
    browser.go("/odoo/agenda", ".fc-event")
    return browser.look()


@description("manager")
def visits(browser):
    browser.go("/odoo/visits", ".o_kanban_record")
    return browser.look()


@description("manager")
def dashboard(browser):
    browser.go("/odoo/figures", ".o_municipal_figure svg", height=900)
    return browser.look()


@description("manager")
def figures(browser):
    browser.go("/odoo/visitor-figures", ".o_pivot table")
    return browser.look()


@description("manager")
def college(browser):
    browser.go("/odoo/figures", ".o_municipal_figure svg")
    page = browser.rpc(
        "municipal.college.page", "create", [{"period": "previous_half_year"}]
    )
    record = page[0] if isinstance(page, list) else page
    path = f"/report/html/municipal_appointment.college_page/{record}"
    browser.go(path, "svg", width=820)
    return browser.look(full=1160)


def _review(browser):
    found = browser.rpc("municipal.review", "search_read", [], ["alternative_ids"])
    return found[0]


@description("manager")
def review_evidence(browser):
    browser.go("/odoo/opening-hours-review", ".o_list_view")
    path = f"/odoo/opening-hours-review/{_review(browser)['id']}"
    browser.go(path, ".o_municipal_review_part", height=1000)
    return browser.look()


@description("manager")
def review_alternatives(browser):
    browser.go("/odoo/opening-hours-review", ".o_list_view")
    path = f"/odoo/opening-hours-review/{_review(browser)['id']}"
    browser.go(path, ".o_municipal_review_part", height=1420)
    browser.click(".nav-link[name=alternatives]")
    return browser.look()


@description("manager")
def review_grid(browser):
    browser.go("/odoo/opening-hours-review", ".o_list_view")
    other = _review(browser)["alternative_ids"][1]
    path = f"{action('municipal_review_alternative_action')}/{other}"
    browser.go(path, ".o_municipal_week_grid", height=1080)
    return browser.look()


@description("manager")
def review_page(browser):
    browser.go("/odoo/opening-hours-review", ".o_list_view")
    path = f"/report/html/municipal_appointment.review_page/{_review(browser)['id']}"
    browser.go(path, "table", width=820)
    return browser.look(full=1400)


def _break_something(browser):
    """Put a product of a type without desks on the website; return both."""
    browser.go("/odoo/visits", ".o_kanban_record")
    types = "resource.booking.type"
    like = browser.rpc(types, "search_read", [["published", "=", True]], ["service_id"])
    service = like[0]["service_id"][0]
    [kind] = browser.rpc(types, "create", [{"name": "Erfgoed", "service_id": service}])
    wish = {"name": "Bouwarchief inkijken", "type_id": kind, "published": True}
    made = browser.rpc("municipal.product", "create", [wish])
    return made, [kind]


@manual("admin")
def attention(browser):
    products, types = _break_something(browser)
    browser.log_in("manager")
    browser.go(action("municipal_problem_action"), ".o_list_view", height=420)
    seen = browser.look()
    browser.log_in("admin")
    browser.go("/odoo/visits", ".o_kanban_record")
    browser.rpc("municipal.product", "unlink", products)
    browser.rpc("resource.booking.type", "unlink", types)
    return seen


@manual("manager")
def screens(browser):
    browser.go(action("municipal_screen_action"), ".o_data_row", height=420)
    return browser.look()


@manual("admin")
def setup(browser):
    path = action("municipal_setup_open")
    browser.go(path, ".o_municipal_setup", height=900)
    return browser.look()


# Citizens ----------------------------------------------------------------------------


def _choose_moment(browser):
    """Look for two Kids-ID cards, until the page with the free slots."""
    browser.go("/afspraak", ".o_municipal_product", height=900)
    browser.click(".o_municipal_product a, a.o_municipal_product", "Kids-ID aanvragen")
    browser.see("form#products")
    browser.js(
        f"(() => {{ const many = {browser.find('form#products select')};"
        " many.value = '2';"
        " many.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )
    browser.click("form#products button[type='submit']")
    browser.see(".o_municipal_times")


@description()
def booking_moment(browser):
    _choose_moment(browser)
    return browser.look(full=1700)


@description()
def booking_confirmation(browser):
    _choose_moment(browser)
    browser.click(".o_municipal_times li button")
    browser.type("#name", "Jan Peeters")
    browser.type("#email", "jan.peeters@example.com")
    browser.click("form.o_municipal_form button[type='submit']")
    browser.see(".o_municipal_code, .o_municipal_qr, img[src*='barcode']")
    browser.size(468, 1080)
    browser.js("scrollTo(0, 0)")
    return browser.look()


@description()
def kiosk(browser):
    """Its first page, the products of a service, and a ticket."""
    path, size = "/municipal/screen/demo-kiosk", {"width": 800, "height": 1386}
    browser.go(path, ".o_choice", **size)
    pages = [browser.look()]
    browser.go(f"{path}/services", "a.o_item", **size)
    browser.click("a.o_item", "Burgerzaken")
    browser.see("a.o_item", "Kids-ID")
    pages.append(browser.look())
    browser.click("a.o_item:not(.o_not_now)")
    browser.click("form.o_chosen .o_decide button.o_go")
    browser.see("img.o_qr")
    pages.append(browser.look())
    return beside([page.reduce(2) for page in pages], gap=0)


# Clerks: these change the town -------------------------------------------------------


@manual("clerk")
def urgent(browser):
    browser.go("/odoo/agenda", ".fc-event")
    browser.click(".o_municipal_without")
    browser.type(".modal .o_field_widget[name=product_id] input", "reispas aan")
    browser.click(".o-autocomplete--dropdown-item", "Reispas aanvragen")
    browser.see(".modal .o_field_widget[name=first_clock]")
    return browser.look()


@manual("clerk")
def phone(browser):
    browser.go("/odoo/agenda", ".fc-event", height=900)
    browser.click(".o_municipal_new")
    browser.type(".modal .o_field_widget[name=product_id] input", "elektronische id")
    browser.click(".o-autocomplete--dropdown-item", "aanvragen")
    browser.see(".modal .o_municipal_slot_list button")
    return browser.look()


@manual("clerk")
def count(browser):
    browser.go("/odoo/quick-counter", ".o_municipal_quick_counter_button", height=640)
    for number in (0, 0, 1, 0):
        button = "document.querySelectorAll('.o_municipal_quick_counter_button')"
        browser.js(f"{button}[{number}].click()")
        browser.look()
    return browser.look()


@manual("reception")
def reception(browser):
    browser.go("/odoo/reception", ".o_municipal_give", height=640)
    return browser.look()


def _sit_down(browser, number):
    browser.go("/odoo/desk", ".o_municipal_desk, .o_municipal_desk_screen_bar")
    if browser.js("Boolean(document.querySelector('.o_municipal_desk'))"):
        browser.click(".o_municipal_desk", number)
    browser.see(".o_municipal_desk_screen_bar")


def _call(browser):
    """Sit down and call somebody, unless that was done for another picture."""
    _sit_down(browser, "1")
    if not browser.js("Boolean(document.querySelector('.o_municipal_called'))"):
        browser.click(".o_municipal_primary", "Volgende")
    browser.see(".o_municipal_called")


@description("clerk")
def desk(browser):
    _call(browser)
    return browser.look()


@manual("clerk")
def finish(browser):
    _call(browser)
    browser.click(".o_municipal_primary", "Starten")
    browser.see(".o_municipal_primary", "Afwerken")
    browser.look()  # buttons that take each other's place rest a moment
    browser.click(".o_municipal_primary", "Afwerken")
    browser.click(".o_municipal_finish button", "Kon niet")
    return browser.look()


@description("clerk")
def waiting(browser):
    """A phone that waits, and the same when its number is called."""
    _sit_down(browser, "1")
    found = browser.rpc(
        "municipal.visit",
        "search_read",
        [["state", "=", "waiting"], ["ticket", "=like", "B%"]],
        ["access_token", "ticket"],
        order="arrival desc",
        limit=1,
    )
    path = f"/wachten/{found[0]['access_token']}"
    browser.go(path, "h1, h2, .o_number", width=320, height=666)
    waits = browser.look()
    browser.log_in("clerk2")
    _sit_down(browser, "2")
    place = browser.rpc("resource.resource", "desk_desks")
    two = next(desk["id"] for desk in place if desk["mine"])
    browser.rpc("resource.resource", "desk_call", [two], found[0]["id"])
    browser.go(path, "h1, h2, .o_number", width=320, height=666)
    return beside([waits, browser.look()], gap=0)


@description("manager")
def display(browser):
    _sit_down(browser, "3")
    browser.click(".o_municipal_primary", "Volgende")
    browser.go("/municipal/screen/demo-display", "#calls li", width=1280, height=720)
    return browser.look()


@manual("manager")
def conflict(browser):
    """Close a day on which visitors are expected: what the manager then decides."""
    browser.go(f"{action('municipal_closing_action')}/new", ".o_form_view")
    browser.type(".o_field_widget[name=name] input", "Staking")
    browser.click(".o_form_button_save")
    browser.click(".modal .modal-footer button.btn-primary")
    browser.see(".o_field_widget[name=line_ids] .o_data_row")
    return browser.look()


def _make(browser, function, path):
    """Make a picture; where it cannot be made, keep what stands there, and go on."""
    try:
        keep(function(browser), path)
        print(path.name, flush=True)
    except SystemExit as reason:
        failed = FAILED / path.name
        keep(browser.look(), failed)
        print(f"{path.name}: {reason}; see {failed}", file=sys.stderr, flush=True)
        FAILURES.append(path.name)


def main(base, static, *names):
    chosen = names or PICTURES
    unknown = set(chosen) - set(PICTURES)
    if unknown:
        raise SystemExit(f"No such picture: {', '.join(sorted(unknown))}")
    browser = Browser(base)
    try:
        for name, (path, login, function) in PICTURES.items():
            if name in chosen:
                browser.log_in(login)
                _make(browser, function, Path(static) / path)
    finally:
        browser.quit()
    if FAILURES:
        raise SystemExit(f"Not made: {', '.join(FAILURES)}")


if __name__ == "__main__":
    main(*sys.argv[1:])

import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ...models.after_booking.municipal_find_try import PER_ADDRESS
from ...models.common.refusal import Refusal
from ..axe_common import AXE
from ..booking_common import BookingCase, iso

#: shows one page after the other, and tells what is below WCAG 2.2 AA
CHECK = """
const TARGETS =
    "#wrap a.btn, #wrap button:not([tabindex='-1']), #wrap select, #wrap summary, " +
    "#wrap li > a, #wrap input:not([type='hidden'], [type='checkbox'], [type='radio'])";
const wrong = [];

async function show(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("#wrap").replaceWith(page.querySelector("#wrap"));
    document.title = page.title;
}

async function check(path) {
    const results = await axe.run(
        {
            include: [["html"]],
            exclude: [["#wrapwrap > header"], ["#wrapwrap > footer"]],
        },
        { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }
    );
    for (const violation of results.violations) {
        for (const node of violation.nodes) {
            wrong.push(`${path}: ${violation.id} ${node.html} ${node.failureSummary}`);
        }
    }
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) {
        wrong.push(`${path}: ${wide} pixels wider than the screen`);
    }
    for (const target of document.querySelectorAll(TARGETS)) {
        const { width, height } = target.getBoundingClientRect();
        if (height && (height < 44 || width < 44)) {
            wrong.push(`${path}: too small ${target.outerHTML} ${width}x${height}`);
        }
    }
}

(async () => {
    for (const { path, press } of PAGES) {
        await show(await fetch(path));
        for (const selector of press) {
            const button = document.querySelector(selector);
            const body = new URLSearchParams(new FormData(button.form));
            if (button.name) {
                body.set(button.name, button.value);
            }
            await show(await fetch(button.form.action, { method: "POST", body }));
        }
        if (press.includes("#confirm") && !document.querySelector("#error")) {
            wrong.push(`${path}: no message on the page`);
        }
        await check(path);
    }
    if (wrong.length) {
        console.error(wrong.join(" | "));
    } else {
        console.log("test successful");
    }
})();
"""


class AccessibilityCase(BookingCase):
    def check(self, *paths, press=()):
        pages = [{"path": path, "press": press} for path in paths]
        # Every browser is another visitor, whom the holds of the former would stop.
        self.env.cr.execute("DELETE FROM municipal_reservation WHERE hold_key != ''")
        code = f"{AXE}\nconst PAGES = {json.dumps(pages)};\n{CHECK}"
        self.browser_js("/afspraak", code, timeout=120)

    def details(self, start):
        return f"/afspraak/gegevens?q_{self.kids_id.id}=1&start={iso(start)}"

    def check_booking_pages(self):
        slug = self.env["ir.http"]._slug
        self.kids_id.digital_url = "https://digital.example.com"
        moments = f"/afspraak/moment?q_{self.kids_id.id}"
        self.check(
            "/afspraak",
            "/afspraak?q=xyzzyxyzzy",
            f"/afspraak/product/{slug(self.kids_id)}",
            f"/afspraak/product/{slug(self.foreigner)}",
            "/afspraak/uren",
            self.service._hours_path(self.location),
            f"{moments}=9",
            f"{moments}=1",
            self.details(self.free_starts(hour=9)[0]),
        )

    def check_nothing_free(self):
        """All that there can be instead: another building, walk-in, online."""
        other = self.location.copy({"name": "Other hall"})
        self.type.location_ids |= other
        self.kids_id.digital_url = "https://digital.example.com"
        self.desks[0].active = False
        self.desks[1].location_id = other
        asked = f"q_{self.kids_id.id}=1&location={self.location.id}"
        self.type.waiting_list = True
        self.check(f"/afspraak/moment?{asked}")

    def check_waiting_list(self):
        """Joining, what is wrong, waiting, and an offer."""
        self.type.waiting_list = True
        self.desks[1].active = False
        start = self.free_starts(hour=9)[0]
        asked = f"/afspraak/wachtlijst?q_{self.kids_id.id}=1"
        self.check(asked)
        self.check(asked, press=["#confirm"])
        booking = self.book(start=self.free_starts(hour=10)[-1])
        self.check(booking.get_portal_url("/earlier"))
        waiting = self.env["municipal.waiting"]._join(
            [(self.kids_id, 1)], {"name": "Bob Claes", "email": "bob@example.com"}
        )
        self.check(waiting._page_path(), "/afspraak/wachtlijst/unknown")
        waiting.write(
            {
                "state": "offered",
                "offer_start": start,
                "offer_until": fields.Datetime.now() + timedelta(hours=1),
                "offer_key": "offer",
                "offer_location_id": self.location.id,
            }
        )
        self.check(waiting._page_path())
        waiting._leave()
        self.check(waiting._page_path())

    def check_refusals(self):
        start = self.free_starts(hour=9)[0]
        self.check(self.details(start), press=["#confirm"])
        for _desk in self.desks:
            self.book(start=start)
        self.type.location_ids |= self.location.copy({"name": "Other hall"})
        moment = f"/afspraak/moment?q_{self.kids_id.id}=1"
        here = f"&location={self.location.id}"
        self.check(self.details(start) + here, moment, moment + here)

    def check_holds(self):
        """With a hold, after it, without one, and when somebody was faster."""
        start = self.free_starts(hour=9)[0]
        moment = f"/afspraak/moment?q_{self.kids_id.id}=1&day={start:%Y-%m-%d}"
        first = ".o_municipal_times button"
        self.check(moment, press=[first])
        self.check(moment, press=[first, ".o_municipal_change button"])
        self.check(self.details(start))
        self.check(self.details(start), press=["button[name='hold']", "#confirm"])
        Booking = self.env.registry["resource.booking"]
        faster = Refusal("Somebody was faster", "moment")
        with patch.object(Booking, "_hold_slot", side_effect=faster):
            self.check(self.details(start), press=["button[name='hold']"])
            self.check(moment, press=[first])
        self.company.municipal_holds_per_address = 0
        self.check(self.details(start))
        booking = self.book(start=self.free_starts(hour=10)[0])
        self.check(booking.get_portal_url("/move"), press=[first])

    def check_appointment_pages(self):
        booking, cancelled = self.book(), self.book()
        cancelled.with_context(using_portal=True)._cancel()
        free = iso(self.free_starts(hour=10)[0])
        self.check(
            booking.get_portal_url(),
            booking.get_portal_url(query_string="&message=booked"),
            booking.get_portal_url("/cancel"),
            booking.get_portal_url("/move"),
            booking.get_portal_url("/move", query_string=f"&start={free}"),
            f"/my/appointments/{booking.id}",
            cancelled.get_portal_url(),
            booking.get_portal_url(query_string="&message=late"),
        )

    def check_after_booking(self):
        """Find it again, on the day itself, and other products with a move."""
        self.service.guidance_enabled = True
        self.location.phone_check_in = "anywhere"
        find = "/afspraak/vinden"
        self.check(find, f"{find}/verstuurd")
        self.check(find, press=[".o_municipal_form button"])
        booking = self.book()
        pieces = f"&q_{self.kids_id.id}=9"
        self.check(
            booking.get_portal_url("/move", query_string=pieces),
            booking.get_portal_url("/move", query_string=pieces.replace("9", "2")),
        )
        self.clock.move_to(booking.start - timedelta(minutes=10))
        self.check(booking.get_portal_url())
        self.check(booking.get_portal_url(), press=["button[name='minutes']"])
        self.location.write({"latitude": 51, "longitude": 3, "phone_check_in": "near"})
        self.check(booking.get_portal_url())

    def check_states(self):
        """What the page of an appointment says at each step of the visit."""
        booking = self.book()
        visit, url = booking.visit_id, booking.get_portal_url()
        self.clock.move_to(booking.start + timedelta(minutes=10))
        self.check(url)
        for step in ("checked_in", "called", "started", "paused", "finished"):
            visit._take_step(step)
            self.check(url)
        self.clock.move_to(booking.start + timedelta(days=2))
        self.check(url)
        booking = self.book()
        url = booking.get_portal_url()
        self.clock.move_to(booking.start + timedelta(minutes=20))
        booking.visit_id.action_miss()
        self.check(url)
        booking.visit_id.action_arrive()
        booking.visit_id.action_leave()
        self.check(url)

    def check_found_nothing(self):
        """Guessed too often, and pages that are not there."""
        Try = self.env["municipal.find.try"]
        hidden = {"address": Try._hide_address("127.0.0.1"), "code": Try._hide("x")}
        for _number in range(PER_ADDRESS):
            Try._note(None, False, hidden)
        self.check_form("/afspraak/vinden", code="AAAA-AAAA", contact="an@example.com")
        self.check("/afspraak/nowhere", "/my/appointments/nowhere")

    def check_form(self, path, **typed):
        """Look at the answer to a form that somebody filled in."""
        query = "&".join(f"{name}={text}" for name, text in typed.items())
        self.check(f"{path}?{query}", press=["form.o_municipal_form button"])

    def check_statements(self):
        self.check("/afspraak/privacy", "/afspraak/toegankelijkheid")
        self.company.write(
            {
                "municipal_evaluation": True,
                "municipal_privacy_contact": "dpo@town.example.com",
                "municipal_privacy_confirmed": fields.Date.today(),
                "municipal_accessibility_status": "partly",
                "municipal_accessibility_confirmed": fields.Date.today(),
            }
        )
        self.check("/afspraak/privacy", "/afspraak/toegankelijkheid")

    def check_the_rest(self):
        self.check_states()
        self.check_found_nothing()
        self.check_statements()


@tagged("post_install", "-at_install")
class TestAccessibilityScreen(AccessibilityCase):
    """WCAG 2.2 AA by axe-core, and targets that a shaking hand can hit."""

    def test_booking_pages(self):
        self.check_booking_pages()

    def test_nothing_free(self):
        self.check_nothing_free()

    def test_waiting_list(self):
        self.check_waiting_list()

    def test_refusals(self):
        self.check_refusals()

    def test_holds(self):
        self.check_holds()

    def test_appointment_pages(self):
        self.check_appointment_pages()

    def test_after_booking(self):
        self.check_after_booking()


@tagged("post_install", "-at_install")
class TestAccessibilityPhone(AccessibilityCase):
    """The same on an old phone, where nothing may be wider than the screen."""

    browser_size = "390x844"

    def test_booking_pages(self):
        self.check_booking_pages()

    def test_nothing_free(self):
        self.check_nothing_free()

    def test_waiting_list(self):
        self.check_waiting_list()

    def test_refusals(self):
        self.check_refusals()

    def test_holds(self):
        self.check_holds()

    def test_appointment_pages(self):
        self.check_appointment_pages()

    def test_after_booking(self):
        self.check_after_booking()

    def test_the_rest(self):
        self.check_the_rest()


@tagged("post_install", "-at_install")
class TestAccessibilitySmallPhone(AccessibilityCase):
    """The narrowest screen that WCAG asks for."""

    browser_size = "320x640"

    def test_nothing_free(self):
        self.check_nothing_free()

    def test_waiting_list(self):
        self.check_waiting_list()

    def test_after_booking(self):
        self.check_after_booking()

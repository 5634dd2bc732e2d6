import json
from pathlib import Path

import axe_core_python

from odoo.tests import tagged

from .booking_common import BookingCase, iso

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
#: shows one page after the other, and tells what is below WCAG 2.1 AA
CHECK = """
const TARGETS =
    "#wrap a.btn, #wrap button, #wrap select, #wrap summary, #wrap li > a, " +
    "#wrap input:not([type='hidden'], [type='checkbox'], [type='radio'])";
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
        { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }
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
    for (const { path, send } of PAGES) {
        await show(await fetch(path));
        if (send) {
            const form = document.querySelector("form.o_municipal_form");
            const body = new URLSearchParams(new FormData(form));
            await show(await fetch(form.action, { method: "POST", body }));
        }
        if (send && !document.querySelector("#error")) {
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
    def check(self, *paths, send=False):
        pages = [{"path": path, "send": send} for path in paths]
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
            f"{moments}=9",
            f"{moments}=1",
            self.details(self.free_starts(hour=9)[0]),
        )

    def check_refusals(self):
        start = self.free_starts(hour=9)[0]
        self.check(self.details(start), send=True)
        for _desk in self.desks:
            self.book(start=start)
        self.type.location_ids |= self.location.copy({"name": "Other hall"})
        moment = f"/afspraak/moment?q_{self.kids_id.id}=1"
        here = f"&location={self.location.id}"
        self.check(self.details(start) + here, moment, moment + here)

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
        )


@tagged("post_install", "-at_install")
class TestAccessibilityScreen(AccessibilityCase):
    """WCAG 2.1 AA by axe-core, and targets that a shaking hand can hit."""

    def test_booking_pages(self):
        self.check_booking_pages()

    def test_refusals(self):
        self.check_refusals()

    def test_appointment_pages(self):
        self.check_appointment_pages()


@tagged("post_install", "-at_install")
class TestAccessibilityPhone(AccessibilityCase):
    """The same on an old phone, where nothing may be wider than the screen."""

    browser_size = "390x844"

    def test_booking_pages(self):
        self.check_booking_pages()

    def test_refusals(self):
        self.check_refusals()

    def test_appointment_pages(self):
        self.check_appointment_pages()

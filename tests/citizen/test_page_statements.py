from odoo.tests import tagged

from ...models.finding import municipal_product_access
from ..booking_common import BookingCase, iso

SECONDS = municipal_product_access.REMEMBERED_SECONDS


@tagged("post_install", "-at_install")
class TestPageStatements(BookingCase):
    """What the pages of the flow ask of the database, once a process has begun.

    Numbers, and never times. Two desks or twenty, ten bookings or ten thousand: the
    statements are the same; ``./dev/bench website`` counts them in a town of that size.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # other modules may look up more for their menus
        cls.env["website.menu"].search([("url", "=like", "/%/%-%")]).unlink()

    def setUp(self):
        super().setUp()
        self.patch(municipal_product_access, "REMEMBERED_SECONDS", SECONDS)
        self.start = self.free_starts(hour=9)[0]
        self.chosen = f"q_{self.kids_id.id}=1"

    def statements(self, act):
        """Return the statements of the one request that an action sends."""
        nested = self.profile(collectors=["sql"], db=False)
        with nested:
            act()
        [request] = nested._profiler__.sub_profilers
        return [entry["full_query"] for entry in request.collectors[0].entries]

    def asked(self, path):
        """Return the statements of a page that was opened before."""
        for _warm in range(2):
            self.url_open(path)
        return self.statements(lambda: self.url_open(path))

    def check(self, statements, most):
        told = "\n".join(statement.strip()[:150] for statement in statements)
        self.assertLessEqual(len(statements), most, told)

    def test_pages_that_are_remembered(self):
        for path in ("/afspraak", self.kids_id._page_path()):
            self.check(self.asked(path), 2)

    def test_search(self):
        self.check(self.asked("/afspraak?q=passport"), 5)

    def test_slots(self):
        self.check(self.asked(f"/afspraak/moment?{self.chosen}"), 3)

    def test_details(self):
        path = f"/afspraak/gegevens?{self.chosen}&start={iso(self.start)}"
        self.check(self.asked(path), 5)

    def test_page_of_an_appointment(self):
        booking = self.book(start=self.start)
        self.check(self.asked(booking.get_portal_url()), 10)

    def test_a_slot_that_was_just_taken(self):
        """Who is too late begins again, and knows the town already."""
        self.asked(f"/afspraak/moment?{self.chosen}")
        for _desk in self.desks:
            self.book(start=self.start)
        self.choose(self.start)
        self.check(self.statements(lambda: self.choose(self.start)), 12)

    def test_booking(self):
        """A citizen who is not known yet, and gets a mail."""
        self.send()
        free = [start for start in self.free_starts(hour=9) if start != self.start]
        for start, most in ((free[0], 22), (free[1], 20)):
            # the second one is kept
            key = most == 20 and self.choose(start) and self.key_of(start)
            form = {"start": iso(start), **({"request_key": key} if key else {})}
            statements = self.statements(lambda form=form: self.send(**form))
            made = self.env["resource.booking"].search([("start", "=", start)])
            self.assertTrue(made)
            self.check(statements, most)

    def key_of(self, start):
        """Return the key in the form with the details of a slot."""
        page = self.page(f"/afspraak/gegevens?{self.chosen}&start={iso(start)}")
        return page.cssselect("input[name=request_key]")[0].get("value")

from datetime import timedelta

from odoo import Command, fields, http
from odoo.tests import Form, tagged

from ...models.demand import municipal_demand
from ..common import hours
from ..screens_common import ScreenCase


@tagged("post_install", "-at_install")
class TestDemand(ScreenCase):
    """What visitors ask for in vain, counted without persons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what the demo tells of its own years
        cls.env["municipal.demand"].search([]).unlink()
        cls.nothing = f"/afspraak/niets-vrij?q_{cls.passport.id}=1"

    def demand(self, **values):
        domain = [("company_id", "=", self.company.id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["municipal.demand"].search(domain)

    def times(self, **values):
        return sum(self.demand(**values).mapped("times"))

    def tell(self, path, headers=None, **values):
        """Send what the script of a page sends."""
        values = {"csrf_token": http.Request.csrf_token(self), **values}
        answer = self.url_open(path, data=values, headers=headers)
        self.assertEqual(answer.status_code, 204, answer.text[:300])

    def closed_desks(self):
        self.desks.active = False

    def open_hours(self, *lines):
        self.calendar.attendance_ids = hours(*lines)

    # slots

    def test_a_page_without_a_slot_tells_where_it_is_counted(self):
        self.closed_desks()
        page = self.page(f"/afspraak/moment?q_{self.passport.id}=1")
        [mark] = page.cssselect(".o_municipal_unmet")
        self.assertFalse(self.demand(), "opening the page counts nothing")
        self.tell(mark.get("data-count"))
        self.assertRecordValues(
            self.demand(),
            [
                {
                    "kind": "slot",
                    "reason": "full",
                    "channel": "website",
                    "product_id": self.passport.id,
                    "service_id": self.service.id,
                    "day": self.company._today(),
                    "times": 1,
                    "word": False,
                }
            ],
        )

    def test_the_server_looks_again_whether_there_is_a_slot(self):
        page = self.page(f"/afspraak/moment?q_{self.passport.id}=1")
        self.assertFalse(page.cssselect(".o_municipal_unmet"))
        self.tell(self.nothing)
        self.assertFalse(self.demand())

    def test_slots_that_come_later_are_no_full_agenda(self):
        # it is nine o'clock: half an hour later those of today are released
        self.type.release_ids = [
            Command.create({"percent": 100, "days_before": 0, "hour": 9.5})
        ]
        self.tell(self.nothing)
        self.assertEqual(self.times(reason="not_released"), 1)

    def test_a_browser_counts_once_a_day_and_a_robot_never(self):
        self.closed_desks()
        self.tell(self.nothing, headers={"User-Agent": "Googlebot/2.1"})
        self.tell(self.nothing, csrf_token="x" * 40)
        self.assertEqual(self.times(), 0)
        self.tell(self.nothing), self.tell(self.nothing)
        self.assertEqual(self.times(), 1)

    def test_nonsense_counts_nothing(self):
        self.closed_desks()
        for query in ("", f"q_{self.passport.id}=x", f"q_{self.passport.id}=9999"):
            self.tell(f"/afspraak/niets-vrij?{query}")
        self.page("/afspraak/niets-vrij", 404)
        self.assertFalse(self.demand())

    def test_no_robot_fills_the_table(self):
        self.patch(municipal_demand, "MOST_A_DAY", 3)
        self.closed_desks()
        for _browser in range(5):
            self.authenticate(None, None)
            self.tell(self.nothing)
        self.assertEqual(self.times(), 3)
        self.tell(f"/afspraak/niets-vrij?q_{self.kids_id.id}=1")
        self.assertEqual(self.times(product_id=self.kids_id.id), 1, "another product")

    def test_a_clerk_counts_what_suited_nobody(self):
        requests = self.env["municipal.booking.request"].with_user(self.clerk)
        bookings = self.env["resource.booking"].search_count([])
        with Form(requests) as form:
            form.product_id = self.passport
            form.nothing_found = True
        form.record.action_nothing_found()
        self.assertEqual(self.times(channel="staff", reason="not_suitable"), 1)
        self.closed_desks()
        with Form(requests) as form:
            form.product_id = self.passport
            form.nothing_found = True
        form.record.action_nothing_found()
        self.assertEqual(self.times(channel="staff", reason="full"), 1)
        self.assertEqual(self.env["resource.booking"].search_count([]), bookings)

    # tickets

    def test_a_ticket_that_is_refused_says_why(self):
        now = 9  # on the clock of the building
        asked = {
            "closing": lambda: self.open_hours((0, 8, now + 0.1, "both")),
            "closed": lambda: self.open_hours((1, 8, 12, "both")),
            "later": lambda: self.open_hours((0, now + 1, 12, "both")),
            "by_appointment": lambda: self.open_hours((0, 8, 12, "appointment")),
        }
        for reason, prepare in asked.items():
            with self.subTest(reason):
                prepare()
                self.assertEqual(self.take_ticket().status_code, 422)
                self.assertEqual(self.times(kind="ticket", reason=reason), 1)
        self.assertEqual(self.times(location_id=self.location.id), len(asked))

    def test_the_daily_maximum_is_a_reason(self):
        self.service.daily_tickets = 1
        self.ticket()
        self.take_ticket()
        self.assertEqual(self.times(kind="ticket", reason="daily_maximum"), 1)

    def test_a_mistake_is_no_demand(self):
        self.take_ticket(**{f"q_{self.passport.id}": "999"})
        self.service.guidance_enabled = False
        self.take_ticket()
        self.assertFalse(self.demand())

    def test_who_reads_that_there_is_no_ticket_is_counted_by_a_message(self):
        self.open_hours((1, 8, 12, "both"))
        path = f"/product/{self.passport.id}"
        [mark] = self.look(path).cssselect("[data-refused]")
        self.assertFalse(self.demand())
        self.assertEqual(mark.get("data-refused"), self.address(path))
        self.press(path)
        self.assertEqual(self.times(kind="ticket", reason="closed"), 1)
        self.press("/product/x"), self.press("/product/999999")
        self.assertEqual(self.press(path, self.display).status_code, 404)
        self.assertEqual(self.times(), 1)

    # words

    def test_a_word_is_shown_once_it_was_typed_on_three_days(self):
        Demand = self.env["municipal.demand"]
        today = fields.Date.today()
        for days in (9, 8, 7):
            self.authenticate(None, None)
            self.tell("/afspraak/niets-gevonden", q="Huisnummerbord")
            self.demand(day=today).day = today - timedelta(days=days)
            Demand._gc_single_demands()
            words = set(self.demand(kind="word").mapped("word"))
            shown = {"huisnummerbord"} if days == 7 else {False}
            self.assertEqual(words, shown, days)
        self.assertEqual(self.times(kind="word", word="huisnummerbord"), 3)

    def test_nothing_that_tells_who_it_was_is_kept(self):
        for text in (
            "85.07.30-033.28",
            "an.peeters@example.com",
            "0471 12 34 56",
            "x7y8z9",
            "z" * 41,
            "\u202e",
            "  ",
        ):
            self.authenticate(None, None)
            self.tell("/afspraak/niets-gevonden", q=text)
        self.env.flush_all()
        self.env.cr.execute("SELECT typed, word FROM municipal_demand")
        self.assertEqual(set(self.env.cr.fetchall()), {(None, None)})
        self.assertEqual(self.times(kind="word"), 5, "each is a search without result")

    def test_only_the_word_that_nothing_has_is_kept(self):
        self.tell("/afspraak/niets-gevonden", q="passport ZWEMBAD")
        self.tell("/afspraak/niets-gevonden", q="passport")
        self.env.cr.execute("SELECT typed FROM municipal_demand")
        self.assertEqual(self.env.cr.fetchall(), [("zwembad",)])

    def test_rare_words_are_forgotten(self):
        Demand = self.env["municipal.demand"]
        self.tell("/afspraak/niets-gevonden", q="Jansens")
        self.demand().day = fields.Date.today() - timedelta(days=91)
        Demand._gc_single_demands()
        self.env.cr.execute("SELECT typed, times FROM municipal_demand")
        self.assertEqual(self.env.cr.fetchall(), [(None, 1)])

    def test_nobody_reads_a_word_before_it_is_shown(self):
        self.assertNotIn(
            "typed", self.env["municipal.demand"].with_user(self.manager).fields_get()
        )

    def test_the_page_without_result_tells_where_it_is_counted(self):
        [mark] = self.page("/afspraak", q="zwembad").cssselect(".o_municipal_unmet")
        self.assertEqual(mark.get("data-q"), "zwembad")
        self.assertEqual(mark.get("data-count"), "/afspraak/niets-gevonden")

    # outside the opening hours

    def test_contacts_while_nobody_receives_are_counted(self):
        visits = self.env["municipal.visit"].with_user(self.clerk)
        place = (self.location.id,)
        for channel in ("phone", "quick_counter", "mail"):
            visits.count_contact(self.passport.id, channel, *place)
        self.assertFalse(self.demand(), "it is open day and night")
        self.open_hours((1, 8, 12, "both"))
        for channel in ("phone", "quick_counter", "mail"):
            visits.count_contact(self.passport.id, channel, *place)
        self.env["municipal.digital.use"]._count(self.passport)
        reasons = self.demand(kind="outside").mapped("reason")
        self.assertEqual(sorted(reasons), ["digital", "phone", "visit"])

    def test_days_that_are_over_become_one_row(self):
        self.closed_desks()
        for _browser in range(3):
            self.authenticate(None, None)
            self.tell(self.nothing)
        Demand = self.env["municipal.demand"]
        Demand._gc_single_demands()
        self.assertEqual(len(self.demand()), 3, "the day is not over")
        self.demand().day = fields.Date.today() - timedelta(days=3)
        Demand._gc_single_demands()
        self.assertEqual((len(self.demand()), self.times()), (1, 3))
        with self.assertQueryCount(3):
            Demand._gc_single_demands()

    def test_another_town_knows_nothing_of_it(self):
        self.closed_desks()
        self.tell(self.nothing)
        other = self.env["res.company"].create({"name": "Other town"})
        manager = self.manager.copy(
            {"login": "m2", "company_id": other.id, "company_ids": other.ids}
        )
        Demand = self.env["municipal.demand"]
        self.assertEqual(Demand.with_user(self.manager).search_count([]), 1)
        self.assertFalse(Demand.with_user(manager).search_count([]))

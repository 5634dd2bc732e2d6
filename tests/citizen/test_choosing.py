from datetime import datetime, timedelta

from psycopg2 import IntegrityError
from pytz import utc

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..booking_common import BRUSSELS, BookingCase
from ..common import hours


@tagged("post_install", "-at_install")
class TestChoosing(BookingCase):
    """What helps a visitor to choose: when, where, for how many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Wednesday afternoon and Thursday evening besides the mornings
        cls.calendar.attendance_ids = hours(
            *[
                (day, 9, 12, "walk_in" if day == 1 else "appointment")
                for day in range(5)
            ],
            (2, 13, 15, "appointment"),
            (3, 16, 19, "appointment"),
        )

    def slots(self, lines=None, **params):
        params = {f"q_{self.kids_id.id}": 1, **params}
        return self.page("/afspraak/moment", **params)

    def times(self, page):
        return [
            button.get("value")
            for button in page.cssselect(".o_municipal_times button")
        ]

    def days(self, page):
        return page.cssselect(".o_municipal_days a")

    def parts(self, page):
        return {self.text(a): a for a in page.cssselect(".o_municipal_parts a")}

    # when

    def test_the_first_free_slot_is_one_press_away(self):
        page = self.slots(day=str(self.free_starts()[-1].date()))
        [button] = page.cssselect(".o_municipal_soonest button")
        first = min(self.type._free_slots([(self.kids_id, 1)], *self.period()))
        self.assertEqual(button.get("value"), f"{first:%Y-%m-%dT%H:%M:%SZ}")
        self.assertIn("First free slot: Monday 12 October at", self.text(button))
        [form] = button.iterancestors("form")
        values = {**dict(form.form_values()), "start": button.get("value")}
        answer = self.url_open(form.action, data=values)
        self.assertIn("Your details", self.text(self.parsed(answer).cssselect("h1")[0]))

    def period(self):
        now = utc.localize(fields.Datetime.now())
        return now, now + timedelta(days=60)

    def test_parts_of_the_week(self):
        parts = self.parts(self.slots())
        self.assertEqual(
            list(parts),
            ["All slots", "In the morning", "After 16:00", "Wednesday afternoon"],
        )
        for words, weekday, spans in (
            ("In the morning", None, range(9, 12)),
            ("After 16:00", 3, range(16, 19)),
            ("Wednesday afternoon", 2, range(13, 15)),
        ):
            page = self.parsed(self.url_open(parts[words].get("href")))
            self.assertEqual(self.parts(page)[words].get("aria-current"), "true")
            self.assertTrue(self.times(page))
            for value in self.times(page):
                start = self.local(value)
                self.assertIn(start.hour, spans, words)
                self.assertIn(weekday, (None, start.weekday()), words)

    def local(self, value):
        start = datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ")
        return utc.localize(start).astimezone(BRUSSELS)

    def test_counts_equal_what_is_shown(self):
        for part in ("", "morning", "evening", "wednesday"):
            page = self.slots(part=part)
            for link in self.days(page):
                day = self.parsed(self.url_open(link.get("href")))
                [shown] = day.cssselect(".o_municipal_days [aria-current='date']")
                number = self.text(shown.cssselect(".o_free")[0]).split()[0]
                self.assertEqual(int(number), len(self.times(day)), part)

    def test_the_part_stays_on_the_way(self):
        page = self.slots(part="morning")
        [later] = page.xpath("//a[contains(., 'Later days')]/@href")
        for link in [later, *(a.get("href") for a in self.days(page))]:
            self.assertIn("part=morning", link)
            times = self.times(self.parsed(self.url_open(link)))
            self.assertTrue(all(self.local(value).hour < 12 for value in times))

    def test_nothing_in_that_part(self):
        """Not the page that says that there is nothing at all."""
        self.calendar.attendance_ids = hours((0, 9, 12, "appointment"))
        page = self.slots(part="evening")
        self.assertIn("There is no free slot then", self.text(page))
        self.assertNotIn("call us", self.text(page.cssselect("#days")[0]))
        [link] = page.cssselect("#days a")
        self.assertTrue(self.times(self.parsed(self.url_open(link.get("href")))))
        self.assertFalse(self.parts(self.slots()), "there is nothing to choose")

    def test_nonsense_is_all(self):
        for part in ("x", "é", "morning'--", ""):
            self.assertEqual(
                self.times(self.slots(part=part)), self.times(self.slots())
            )

    def test_walk_in_days_stand_among_the_others(self):
        page = self.slots()
        row = [self.text(li) for li in page.cssselect(".o_municipal_days li")]
        self.assertIn("Monday 12 October", row[0])
        self.assertIn("Tuesday 13 October", row[1])
        self.assertIn("without appointment", row[1])
        self.assertIn("Wednesday 14 October", row[2])
        self.assertFalse(page.xpath("//li[contains(., 'Tuesday 13')]//a"))
        foreigner = self.page("/afspraak/moment", **{f"q_{self.foreigner.id}": 1})
        days = " ".join(map(self.text, foreigner.cssselect(".o_municipal_days li")))
        self.assertNotIn("without appointment", days, "it always needs one")

    # where

    def other_hall(self):
        """Open another building, where there is a desk from next week on."""
        hall = self.location.copy({"name": "Other hall", "street": "Dorp 2"})
        self.type.location_ids |= hall
        self.desks[1].location_id = hall
        return hall

    def test_each_building_says_its_first_free_day(self):
        self.other_hall()
        hall_desk = self.desks[1]
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": hall_desk.id,
                "calendar_id": hall_desk.calendar_id.id,
                "date_from": "2026-10-12 00:00:00",
                "date_to": "2026-10-14 21:00:00",
            }
        )
        page = self.slots()
        places = [self.text(li) for li in page.cssselect("#location li")]
        first_days = dict.fromkeys(places[:2])
        for place in first_days:
            day = (
                "Thursday 15 October" if "Other hall" in place else "Monday 12 October"
            )
            self.assertIn(f"first free: {day}", place)
        self.assertIn("makes no difference", places[2])

    def test_it_makes_no_difference(self):
        """All slots are shown; before confirming one reads in which building."""
        hall = self.other_hall()
        start = self.free_starts(hour=9)[0]
        self.book(start=start, location=self.location)
        page = self.slots(location="any", day=str(start.date()))
        wanted = f"{start:%Y-%m-%dT%H:%M:%SZ}"
        self.assertIn(wanted, self.times(page))
        details = self.parsed(self.press(page, self.times(page).index(wanted)))
        self.assertIn(
            "Other hall", self.text(details.cssselect(".o_municipal_summary")[0])
        )
        [form] = details.cssselect("form.o_municipal_form")
        form.fields["name"], form.fields["email"] = "An Peeters", "an@example.com"
        self.url_open(form.action, data=dict(form.form_values()))
        booking = self.env["resource.booking"].search([], order="id desc", limit=1)
        self.assertEqual(booking.location_id, hall)
        self.assertEqual(booking.start, start)

    # for how many

    def test_families_read_for_how_many_children(self):
        self.kids_id.write({"piece": "child", "pieces": "children"})
        product = self.page(self.kids_id._page_path())
        [label] = product.xpath(f"//label[@for='q_{self.kids_id.id}']")
        self.assertEqual(self.text(label), "For how many children?")
        options = product.cssselect(f"#q_{self.kids_id.id} option")
        self.assertEqual(self.text(options[0]), "1 child")
        self.assertEqual(self.text(options[1]), "2 children")
        page = self.page("/afspraak/moment", **{f"q_{self.kids_id.id}": 2})
        self.assertIn("Test Kids-ID for 2 children", self.text(page))
        booking = self.book(lines=[(self.kids_id, 2)])
        self.assertEqual(booking._product_names(), ["Test Kids-ID for 2 children"])
        self.kids_id.sensitive = True
        self.assertEqual(booking._product_names(public=True), ["Appointment"])

    def test_several_products_come_along_all_the_way_back(self):
        asked = {f"q_{self.kids_id.id}": 2, f"q_{self.passport.id}": 1}
        page = self.page("/afspraak/moment", **asked)
        [back] = page.xpath("//a[contains(., 'Change what you come for')]/@href")
        page = self.parsed(self.url_open(back))
        [select] = page.cssselect(f"#q_{self.kids_id.id}")
        self.assertEqual(select.value, "2")
        [box] = page.cssselect(f"#q_{self.passport.id}")
        self.assertTrue(box.checked)
        [back] = page.xpath("//a[contains(., 'All products')]/@href")
        page = self.parsed(self.url_open(back))
        [chosen] = page.xpath("//section[@aria-labelledby='chosen']")
        self.assertIn("Test Kids-ID × 2", self.text(chosen))
        self.assertIn("Test passport", self.text(chosen))
        [on] = chosen.xpath(".//a/@href")
        self.assertTrue(self.times(self.parsed(self.url_open(on))))
        links = page.xpath("//a[contains(@class, 'o_municipal_product')]/@href")
        self.assertTrue(all(f"q_{self.kids_id.id}=2" in link for link in links))

    # what to bring

    def test_the_list_can_be_ticked(self):
        booking = self.book(lines=[(self.kids_id, 1), (self.passport, 1)])
        page = self.page(booking.get_portal_url())
        boxes = page.cssselect(".o_municipal_bring input[type='checkbox']")
        self.assertEqual(len(boxes), 2)
        self.assertFalse([box for box in boxes if box.get("name")], "sent nowhere")
        for box in boxes:
            self.assertTrue(self.text(next(box.iterancestors("label"))))

    def test_ticks_stay_on_the_device(self):
        booking = self.book()
        code = """
            const {TickedList} = odoo.loader.modules.get(
                "@municipal_appointment/website/ticked_list"
            );
            const list = document.querySelector(".o_municipal_ticks");
            const [first, second] = list.querySelectorAll("input");
            const wait = setInterval(() => {
                first.click(); // until somebody listens
                const kept = localStorage.getItem("municipal_appointment.ticked");
                if (!kept || !first.checked) {
                    return;
                }
                clearInterval(wait);
                first.checked = false; // as the page comes from the server
                TickedList.prototype.start.call({el: list});
                const right = first.checked && !second.checked;
                const discreet = right && !kept.includes("child");
                console[discreet ? "log" : "error"](
                    discreet ? "test successful" : kept
                );
            }, 100);
        """
        ready = "odoo.loader.modules.has('@municipal_appointment/website/ticked_list')"
        self.browser_js(booking.get_portal_url(), code, ready)


@tagged("post_install", "-at_install")
class TestAskedParts(BookingCase):
    """Each product says what its visitors fill in, and a remark comes with them."""

    def details(self, **products):
        start = f"{self.free_starts(hour=9)[0]:%Y-%m-%dT%H:%M:%SZ}"
        asked = {f"q_{self.kids_id.id}": 1, "start": start, **products}
        return self.page("/afspraak/gegevens", **asked)

    def newest(self):
        return self.env["resource.booking"].search([], order="id desc", limit=1)

    def test_a_remark_reaches_who_receives_the_visitor(self):
        [area] = self.details().cssselect("#remark")
        self.assertFalse(area.get("required"))
        self.assertEqual(self.send(remark=" Met  een\u200b rolstoel ").status_code, 303)
        booking = self.newest()
        self.assertEqual(booking.remark, "Met  een rolstoel")
        self.assertEqual(booking.visit_id._desk_row()["remark"], "Met  een rolstoel")
        self.assertEqual(self.send(start=self.another()).status_code, 303)
        self.assertFalse(self.newest().remark)

    def another(self):
        return f"{self.free_starts(hour=10)[0]:%Y-%m-%dT%H:%M:%SZ}"

    def test_it_is_in_no_mail_and_told_and_wiped(self):
        self.send(remark="Verstaat alleen Pashto")
        booking = self.newest()
        self.env["municipal.notice"]._write_promised()
        self.assertNotIn(
            "Pashto", " ".join(self.env["mail.mail"].search([]).mapped("body_html"))
        )
        told = str(self.env["municipal.privacy"]._told(booking))
        self.assertIn("Pashto", told)
        booking._wipe_contact()
        self.assertFalse(booking.remark)

    def test_a_remark_has_limits_and_nothing_is_lost(self):
        for wrong in ("x" * 501, "rijksregister 85.07.30-033.28"):
            answer = self.send(remark=wrong, name="")
            self.assertEqual(answer.status_code, 422)
            page = self.parsed(answer)
            links = page.xpath("//*[@id='error']//a/@href")
            self.assertEqual(
                [link.rpartition("#")[2] for link in links], ["name", "remark"]
            )
            self.assertEqual(page.cssselect("#remark")[0].text.strip(), wrong)

    def test_what_must_be_filled_in(self):
        self.kids_id.write({"ask_phone": "required", "ask_remark": "required"})
        page = self.parsed(self.send())
        links = page.xpath("//*[@id='error']//a/@href")
        self.assertEqual(
            [link.rpartition("#")[2] for link in links], ["phone", "remark"]
        )
        answer = self.send(phone="0470123456", remark="Twee kinderen", email="")
        self.assertEqual(answer.status_code, 303)

    def test_what_is_not_asked_is_not_kept(self):
        self.kids_id.write({"ask_email": "hidden", "ask_remark": "hidden"})
        page = self.details()
        self.assertFalse(page.cssselect("#email") + page.cssselect("#remark"))
        self.assertIn("no confirmation by e-mail", self.text(page))
        answer = self.send(phone="0470123456", remark="x", email="an@example.com")
        self.assertEqual(answer.status_code, 303)
        booking = self.newest()
        self.assertFalse(booking.contact_email or booking.remark)
        page = self.parsed(self.send(start=self.another()))
        links = page.xpath("//*[@id='error']//a/@href")
        self.assertEqual([link.rpartition("#")[2] for link in links], ["phone"])

    def test_together_what_one_of_them_must_know_is_asked(self):
        self.kids_id.write({"ask_email": "hidden", "ask_remark": "hidden"})
        self.passport.ask_remark = "required"
        both = self.kids_id | self.passport
        self.assertEqual(
            both._asked_parts(),
            {"email": "optional", "phone": "optional", "remark": "required"},
        )

    def test_clerks_ask_as_they_see_fit(self):
        self.kids_id.write({"ask_email": "required", "ask_remark": "required"})
        contact = {"name": "An", "email": "", "phone": "0470123456"}
        self.assertTrue(self.book(contact=contact, by_staff=True))

    @mute_logger("odoo.sql_db")
    def test_visitors_must_be_reachable(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.kids_id.write({"ask_email": "hidden", "ask_phone": "hidden"})
            self.env.flush_all()

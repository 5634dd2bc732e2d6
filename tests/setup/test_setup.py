from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, freeze_time, new_test_user, tagged

from ..clock_common import NOW
from ..common import empty_mail_queue, share_nothing
from ..setup_common import ADDON, create_new_town, logo

DAY = timedelta(days=1)


class SetupCase(TransactionCase):
    """A municipality of which nothing is there yet, on a Monday morning."""

    lang = "en_US"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        context = dict(cls.env.context, no_reset_password=True)
        cls.env = cls.env(context=context)
        share_nothing(cls)
        empty_mail_queue(cls)
        create_new_town(cls, cls.lang)
        cls.env["ir.cron"].search([]).write(
            {"nextcall": NOW + DAY, "failure_count": 0, "active": True}
        )
        cls.setup = cls.open()

    @classmethod
    def open(cls, user=None):
        setups = cls.env["municipal.setup"].with_user(user or cls.it)
        return setups.browse(setups.action_open()["res_id"])

    def lacking(self, key):
        self.env.invalidate_all()
        [step] = [step for step in self.setup.steps if step["key"] == key]
        return step["lacking"]

    def own(self, model):
        return self.env[model].search([("company_id", "=", self.town.id)])

    def fill_in_town(self):
        self.setup.write(
            {
                "name": "Kleindorp",
                "logo": logo(),
                "phone": "09 000 55 00",
                "email": "info@kleindorp.example.com",
                "website_domain": "afspraken.kleindorp.example.com",
            }
        )

    def add_place(self, **values):
        self.setup.write({"place_name": "Town hall", **values})
        self.setup.action_add_place()
        return self.own("municipal.location")[-1:]

    def begin_with_civil_affairs(self):
        self.setup.action_take_catalogue()
        self.env.invalidate_all()
        self.setup.step = "services"
        civil = self.own("municipal.service").filtered(lambda s: s.code == "B")
        self.setup.write(
            {
                "appointment_service_ids": [Command.set(civil.ids)],
                "guidance_service_ids": [Command.set(civil.ids)],
            }
        )
        self.setup.action_next()
        return civil

    def add_desks(self, numbers="1-2"):
        self.setup.desk_numbers = numbers
        self.setup.action_add_desks()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSetup(SetupCase):
    """A town that did not exist a moment ago."""

    def test_what_was_never_said_is_lacking(self):
        steps = {step["key"]: step["lacking"] for step in self.setup.steps}
        self.assertTrue(all(steps.values()), steps)
        self.assertEqual(self.setup.step, "town")
        self.assertIn("logo", steps["town"])

    def test_the_municipality(self):
        self.fill_in_town()
        self.assertFalse(self.lacking("town"))
        self.assertEqual(self.town.name, "Kleindorp")
        website = self.own("website")
        self.assertEqual(website.domain, "https://afspraken.kleindorp.example.com")
        self.assertEqual(website.logo, self.town.logo)
        self.assertEqual(website.default_lang_id.code, self.lang)
        self.setup.website_name = "Appointments"
        self.assertEqual(website.name, "Appointments", "no second one")
        self.assertEqual(len(self.own("website")), 1)

    def test_bad_input_about_the_municipality(self):
        for field, value, words in (
            ("email", "info kleindorp", "e-mail address is not right"),
            ("phone", "12", "number"),
            ("website_domain", "kleindorp", "no address of a website"),
            ("website_domain", "ftp://klein.dorp", "no address of a website"),
            ("name", " ", "name of the municipality"),
        ):
            with (
                self.subTest(field),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                self.setup.write({field: value})
        self.assertFalse(self.own("website"))

    def test_a_building_is_never_in_utc(self):
        self.town.resource_calendar_id.tz = "UTC"
        location = self.add_place(place_street="Dorp 1", place_zip="9899")
        self.assertEqual(location.tz, "Europe/Brussels")
        self.assertEqual(location.company_id, self.town)
        self.assertEqual(str(self.town._zone()), "Europe/Brussels")
        made = self.env["municipal.location"].with_user(self.it).create({"name": "RPC"})
        self.assertEqual(made.tz, "Europe/Brussels")

    def test_bad_input_about_a_building(self):
        for values, words in (
            ({"place_name": " "}, "called"),
            ({"place_tz": "UTC"}, "No town lies in UTC"),
            ({"place_tz": "Europe/Bruxelles"}, "no time zone|Wrong value"),
            ({"place_street": "12"}, "no street"),
            ({"place_zip": "98"}, "4 digits"),
            ({"place_phone": "12"}, "number"),
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex((ValidationError, ValueError), words),
                self.env.cr.savepoint(),
            ):
                self.add_place(**values)
        self.assertFalse(self.own("municipal.location"))

    def test_the_catalogue_of_another_town(self):
        self.setup.action_take_catalogue()
        first = self.env.ref(f"{ADDON}.service_citizens")
        services = self.own("municipal.service")
        self.assertEqual(len(services), 4)
        self.assertNotIn(first, services)
        products = self.own("municipal.product")
        self.assertGreater(len(products), 40)
        self.assertFalse(any(products.mapped("published")))
        self.assertFalse(any(services.mapped("appointment_enabled")), "none begins")
        self.assertFalse(any(products.type_id.mapped("published")))
        self.assertEqual(products.type_id.resource_calendar_id.company_id, self.town)
        with self.assertRaises(UserError):
            self.open().action_take_catalogue()

    def test_the_catalogue_speaks_all_languages(self):
        for lang in ("nl_BE", "fr_BE"):
            self.env["res.lang"]._activate_lang(lang)
        self.setup.action_take_catalogue()
        [made] = self.own("municipal.product").filtered(
            lambda product: product.code == "eid_request"
        )
        shipped = self.env.ref(f"{ADDON}.product_eid_request")
        for name in ("name", "bring_list", "info"):
            said = [made.with_context(lang=x)[name] for x in ("nl_BE", "fr_BE")]
            self.assertNotIn(made[name], said, name)
            self.assertEqual(said[0], shipped.with_context(lang="nl_BE")[name])

    def test_services_begin_one_by_one(self):
        civil = self.begin_with_civil_affairs()
        begun = self.own("municipal.service").filtered("appointment_enabled")
        self.assertEqual(begun, civil)
        self.assertIn("No phone: Civil Affairs", self.lacking("services"))
        self.town.phone = "09 000 55 00"
        self.assertFalse(self.lacking("services"))
        self.assertEqual(self.setup.step, "desks")

    def test_desks_several_at_once(self):
        civil = self.begin_with_civil_affairs()
        location = self.add_place()
        self.add_desks("1-3, S")
        desks = self.own("resource.resource").filtered("is_desk")
        self.assertEqual(desks.mapped("desk_number"), ["1", "2", "3", "S"])
        self.assertEqual(desks.location_id, location)
        self.assertEqual(desks.desk_type_ids, civil.type_ids)
        self.assertEqual(set(desks.mapped("tz")), {"Europe/Brussels"})
        always = self.env.ref(f"{ADDON}.calendar_always")
        self.assertEqual(desks.calendar_id, always, "and not 40 hours")
        self.assertFalse(self.lacking("desks"))

    def test_bad_numbers_of_desks(self):
        self.begin_with_civil_affairs()
        self.add_place()
        self.add_desks("2")
        for numbers, words in (
            ("1, 1", "would have the number 1"),
            ("1-3", "would have the number 2"),
            ("5-3", "ends before it begins"),
            ("1-1000", "more than 60"),
            ("  ,", "Which desks"),
            ("The desk in the corner", "too long"),
        ):
            with (
                self.subTest(numbers),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                self.add_desks(numbers)
        desks = self.own("resource.resource").filtered("is_desk")
        self.assertEqual(len(desks), 1, "none of several")

    def test_desks_made_by_a_program(self):
        location = self.add_place()
        self.it.tz = False
        desk = (
            self.env["resource.resource"]
            .with_user(self.it)
            .create({"name": "RPC", "is_desk": True, "location_id": location.id})
        )
        self.assertEqual(desk.tz, "Europe/Brussels")
        self.assertTrue(desk.calendar_id._is_always())

    def test_hours_with_walk_in_on_tuesday_and_exceptions(self):
        self.setup.action_take_catalogue()
        self.own("municipal.service").appointment_enabled = True
        self.add_place()
        foreigners = self.own("resource.booking.type").filtered(
            lambda t: t.service_id.code == "V"
        )
        self.setup.write(
            {
                "hours_walk_in": "1",
                "hours_evening": "3",
                "hours_free_afternoon": "4",
                "hours_exception_ids": [Command.set(foreigners.ids)],
            }
        )
        self.assertIn("Tuesday: 09:00-12:00 Free walk-in", self.setup.hours_summary)
        self.setup.action_follow_hours()
        others = self.own("resource.booking.type").filtered("service_id") - foreigners
        [calendar] = others.resource_calendar_id
        self.assertEqual(calendar.tz, "Europe/Brussels")
        lines = {
            (line.dayofweek, line.hour_from): (line.hour_to, line.access)
            for line in calendar.attendance_ids
        }
        self.assertEqual(lines["1", 9], (12, "walk_in"))
        self.assertEqual(lines["3", 13], (19, "appointment"))
        self.assertNotIn(("4", 13), lines)
        accesses = foreigners.resource_calendar_id.attendance_ids.mapped("access")
        self.assertEqual(set(accesses), {"appointment"})

    def test_hours_that_make_no_sense(self):
        self.begin_with_civil_affairs()
        for values, words in (
            ({"hours_morning_from": 13}, "morning ends before it begins"),
            ({"hours_afternoon_to": 12}, "afternoon ends before it begins"),
            ({"hours_afternoon_from": 11}, "begins before the morning ends"),
            ({"hours_afternoon_to": 25}, "outside the day"),
            ({"hours_evening": "3", "hours_evening_to": 10}, "evening ends before"),
            (
                {
                    "hours_morning_from": 0,
                    "hours_morning_to": 0,
                    "hours_afternoon_from": 0,
                    "hours_afternoon_to": 0,
                },
                "closed the whole week",
            ),
        ):
            with self.subTest(values), self.env.cr.savepoint() as savepoint:
                self.setup.write(values)
                self.assertRegex(self.setup.hours_summary, words)
                with self.assertRaisesRegex(ValidationError, words):
                    self.setup.action_follow_hours()
                savepoint.rollback()
                self.env.invalidate_all()

    def test_holidays_with_one_click(self):
        self.assertIn("public holidays", self.lacking("holidays"))
        self.setup.action_add_holidays()
        self.assertFalse(self.lacking("holidays"))
        count = len(self.own("resource.calendar.leaves"))
        self.setup.action_add_holidays()
        self.assertEqual(len(self.own("resource.calendar.leaves")), count)

    def test_screens_with_their_codes(self):
        self.begin_with_civil_affairs()
        self.add_place()
        self.assertIn("Kiosk", self.lacking("screens"))
        self.setup.action_add_kiosk()
        self.setup.action_add_display()
        self.assertFalse(self.lacking("screens"))
        screens = self.own("municipal.screen").with_user(self.it)
        self.assertEqual(set(screens.mapped("kind")), {"kiosk", "display"})
        self.assertTrue(all(screens.mapped("qr")))

    def test_people_and_their_roles(self):
        self.setup.write(
            {
                "person_name": "An Maes",
                "person_email": "An.Maes@kleindorp.example.com",
                "person_role": "manager",
            }
        )
        self.setup.action_add_person()
        [person] = self.env["res.users"].search(
            [("login", "=", "an.maes@kleindorp.example.com")]
        )
        self.assertTrue(person.has_group(f"{ADDON}.group_manager"))
        self.assertFalse(person.has_group(f"{ADDON}.group_administrator"))
        self.assertEqual(person.company_ids, self.town)
        self.assertFalse(self.lacking("people"))
        self.setup.write({"person_name": "An", "person_email": person.login})
        with self.assertRaisesRegex(ValidationError, "already"):
            self.setup.action_add_person()
        self.setup.person_email = "an"
        with self.assertRaisesRegex(ValidationError, "not right"):
            self.setup.action_add_person()

    def test_stop_and_come_back(self):
        self.setup.step = "places"
        self.setup.place_name = "Town hall"
        again = self.open()
        self.assertEqual(again, self.setup)
        self.assertEqual((again.step, again.place_name), ("places", "Town hall"))
        again.action_go("hours")
        self.assertEqual(self.own("municipal.location").name, "Town hall")
        self.assertFalse(again.place_name, "added, and asked anew")
        again.write({"step": "desks", "desk_numbers": "3-1"})
        with self.assertRaises(ValidationError):
            again.action_go("town")

    def test_for_administrators_only(self):
        for role in ("clerk", "manager"):
            user = new_test_user(
                self.env, f"test_{role}_new", groups=f"{ADDON}.group_{role}"
            )
            with self.assertRaises(AccessError):
                self.open(user)

    def test_an_administrator_who_does_not_run_the_database(self):
        user = new_test_user(
            self.env,
            "test_administrator_new",
            groups=f"{ADDON}.group_administrator",
            company_id=self.town.id,
            company_ids=[Command.set(self.town.ids)],
        )
        setup = self.open(user)
        self.assertNotEqual(setup, self.setup, "each types for themselves")
        self.assertFalse(setup.runs_database)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            setup.write({"name": "Kleindorp"})
        setup.place_name = "Town hall"
        setup.action_add_place()
        self.assertTrue(self.own("municipal.location"))
        setup.action_take_catalogue()
        self.assertEqual(len(self.own("municipal.service")), 4)
        setup.write({"person_name": "An", "person_email": "an@kleindorp.example.com"})
        with self.assertRaisesRegex(UserError, "give access rights"):
            setup.action_add_person()

    def test_the_form(self):
        with Form(self.setup) as form:
            form.name = "Kleindorp"
        self.setup.step = "hours"
        form = Form(self.setup)
        form.hours_walk_in = "1"
        self.assertIn("Free walk-in", form.hours_summary)
        form.save()
        self.assertEqual(self.town.name, "Kleindorp")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTrialTown(SetupCase):
    """A town like the demo, with one click, and its end."""

    def trial(self):
        self.setup.action_make_trial()
        self.env.invalidate_all()
        return self.own("municipal.location")

    def test_it_works_and_goes(self):
        before = {
            model: self.own(model)
            for model in ("municipal.location", "resource.resource", "municipal.screen")
        }
        location = self.trial()
        self.assertEqual(len(location.desk_ids), 4)
        for key in ("places", "desks", "hours", "screens"):
            self.assertFalse(self.lacking(key), key)
        self.setup.action_publish_ready()
        types = self.own("resource.booking.type").filtered("published")
        self.assertTrue(types)
        self.assertEqual(self.setup.action_remove_trial()["params"]["type"], "success")
        self.assertEqual({model: self.own(model) for model in before}, before)
        self.assertFalse(self.own("municipal.opening"))
        self.assertFalse(any(types.mapped("published")), "nobody is received")
        self.assertFalse(self.setup.has_trial)

    def test_services_that_nobody_let_begin_yet(self):
        self.setup.action_take_catalogue()
        location = self.trial()
        self.assertTrue(location.desk_ids.desk_type_ids)
        self.assertTrue(all(self.own("municipal.service").mapped("guidance_enabled")))

    def test_what_was_used_stays_and_says_why(self):
        location = self.trial()
        kiosk = self.own("municipal.screen").filtered(lambda s: s.kind == "kiosk")
        kiosk._touch()
        product = self.own("municipal.product").filtered(
            lambda p: p.code == "eid_request"
        )
        self.env["municipal.visit"].create(
            {
                "name": "TEST-1",
                "channel": "walk_in",
                "state": "waiting",
                "service_id": product.service_id.id,
                "location_id": location.id,
                "line_ids": [Command.create({"product_id": product.id})],
            }
        )
        said = self.setup.action_remove_trial()["params"]
        self.assertEqual(said["type"], "warning")
        self.assertIn("visitors were received there", said["message"])
        self.assertIn("a device opened it", said["message"])
        self.assertEqual(self.own("municipal.location"), location)
        self.assertEqual(self.own("municipal.screen"), kiosk)
        self.assertTrue(self.setup.has_trial)

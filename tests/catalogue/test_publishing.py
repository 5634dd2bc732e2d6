from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from ...models.common.refusal import Refusal
from ..booking_common import install_languages
from ..common import MunicipalCase, hours


@tagged("post_install", "-at_install")
class TestPublishing(MunicipalCase):
    """Nothing is on the website before somebody can be received for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        context = {**cls.env.context}
        context.pop("default_published")
        cls.env = cls.env(context=context)
        install_languages(cls.env)
        cls.env["website"].search([]).company_id = cls.company
        cls.service.write({"email": "desk@town.example.com", "phone": "09 000 12 00"})
        cls.new = cls.product("Test certificate")
        cls.names = {
            lang: cls.new.with_context(lang=lang) for lang in ("en_US", "nl_BE")
        }
        cls.names["nl_BE"].name = "Attest"

    @classmethod
    def product(cls, name, **values):
        values = {"name": name, "type_id": cls.type.id, **values}
        return cls.env["municipal.product"].create(values)

    def keys(self, record):
        self.env.invalidate_all()
        return [missing.key for missing in record._missing()]

    def shown(self):
        domain = self.env["municipal.product"]._shown_domain()
        return self.env["municipal.product"].search(domain)

    def test_new_products_and_types_begin_off_the_website(self):
        self.assertFalse(self.new.published)
        self.assertEqual(self.new.publish_state, "ready")
        self.assertNotIn(self.new, self.shown())
        self.assertFalse(self.type.with_env(self.env).copy().published)
        self.assertFalse(self.passport.with_env(self.env).copy().published)

    def test_a_manager_puts_it_on_and_takes_it_off(self):
        product = self.new.with_user(self.manager)
        product.action_publish()
        self.assertEqual(product.publish_state, "published")
        self.assertIn(self.new, self.shown())
        product.action_unpublish()
        self.assertNotIn(self.new, self.shown())

    def test_a_clerk_does_not(self):
        for action in ("action_publish", "action_unpublish"):
            with self.assertRaises(AccessError):
                getattr(self.new.with_user(self.clerk), action)()

    def test_staff_book_what_citizens_do_not_see(self):
        citizen = {"contact": self.contact}
        with self.assertRaisesRegex(Refusal, "cannot be booked here"):
            self.book([(self.new, 1)], **citizen)
        booking = self.book([(self.new, 1)], by_staff=True, **citizen)
        self.assertEqual(booking.line_ids.product_id, self.new)

    def test_a_type_off_the_website_takes_its_products_along(self):
        self.assertIn(self.kids_id, self.shown())
        self.type.with_user(self.manager).action_unpublish()
        self.assertFalse(self.shown() & self.type.product_ids)
        self.assertIn("type_published", self.keys(self.kids_id))
        self.assertEqual(self.kids_id.publish_state, "attention")
        with self.assertRaisesRegex(Refusal, "“Test type” is not on the website"):
            self.new.with_user(self.manager).action_publish()

    def test_no_desk(self):
        self.desks.active = False
        self.assertIn("desk", self.keys(self.new))
        self.assertEqual(self.new.publish_state, "incomplete")
        self.assertIn("No desk receives visitors for it.", self.new.missing)
        self.assertIn("desk", self.keys(self.type))
        with self.assertRaisesRegex(Refusal, "Test certificate: No desk receives"):
            self.new.with_user(self.manager).action_publish()
        self.assertFalse(self.new.published)

    def test_no_hours(self):
        self.new.calendar_id = self.calendar.copy({"name": "Never"})
        self.new.calendar_id.attendance_ids = hours((6, 9, 10, "appointment"))
        self.assertIn("hours", self.keys(self.new))
        self.assertNotIn("hours", self.keys(self.type))
        self.calendar.attendance_ids = hours((1, 9, 12, "walk_in"))
        self.assertNotIn("hours", self.keys(self.type))
        self.assertIn("hours", self.keys(self.kids_id), "walk-in hours only")
        self.assertNotIn("hours", self.keys(self.foreigner), "is never walk-in")

    def test_no_hours_without_appointment(self):
        self.new.write({"booking": "none", "walk_in": "open_hours"})
        self.assertEqual(self.keys(self.new), [])
        self.calendar.attendance_ids = hours((0, 9, 12, "appointment"))
        self.assertIn("hours", self.keys(self.new))

    def test_no_way_to_have_it(self):
        self.new.write({"booking": "none", "walk_in": "never"})
        self.assertEqual(self.keys(self.new), ["way"])
        self.new.digital_url = "https://www.example.com/loket"
        self.assertEqual(self.keys(self.new), [])

    def test_a_service_without_appointments(self):
        self.service.appointment_enabled = False
        self.assertIn("service", self.keys(self.new))

    def test_no_translation_is_told_and_hinders_nothing(self):
        product = self.product("Only English")
        self.assertEqual(self.keys(product), ["translation"])
        self.assertIn("Dutch", product.missing)
        product.with_user(self.manager).action_publish()
        self.assertEqual(product.publish_state, "published")
        product.with_context(lang="nl_BE").name = "Nu ook Nederlands"
        self.assertEqual(self.keys(product), [])

    def test_a_type_without_products_or_sender(self):
        empty = self.type.copy({"name": "Empty"})
        self.assertIn("products", self.keys(empty))
        self.service.email = False
        self.company.email = False
        servers = self.registry["ir.mail_server"]
        self.patch(servers, "_get_default_from_address", lambda self: None)
        self.assertIn("sender", self.keys(self.type))
        self.assertEqual(self.type.publish_state, "published")

    def test_types_of_others_miss_nothing(self):
        plain = self.env["resource.booking.type"].create(
            {
                "name": "Meeting room",
                "resource_calendar_id": self.calendar.id,
                "combination_assignment": "sorted",
            }
        )
        self.assertEqual(plain._missing(), [])
        unready = self.env["resource.booking.type"].search(
            [("publish_state", "=", "ready")]
        )
        self.assertNotIn(plain, unready)

    def test_the_list_is_filtered_by_what_is_missing(self):
        def found(state):
            return self.env["municipal.product"].search(
                [("publish_state", "=", state), ("type_id", "=", self.type.id)]
            )

        self.assertEqual(found("ready"), self.new)
        self.assertIn(self.kids_id, found("published"))
        self.desks.active = False
        self.env.invalidate_all()
        self.assertEqual(found("incomplete"), self.new)
        self.assertIn(self.kids_id, found("attention"))

    def test_the_form_follows_while_it_is_filled_in(self):
        with Form(self.new.with_user(self.manager)) as form:
            self.assertEqual(form.publish_state, "ready")
            form.booking = "none"
            form.walk_in = "never"
            self.assertIn("Nobody can have it", form.missing)
            form.walk_in = "open_hours"

    def test_managers_are_told_of_what_citizens_see_in_vain(self):
        problems = self.env["municipal.problem"].with_user(self.manager)
        before = [problem.name for problem in problems._find()]
        self.assertFalse([name for name in before if name.startswith("Test ")])
        self.desks.active = False
        self.env.invalidate_all()
        names = [problem.name for problem in problems._find()]
        self.assertIn(
            "Test passport: No desk receives visitors for it.", " ".join(names)
        )
        self.assertFalse(
            [name for name in names if name.startswith("Test certificate")]
        )

    def test_as_many_statements_however_many_products(self):
        def statements():
            self.env.flush_all()
            self.env.invalidate_all()
            products = self.env["municipal.product"].search(
                [("type_id", "=", self.type.id)]
            )
            before = self.env.cr.sql_log_count
            products.mapped("publish_state")
            return self.env.cr.sql_log_count - before

        statements()
        few = statements()
        for number in range(10):
            self.product(f"Test {number}")
        statements()
        self.assertEqual(statements(), few)

    def test_an_archived_product_says_so(self):
        self.new.active = False
        self.assertIn("active", self.keys(self.new))
        self.type.active = False
        self.assertIn("type_active", self.keys(self.kids_id))

    @freeze_time("2026-10-12 07:00:00")
    def test_hours_that_begin_later_than_two_months_are_none(self):
        self.env["municipal.opening"].create(
            {
                "name": "From summer",
                "type_id": self.type.id,
                "calendar_id": self.calendar.id,
                "date_from": date(2027, 6, 1),
            }
        )
        self.assertIn("hours", self.keys(self.type))

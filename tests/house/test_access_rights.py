from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..rights_common import RightsCase
from ..rights_models import (
    AUDITED,
    CHANGES,
    DIALOGS,
    EVERYTHING,
    EXPORTS,
    LINES,
    LOGGED,
    MADE,
    PRODUCTS,
    RECEPTION,
    REPORTS,
    SETUP,
    SYSTEM,
    TAKEN,
    VISITS,
)


@tagged("post_install", "-at_install")
class TestAccessRights(RightsCase):
    """Every role and every operation, on every municipal model."""

    def test_every_municipal_model_is_here(self):
        known = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("municipal.") and not model._abstract
        }
        self.assertEqual(known, EVERYTHING | SYSTEM)

    def test_what_the_system_keeps_is_nobodys(self):
        for user in (self.portal, self.employee, self.clerk, self.manager):
            for model in SYSTEM:
                self.assertFalse(self.env[model].with_user(user).has_access("read"))

    # Citizens have no rights of their own: controllers speak for them.
    def test_public_cannot_create(self):
        self.assertCreates(self.public, set())

    def test_public_cannot_read(self):
        self.assertReads(self.public, set())

    def test_public_cannot_write(self):
        self.assertWrites(self.public, set())

    def test_public_cannot_unlink(self):
        self.assertUnlinks(self.public, set())

    def test_portal_cannot_create(self):
        self.assertCreates(self.portal, set())

    def test_portal_cannot_read(self):
        self.assertReads(self.portal, set())

    def test_portal_cannot_write(self):
        self.assertWrites(self.portal, set())

    def test_portal_cannot_unlink(self):
        self.assertUnlinks(self.portal, set())

    # Colleagues of other departments
    def test_employee_cannot_create(self):
        self.assertCreates(self.employee, set())

    def test_employee_cannot_read(self):
        self.assertReads(self.employee, set())

    def test_employee_cannot_write(self):
        self.assertWrites(self.employee, set())

    def test_employee_cannot_unlink(self):
        self.assertUnlinks(self.employee, set())

    # Receptions write nothing by hand: what they do is a step of their screen.
    def test_receptionist_cannot_create(self):
        self.assertCreates(self.receptionist, set())

    def test_receptionist_reads_where_what_is_done(self):
        self.assertReads(self.receptionist, RECEPTION)

    def test_receptionist_cannot_write(self):
        self.assertWrites(self.receptionist, set())

    def test_receptionist_cannot_unlink(self):
        self.assertUnlinks(self.receptionist, set())

    # Auditors read what was done and decided.
    def test_auditor_cannot_create(self):
        self.assertCreates(self.auditor, set())

    def test_auditor_reads_log_figures_and_decisions(self):
        self.assertReads(self.auditor, AUDITED)

    def test_auditor_cannot_write(self):
        self.assertWrites(self.auditor, set())

    def test_auditor_cannot_unlink(self):
        self.assertUnlinks(self.auditor, set())

    def test_auditor_may_do_nothing_but_read_with_any_model_of_ours(self):
        for name in self.env.registry:
            model = self.env[name].with_user(self.auditor)
            if not name.startswith("municipal.") or model._abstract:
                continue
            for operation in ("create", "write", "unlink"):
                with self.subTest(model=name, operation=operation):
                    self.assertFalse(model.has_access(operation))

    def test_auditor_reads_no_name_of_a_visitor(self):
        fields = self.env["municipal.visit"].with_user(self.auditor).fields_get()
        self.assertFalse({"visitor", "booking_id", "note"} & set(fields))
        visit = self.visit.with_user(self.auditor)
        readable = [name for name in fields if name != "rating_ids"]
        self.assertNotIn("Peeters", repr(visit.read(readable)))

    # A visit begins with a booking or at a kiosk, its log with its steps.
    def test_clerk_creates_lines_and_dialogs(self):
        self.assertCreates(self.clerk, LINES | DIALOGS)

    def test_clerk_reads_all_but_the_figures(self):
        self.assertReads(self.clerk, EVERYTHING - REPORTS - EXPORTS - MADE - SETUP)

    def test_clerk_writes_visits_and_lines(self):
        self.assertWrites(self.clerk, LINES | DIALOGS | {"municipal.visit"})

    def test_clerk_unlinks_lines(self):
        self.assertUnlinks(self.clerk, LINES | DIALOGS)

    def test_manager_creates_products_and_openings(self):
        self.assertCreates(self.manager, LINES | DIALOGS | EXPORTS | PRODUCTS)

    def test_manager_reads_everything(self):
        self.assertReads(self.manager, EVERYTHING - SETUP)

    def test_manager_writes_products_openings_and_addresses(self):
        allowed = LINES | DIALOGS | EXPORTS | PRODUCTS | CHANGES
        self.assertWrites(
            self.manager, allowed | {"municipal.visit", "municipal.location"}
        )

    def test_manager_unlinks_products_and_openings(self):
        self.assertUnlinks(self.manager, LINES | DIALOGS | EXPORTS | PRODUCTS | MADE)

    def test_administrator_creates_all_but_visits(self):
        written = VISITS | REPORTS | TAKEN | CHANGES | MADE
        self.assertCreates(self.administrator, EVERYTHING - written)

    def test_administrator_reads_everything(self):
        self.assertReads(self.administrator, EVERYTHING)

    def test_administrator_writes_all_but_log_and_figures(self):
        allowed = EVERYTHING - REPORTS - TAKEN - LOGGED - MADE
        self.assertWrites(self.administrator, allowed)

    def test_administrator_unlinks_all_but_visits(self):
        written = VISITS | REPORTS | TAKEN | CHANGES
        self.assertUnlinks(self.administrator, EVERYTHING - written)


@tagged("post_install", "-at_install")
class TestVisitLog(RightsCase):
    """The log is only added to, and only by steps."""

    def setUp(self):
        super().setUp()
        self.event = self.visit.event_ids

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nobody_writes_the_log(self):
        for user in (self.clerk, self.manager, self.administrator, self.env.user):
            for event in (
                self.event.with_user(user),
                self.event.with_user(user).sudo(),
            ):
                with self.assertRaises(UserError):
                    event.write({"step": "finished"})
        self.assertEqual(self.event.step, "booked")

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nobody_deletes_the_log(self):
        for user in (self.clerk, self.manager, self.administrator, self.env.user):
            for event in (
                self.event.with_user(user),
                self.event.with_user(user).sudo(),
            ):
                with self.assertRaises(UserError):
                    event.unlink()
        self.assertTrue(self.event.exists())

    def test_the_course_is_written_by_steps_only(self):
        for values in (
            {"state": "finished"},
            {"arrival": "2026-10-14 07:00:00"},
            {"started_at": "2026-10-14 07:00:00"},
            {"user_id": self.clerk.id},
            {"booking_id": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.visit.with_user(self.administrator).write(values)
        self.assertEqual(self.visit.state, "booked")

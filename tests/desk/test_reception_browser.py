from odoo.tests import new_test_user, tagged

from .test_away_browser import HURRY, AwayCase, answered


@tagged("post_install", "-at_install")
class TestReceptionScreen(AwayCase):
    """The reception at work, and an auditor who only looks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("receptionist", "auditor"):
            new_test_user(
                cls.env,
                f"test_{role}",
                groups=f"municipal_appointment.group_{role}",
                tz="Europe/Brussels",
                lang="en_US",
            ).odoobot_state = "disabled"

    def expected(self):
        """Return the visit of somebody with an appointment, this morning."""
        visit = self.env["municipal.visit"].create(
            {
                "name": "Appointment",
                "channel": "appointment",
                "state": "booked",
                "service_id": self.service.id,
                "location_id": self.location.id,
                "planned_start": self.now(),
            }
        )
        visit.line_ids = [(0, 0, {"product_id": self.passport.id})]
        return visit

    def test_a_morning_at_the_reception(self):
        first, second = self.expected(), self.expected()
        with self.stage():
            els = self.enter("/odoo", login="test_receptionist")
            els.sees("h1", "Reception")
            els.press(".o_municipal_here")
            els.sees(".o_municipal_queue li", "ZZ 001")
            els.press(".o_municipal_give")
            els.press(".modal .btn-secondary", "Back")
            with self.outage(answered(502)):
                els.calmly(".o_municipal_here")
                els.sees(".o_municipal_lost", "Give paper numbers")
                els.sees(".o_municipal_kept_press", "Is here")
            els.run(HURRY)
            els.misses(".o_municipal_lost")
            els.misses(".o_municipal_kept")
            els.sees(".o_municipal_queue li", "ZZ 002")
            els.no_fault()
        self.assertEqual((first | second).mapped("state"), ["waiting"] * 2)

    def test_an_auditor_looks_at_figures_and_log(self):
        self.waits()
        with self.stage():
            wim = self.enter("/odoo", login="test_auditor")
            wim.sees(".o_action_manager main, .o_action_manager .o_content")
            wim.no_fault()
            wim.open("/odoo/action-municipal_appointment.municipal_visit_action")
            wim.sees(".o_kanban_record, .o_data_row", "ZZ 001")
            wim.misses(".o_kanban_record button")
            wim.misses(".o_control_panel button", "New appointment")
            wim.no_fault()

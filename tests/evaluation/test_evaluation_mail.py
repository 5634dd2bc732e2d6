import re
from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..evaluation_common import EvaluationCase
from ..mail_queue_common import mail_server

SOME_HOURS = timedelta(hours=4)


@tagged("post_install", "-at_install")
class TestEvaluationMail(EvaluationCase):
    """A link in a mail, some hours after some visits, and not too often."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # visitors of the demo, who were here when this runs in their days
        cls.env.cr.execute(
            "UPDATE municipal_visit SET finished_at = finished_at - interval '1 year'"
        )
        cls.env["municipal.visit"].invalidate_model()

    def visitor(self, email="an@example.com", ago=SOME_HOURS, hour=9, **values):
        """Return the visit of somebody with an appointment, who was helped."""
        contact = {"name": "An Peeters", "email": email, "phone": ""}
        booking = self.book(
            contact=contact, start=self.free_starts(hour=hour)[0], **values
        )
        booking.visit_id.sudo().planned_start = fields.Datetime.now()
        return self.ended(booking.visit_id, ago)

    def run_job(self):
        asked = self.ratings.search([("municipal_door", "=", "mail")])
        job = self.env.ref("municipal_appointment.ir_cron_evaluation")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        return self.ratings.search([("municipal_door", "=", "mail")]) - asked

    def mails(self):
        """Return the mails that leave."""
        self.env["mail.mail"].search(
            [("subject", "not like", "How was your visit")]
        ).unlink()
        with mail_server() as server:
            self.env["mail.mail"].process_email_queue()
        return server.taken

    def test_the_mail_leads_to_the_question(self):
        visit = self.visitor()
        rating = self.run_job()
        self.assertEqual((rating.res_id, rating.consumed), (visit.id, False))
        [mail] = self.mails()
        self.assertEqual(mail["To"], "an@example.com")
        self.assertIn("dienst@voorbeeld.be", mail["From"])
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("You visited us not long ago", text)
        self.assertNotIn("Kids-ID", mail.as_string())
        path = re.search(r"/mening/\w+", text).group()
        self.page(path)
        self.page(path)
        self.assertFalse(rating.consumed)
        self.assertEqual(self.reply(path, "5").status_code, 303)
        self.assertEqual((rating.consumed, rating.rating), (True, 5))

    def test_one_answer_of_a_visit_by_both_doors(self):
        visit = self.visitor()
        rating = self.run_job()
        self.reply(self.path(visit), "2")
        self.reply(f"/mening/{rating.access_token}", "4")
        self.assertEqual(self.answers(res_id=visit.id), rating)
        self.assertEqual(rating.rating, 4)

    def test_nobody_is_asked_twice_about_a_visit(self):
        self.visitor()
        self.assertEqual(len(self.run_job()), 1)
        self.assertFalse(self.run_job())

    def test_a_person_is_asked_once_in_some_months(self):
        self.visitor()
        self.visitor("AN@Example.com ", hour=10)
        self.visitor("bert@example.com", hour=11)
        self.assertEqual(len(self.run_job()), 2)
        for months, asked in ((5, 0), (7, 1)):
            later = fields.Datetime.now() + timedelta(days=31 * months)
            with freeze_time(later):
                self.visitor(hour=None)
                self.env["municipal.evaluation.ask"]._gc_asked()
                self.assertEqual(len(self.run_job()), asked, months)

    def test_no_address_is_kept_to_know_it(self):
        self.visitor()
        self.run_job()
        [person] = self.env["municipal.evaluation.ask"].search([]).mapped("person")
        self.assertRegex(person, r"^[0-9a-f]{64}$")

    def test_who_is_not_asked(self):
        self.visitor(ago=timedelta(hours=1))
        self.visitor("old@example.com", ago=timedelta(days=4), hour=10)
        self.visitor("wiped@example.com", hour=11).booking_id._wipe_contact()
        self.helped(ago=SOME_HOURS)
        missed = self.booked_today().visit_id
        missed._take_step("no_show")
        self.assertFalse(self.run_job())

    def test_off_until_a_town_wants_it(self):
        fresh = self.env["res.company"].create({"name": "New town"})
        self.assertFalse(fresh.municipal_evaluation)
        self.visitor()
        self.company.municipal_evaluation = False
        self.assertFalse(self.run_job())
        self.company.write(
            {"municipal_evaluation": True, "municipal_evaluation_share": 0}
        )
        self.assertFalse(self.run_job())

    def test_a_share_of_the_visits_always_the_same_ones(self):
        asks = self.env["municipal.evaluation.ask"]
        self.company.municipal_evaluation_share = 25
        first, again = (
            [n for n in range(2000) if asks._is_drawn(self.company, n)]
            for _time in range(2)
        )
        self.assertTrue(400 < len(first) < 600, len(first))
        self.assertEqual(first, again)

    def test_a_mail_that_cannot_be_made_stops_nobody(self):
        def broken(booking):
            raise ValueError("a template that somebody broke")

        visit, other = self.visitor(), self.visitor("bert@example.com", hour=10)
        self.patch(self.registry["resource.booking"], "_evaluation_url", broken)
        with mute_logger(
            "odoo.addons.mail.models.mail_render_mixin",
            "odoo.addons.municipal_appointment.models.messages.mailed_mixin",
        ):
            self.assertEqual(len(self.run_job()), 2)
        self.assertFalse(self.mails())
        self.assertEqual(other.state, "finished")
        self.assertEqual(visit.booking_id.notice_ids.mapped("kind"), ["confirmation"])

    def test_the_failure_of_such_a_mail_is_nothing_to_call_about(self):
        visit = self.visitor()
        self.run_job()
        with mail_server(away=True), mute_logger("odoo.addons.mail.models.mail_mail"):
            self.env["mail.mail"].process_email_queue()
        about = visit.booking_id.notice_ids.filtered(lambda n: n.kind != "confirmation")
        self.assertFalse(about)

    def test_settings_have_limits(self):
        for name, value in (
            ("share", 101),
            ("share", -1),
            ("months", 0),
            ("hours", 0),
            ("days", 100),
        ):
            with (
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.company[f"municipal_evaluation_{name}"] = value
                self.env.flush_all()

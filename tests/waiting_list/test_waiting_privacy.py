from odoo.tests import tagged
from odoo.tools import SQL

from ..waiting_list_common import FRIDAY, WaitingCase


@tagged("post_install", "-at_install")
class TestWaitingPrivacy(WaitingCase):
    """Who has left the list is forgotten."""

    def found(self, text):
        """Return the columns of the tables of the list in which a text is."""
        self.env.flush_all()
        found = []
        for table in ("municipal_waiting", "municipal_notice", "mail_message"):
            query = "SELECT count(*) FROM %s row WHERE row::text ILIKE %s"
            [[count]] = self.env.execute_query(
                SQL(query, SQL.identifier(table), f"%{text}%")
            )
            found += [table] * bool(count)
        return found

    def test_wiped_after_a_day(self):
        ann = self.join("Zebedeus Peeters")
        self.env["municipal.notice"]._write_promised()
        self.assertTrue(self.found("zebedeus"))
        ann._end("expired")
        ann.sudo()._gc_waiting()
        self.assertFalse(ann.contact_wiped, "the last mail is on its way")
        with self.later(days=2):
            ann.sudo()._gc_waiting()
        self.assertTrue(ann.contact_wiped)
        self.assertEqual((ann.state, ann.end_reason), ("ended", "expired"))
        self.assertFalse(self.found("zebedeus"))
        self.assertFalse(ann.sudo().access_token or ann.sudo().person)

    def test_who_waits_is_kept(self):
        ann = self.join()
        with self.later(days=20):
            ann.sudo()._gc_waiting()
        self.assertEqual(ann.contact_name, "An Peeters")

    def test_forgotten_with_the_appointment(self):
        booking = self.book(start=FRIDAY)
        waiting = self.env["municipal.waiting"]
        ann = waiting.browse(waiting._join_earlier(booking).id)
        other = self.join(lines=[(self.passport, 1)])
        told = self.env["municipal.privacy"]._told(booking)
        self.assertIn("Person on the waiting list", [title for title, *_rest in told])
        booking._wipe_contact()
        self.assertEqual((ann.contact_wiped, ann.state), (True, "ended"))
        self.assertFalse(ann.contact_email)
        # what they wait for besides is another matter
        self.assertEqual(other.state, "waiting")

    def test_two_wait_again_after_being_wiped(self):
        ann = self.join()
        ann._leave()
        with self.later(days=2):
            ann.sudo()._gc_waiting()
            self.assertTrue(self.join())

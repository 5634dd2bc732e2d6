from datetime import timedelta

from pytz import utc

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from ..race_common import RaceCase


@tagged("post_install", "-at_install")
class TestPlanVersion(RaceCase):
    """What one connection remembers of hours is right for every other one as well."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.restore)
        with self._transaction() as env:
            self.before = self.opened(env)
        self.assertTrue(self.before)

    def restore(self):
        with self._transaction() as env:
            self.closings(env).unlink()

    def calendar(self, env):
        return env["resource.booking.type"].browse(self.type_id).resource_calendar_id

    def closings(self, env):
        return self.calendar(env).leave_ids

    def opened(self, env):
        """Return when the type is open around the test's nine o'clock."""
        zone = env["resource.booking.type"].browse(self.type_id)._tz()
        day = utc.localize(self.start).astimezone(zone).replace(hour=0, tzinfo=None)
        days = (zone.localize(day + timedelta(days=n)) for n in (0, 1))
        return env["resource.booking.type"]._opened(self.type_id, (), *days)

    def close(self, env, hour):
        """Close an hour of that day."""
        env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "calendar_id": self.calendar(env).id,
                "date_from": self.start + timedelta(hours=hour),
                "date_to": self.start + timedelta(hours=hour + 1),
            }
        )
        env.flush_all()

    def fresh(self):
        with self._transaction() as env:
            return self.opened(env)

    def test_who_began_before_remembers_for_themselves(self):
        """They see the old hours, which nobody else must get from them."""
        with self.connection.cursor() as cr:
            old = api.Environment(cr, SUPERUSER_ID, {})
            old.cr.execute("SELECT 1 FROM municipal_plan_version LIMIT 1")
            with self._transaction() as env:
                self.close(env, 0)
            self.assertEqual(self.opened(old), self.before)
        self.assertNotEqual(self.fresh(), self.before)

    def test_what_is_not_committed_is_nobodys(self):
        with self.connection.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.close(env, 0)
            self.assertNotEqual(self.opened(env), self.before)
            self.assertEqual(self.fresh(), self.before)
            cr.rollback()
            self.assertEqual(self.opened(env), self.before)

    def test_what_is_taken_back_is_not_remembered(self):
        with self.connection.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            with self.assertRaises(ZeroDivisionError), cr.savepoint():
                self.close(env, 0)
                self.assertNotEqual(self.opened(env), self.before)
                raise ZeroDivisionError
            self.assertEqual(self.opened(env), self.before)
            cr.rollback()

    def test_of_two_changes_the_first_is_committed_last(self):
        with self._transaction() as first:
            self.close(first, 0)
            with self._transaction() as second:
                self.close(second, 1)
            between = self.fresh()
        both = self.fresh()
        self.assertNotEqual(both, between)
        self.registry.clear_cache()
        self.assertEqual(self.fresh(), both)

    def test_a_job_that_lives_through_commits_sees_what_others_changed(self):
        with self.connection.cursor() as cr:
            job = api.Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(self.opened(job), self.before)
            with self._transaction() as env:
                self.close(env, 0)
            job["ir.cron"]._commit_progress()
            self.assertNotEqual(self.opened(job), self.before)

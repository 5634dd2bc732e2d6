from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import SQL

from ..booking_common import BookingCase
from ..race_common import RaceCase


@tagged("post_install", "-at_install")
class TestRecallByTransactions(RaceCase):
    """Who sees the same rows of the town need not read them, and nobody else is told.

    The second worker is a second connection here: nothing is told to the other one.
    """

    def setUp(self):
        super().setUp()
        self.addCleanup(self.rename, "Test Kids-ID")
        self.rename("Before")

    def rename(self, name):
        with self._transaction() as env:
            env["municipal.product"].browse(self.product_id).name = name

    def product(self, env):
        """Return the product of a transaction of a visitor who was told of the town."""
        env = env(user=env.ref("base.public_user"))
        website = env["website"].get_current_website()
        env["municipal.catalogue"].sudo()._recall(website, [self.product_id])
        return env["municipal.product"].sudo().browse(self.product_id)

    def name(self, env):
        return self.product(env).name

    def fresh(self):
        with self._transaction() as env:
            return self.name(env)

    def read_of(self, env):
        """Return what a transaction asks, once it was told, for what pages show."""
        product, read = self.product(env), []
        execute = env.cr.execute

        def executing(query, *args, **kwargs):
            read.append(query)
            return execute(query, *args, **kwargs)

        env.cr.execute = executing
        type_, town = product.type_id, product.company_id
        for values in (
            (product.name, type_.tz, type_.location_ids.name, type_.service_id.name),
            (type_.product_minutes, town.name, town.partner_id.country_id.name),
            env["municipal.plan.version"]._current(),
        ):
            self.assertTrue(all(values))
        del env.cr.execute
        return read

    def test_read_once_for_all_who_see_the_same(self):
        self.fresh()
        with self._transaction() as env:
            self.assertEqual(self.read_of(env), [])

    def test_the_version_of_hours_is_the_one_that_is_seen(self):
        for change in (False, True):
            with self._transaction() as env:
                if change:
                    env["municipal.plan.version"]._new_version()
                self.product(env)
                told = env["municipal.plan.version"]._current()
                env["municipal.plan.version"].invalidate_model(["key"])
                self.assertEqual(told, env["municipal.plan.version"]._current())

    def test_a_change_is_seen_at_once_and_by_nobody_too_early(self):
        with self.connection.cursor() as cr:
            old = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            self.assertEqual(self.name(old), "Before")
            self.rename("After")
            self.assertEqual(self.fresh(), "After")
            # who began before sees the old name, and leaves it to nobody else
            old.invalidate_all()
            self.assertEqual(self.name(old), "Before")
        self.assertEqual(self.fresh(), "After")

    def test_what_is_not_committed_is_nobodys(self):
        with self.connection.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            self.assertEqual(self.name(env), "Before")
            for name in ("Mine", "Mine again"):
                env["municipal.product"].browse(self.product_id).name = name
                self.assertEqual(self.name(env), name)
                self.assertEqual(self.fresh(), "Before")
            cr.rollback()
            self.assertEqual(self.name(env), "Before")
        self.assertEqual(self.fresh(), "Before")

    def test_what_is_written_stands_above_what_was_told(self):
        self.fresh()
        with self._transaction() as env:
            product = self.product(env)
            product.name = "Written"
            self.assertEqual(product.name, "Written")
            query = "SELECT name->>'en_US' FROM municipal_product WHERE id = %s"
            env.flush_all()
            found = env.execute_query(SQL(query, self.product_id))
            self.assertEqual(found, [("Written",)])

    def test_of_two_changes_the_first_is_committed_last(self):
        with self._transaction() as first:
            first["municipal.product"].browse(self.product_id).name = "First"
            first.flush_all()
            with self._transaction() as second:
                second["municipal.location"].browse(self.location_id).phone = "1"
            self.assertEqual(self.fresh(), "Before")
        self.assertEqual(self.fresh(), "First")


@tagged("post_install", "-at_install")
class TestRecallOnPages(BookingCase):
    """What a visitor reads on the way to an appointment is what the town wrote last."""

    def setUp(self):
        super().setUp()
        self.slots = f"/afspraak/moment?q_{self.kids_id.id}=1"
        self.url_open(self.slots)

    def shown(self, path=None):
        return self.url_open(path or self.slots).text

    def test_every_change_is_seen_at_once(self):
        self.kids_id.name = "Test children"
        self.assertIn("Test children", self.shown())
        self.location.name = "Test house"
        self.assertIn("Test house", self.shown())
        other = self.location.copy({"name": "Second house"})
        self.type.location_ids |= other
        self.assertIn("Second house", self.shown())
        self.kids_id.active = False
        self.assertEqual(self.url_open(self.slots).status_code, 404)

    def test_each_language_has_its_own(self):
        self.kids_id.with_context(lang="nl_BE").name = "Proefkaart"
        self.assertIn("Test Kids-ID", self.shown())
        self.assertIn("Proefkaart", self.shown(f"/nl{self.slots}"))
        self.opener.cookies.clear()
        self.assertNotIn("Proefkaart", self.shown())

    def test_a_page_that_is_withdrawn_leaves_the_menu(self):
        website = self.env["website"].get_current_website()
        page = self.env["website.page"].create(
            {
                "name": "Test page",
                "type": "qweb",
                "arch": "<div>Test</div>",
                "url": "/test-page",
                "website_id": website.id,
                "is_published": True,
            }
        )
        menu = self.env["website.menu"].create(
            {
                "name": "Test menu",
                "page_id": page.id,
                "parent_id": website.menu_id.id,
                "website_id": website.id,
            }
        )
        self.assertIn("Test menu", self.shown())
        page.is_published = False
        self.assertNotIn("Test menu", self.shown())
        page.is_published = True
        self.assertIn("Test menu", self.shown())
        menu.unlink()
        self.assertNotIn("Test menu", self.shown())

    def test_who_is_logged_in_reads_it_all_by_themselves(self):
        self.authenticate("admin", "admin")
        self.kids_id.name = "Test children"
        self.assertIn("Test children", self.shown())
        self.assertIn(self.env.ref("base.user_admin").name, self.shown())
        self.authenticate(None, None)
        self.assertNotIn(self.env.ref("base.user_admin").name, self.shown())

import json

from psycopg2 import IntegrityError

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ...reports.dashboard.tiles import TILES
from ..clerks_common import helped
from ..figures_common import FiguresCase
from ..towns_common import TwoTownsCase

#: rows that say who it was -> a measure of them
GUARDED = {
    "municipal.visit": "handling_minutes:avg",
    "municipal.visit.event": "__count",
    "municipal.visit.period": "minutes:sum",
}
#: rows that lead to these
LEADING = {
    "municipal.visit.report": "visitors:sum",
    "municipal.visit.line": "quantity:sum",
    "municipal.visit.event": "__count",
    "municipal.visit.period": "minutes:sum",
}
FIELDS = ("user_id", "create_uid", "write_uid")
SEPTEMBER = {"period": "own", "date_from": "2026-09-01", "date_to": "2026-09-30"}


@tagged("post_install", "-at_install")
class TestPerClerk(FiguresCase):
    """No door adds up by colleague, whether the town switched its figures on or not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visits = helped(cls, cls.clerk, 12)
        helped(cls, cls.administrator, 4, minutes=20, desk=1)

    def roles(self):
        for on in (False, True):
            self.company.municipal_per_clerk = on
            for user in (self.clerk, self.manager, self.administrator):
                yield user, on

    def test_the_pivot_has_no_group_of_colleagues(self):
        for user in (self.manager, self.administrator):
            report = self.env["municipal.visit.report"].with_user(user)
            leads_to = [each.get("relation") for each in report.fields_get().values()]
            self.assertNotIn("res.users", leads_to)

    def test_nothing_is_grouped_by_colleague(self):
        for user, on in self.roles():
            for model, measure in GUARDED.items():
                rows = self.env[model].with_user(user)
                for field in set(FIELDS) & set(rows._fields):
                    with self.subTest(model, field=field, on=on, user=user.login):
                        with self.assertRaises(UserError):
                            rows.formatted_read_group([], [field], [measure])
                        with self.assertRaises(UserError):
                            rows.formatted_read_grouping_sets([], [[field]], [measure])
                        with self.assertRaises(UserError):
                            rows._read_group([], ["id"], [f"{field}:array_agg"])

    def test_nothing_is_grouped_by_the_colleague_of_a_visit(self):
        for model, measure in LEADING.items():
            rows = self.env[model].with_user(self.administrator)
            with self.subTest(model), self.assertRaises(UserError):
                rows.formatted_read_group([], ["visit_id.user_id"], [measure])

    def test_nothing_is_filtered_by_a_colleague(self):
        other = self.clerk
        filters = (
            [("user_id", "=", other.id)],
            [("user_id", "!=", other.id)],
            [("user_id", "in", [other.id, self.manager.id])],
            [("user_id", "ilike", other.name)],
            [("user_id.login", "=", other.login)],
            [("user_id", "any", [("id", "=", other.id)])],
            ["!", ("user_id", "!=", other.id)],
            [("user_id", ">", other.id - 1)],
        )
        for model, measure in GUARDED.items():
            rows = self.env[model].with_user(self.manager)
            for domain in filters:
                with self.subTest(model, domain=domain):
                    with self.assertRaises(UserError):
                        rows.search_count(domain)
                    with self.assertRaises(UserError):
                        rows.web_search_read(domain, {"id": {}})
                    with self.assertRaises(UserError):
                        rows.formatted_read_group(domain, [], [measure])

    def test_nothing_is_filtered_by_the_colleague_of_a_visit(self):
        for model in LEADING:
            rows = self.env[model].with_user(self.manager)
            for domain in (
                [("visit_id.user_id", "=", self.clerk.id)],
                [("visit_id", "any", [("user_id", "=", self.clerk.id)])],
                [("visit_id.event_ids.user_id", "=", self.clerk.id)],
            ):
                with self.subTest(model, domain=domain), self.assertRaises(UserError):
                    rows.search_count(domain)

    def test_everybody_finds_what_they_received(self):
        own = self.env["municipal.visit"].with_user(self.clerk)
        mine = [("user_id", "=", self.clerk.id)]
        self.assertEqual(own.search(mine), self.visits.with_user(self.clerk))
        self.assertTrue(own.formatted_read_group(mine, ["state"], ["__count"]))
        self.assertFalse(own.search(mine + [("user_id", "=", False)]))

    def test_a_single_visit_says_who_it_was(self):
        """For a complaint or a question: that adds nothing up."""
        visit = self.visits[0].with_user(self.manager)
        self.assertEqual(visit.user_id, self.clerk)
        self.assertEqual(visit.event_ids.user_id, self.clerk)

    def test_views_offer_no_colleague(self):
        """Neither a column nor a filter: also not in the list behind a number."""
        for model, kinds in (
            ("municipal.visit.report", ("list", "pivot", "graph", "search")),
            ("municipal.visit", ("list", "search")),
        ):
            for kind in kinds:
                arch = self.env[model].with_user(self.manager).get_view(None, kind)
                self.assertNotIn('name="user_id"', arch["arch"], (model, kind))
                self.assertNotIn("'group_by': 'user_id'", arch["arch"], (model, kind))

    def test_workbook_and_dashboard_know_no_colleague(self):
        for on in (False, True):
            self.company.municipal_per_clerk = on
            book = self.export("2026-09-01", "2026-09-30")
            texts = {text for text in book.texts() if text}
            for user in (self.clerk, self.administrator):
                self.assertFalse([text for text in texts if user.name in text])
            report = self.env["municipal.visit.report"].with_user(self.manager)
            answer = json.dumps(report.dashboard(SEPTEMBER))
            self.assertEqual(len(json.loads(answer)["tiles"]), len(TILES))
            for user in (self.clerk, self.administrator):
                self.assertNotIn(user.name, answer)


@tagged("post_install", "-at_install")
class TestPerClerkExport(HttpCase, FiguresCase):
    """Lists of Odoo that are exported, also by paths that lead to a colleague."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visits = helped(cls, cls.clerk, 3)
        cls.manager.group_ids |= cls.env.ref("base.group_allow_export")

    def export(self, records, field):
        self.authenticate("test_manager", "test_manager")
        data = {
            "model": records._name,
            "fields": [{"name": field, "label": field, "type": "char"}],
            "ids": records.ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {"lang": "en_US"},
        }
        values = {"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)}
        with mute_logger("odoo.http", "odoo.addons.web.controllers.export"):
            return self.url_open("/web/export/csv", data=values)

    def test_no_list_names_a_colleague(self):
        report = self.env["municipal.visit.report"].search(
            [("visit_id", "in", self.visits.ids)]
        )
        periods = self.env["municipal.visit.period"].search(
            [("visit_id", "in", self.visits.ids)]
        )
        for records, field in (
            (self.visits, "user_id"),
            (self.visits, "user_id/login"),
            (self.visits, "create_uid"),
            (self.visits, "event_ids/user_id"),
            (self.visits.event_ids, "user_id"),
            (periods, "user_id"),
            (periods, "visit_id/user_id"),
            (report, "visit_id/user_id"),
        ):
            with self.subTest(records._name, field=field):
                answer = self.export(records, field)
                self.assertEqual(answer.status_code, 500)
                self.assertNotIn(f'"{self.clerk.name}"', answer.text)

    def test_other_columns_are_exported(self):
        answer = self.export(self.visits, "name")
        self.assertEqual(answer.status_code, 200)
        self.assertIn(self.visits[0].name, answer.text)


@tagged("post_install", "-at_install")
class TestClerkFigures(FiguresCase):
    """The one place in which figures are by colleague, where a town wants them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        helped(cls, cls.clerk, 12)
        helped(cls, cls.administrator, 9, minutes=20, desk=1)
        cls.figures = cls.env["municipal.clerk.figure"].with_user(cls.manager)

    def shown(self, **values):
        self.company.write(values)
        self.env.flush_all()
        rows = self.figures.search([("service_id", "=", self.service.id)])
        return {row.user_id.sudo().login: (row.visits, row.minutes) for row in rows}

    def test_off_until_somebody_switches_it_on(self):
        self.assertFalse(self.company.municipal_per_clerk)
        self.assertFalse(self.shown())

    def test_never_below_the_least_number(self):
        on = {"municipal_per_clerk": True}
        self.assertFalse(self.shown(**on), "30 visits unless a town chose otherwise")
        found = self.shown(**on, municipal_per_clerk_least=12)
        self.assertEqual(found, {"test_clerk": (12, 10)})
        self.assertFalse(self.shown(municipal_per_clerk_least=13))
        self.assertEqual(
            self.shown(municipal_per_clerk_least=10), {"test_clerk": (12, 10)}
        )

    def test_no_town_goes_below_ten(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.company.municipal_per_clerk_least = 9
            self.env.flush_all()

    def test_a_mean_weighs_the_visits(self):
        helped(self, self.administrator, 3, minutes=20, desk=1)
        self.shown(municipal_per_clerk=True, municipal_per_clerk_least=10)
        domain = [("service_id", "=", self.service.id)]
        [(visits, mean)] = self.figures._read_group(
            domain, [], ["visits:sum", "minutes:avg"]
        )
        self.assertEqual(visits, 24)
        self.assertAlmostEqual(mean, 15)

    def test_times_that_are_not_reliable_do_not_count(self):
        on = {"municipal_per_clerk": True, "municipal_per_clerk_least": 10}
        helped(self, self.administrator, 1, minutes=20, desk=1, inaccurate=True)
        self.assertNotIn("test_administrator", self.shown(**on))
        helped(self, self.administrator, 1, minutes=20, desk=1)
        self.assertIn("test_administrator", self.shown(**on))

    def test_only_an_administrator_of_odoo_switches_it_on(self):
        for user in (self.clerk, self.manager, self.administrator):
            with self.assertRaises(AccessError):
                self.company.with_user(user).municipal_per_clerk = True
        system = new_test_user(self.env, "test_system", groups="base.group_system")
        settings = self.env["res.config.settings"].with_user(system)
        settings.create({"municipal_per_clerk": True}).execute()
        self.assertTrue(self.company.municipal_per_clerk)

    def test_clerks_see_nothing_of_each_other(self):
        self.shown(municipal_per_clerk=True, municipal_per_clerk_least=10)
        with self.assertRaises(AccessError):
            self.figures.with_user(self.clerk).search([])


@tagged("post_install", "-at_install")
class TestClerkFiguresOfTwoTowns(TwoTownsCase):
    def test_a_town_switches_on_its_own(self):
        helped(self, self.clerk, 10)
        values = {"municipal_per_clerk": True, "municipal_per_clerk_least": 10}
        self.company_b.write(values)
        self.env.flush_all()
        figures = self.env["municipal.clerk.figure"]
        self.assertFalse(figures.search([("user_id", "=", self.clerk.id)]))
        self.company.write(values)
        self.env.flush_all()
        self.assertTrue(figures.with_user(self.manager).search([]))
        self.assertFalse(figures.with_user(self.manager_b).search([]))

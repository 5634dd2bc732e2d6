from datetime import datetime

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged, users
from odoo.tools.safe_eval import safe_eval

from ..figures_common import FiguresCase

MORNING = datetime(2026, 10, 12, 7, 0)


@tagged("post_install", "-at_install")
class TestVisitReportRights(FiguresCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ours = cls.served(MORNING)
        cls.other_company = cls.env["res.company"].create({"name": "Other town"})
        env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.other_company.ids)
        )
        service = env["municipal.service"].create(
            {"name": "Other service", "code": "ZZ", "company_id": cls.other_company.id}
        )
        times = {"arrival": 0, "called_at": 2, "started_at": 3, "finished_at": 13}
        cls.theirs = cls.visit(
            MORNING, service_id=service.id, location_id=False, **times
        )
        cls.env.flush_all()

    def seen(self, user, companies=None):
        report = self.env["municipal.visit.report"].with_user(user)
        if companies:
            report = report.with_context(allowed_company_ids=companies.ids)
        return report.search(
            [("visit_id", "in", (self.ours + self.theirs).ids)]
        ).visit_id

    def test_other_companies_are_never_counted(self):
        self.assertEqual(self.seen(self.manager), self.ours)
        [count] = (
            self.env["municipal.visit.report"]
            .with_user(self.manager)
            ._read_group(
                [("visit_id", "in", (self.ours + self.theirs).ids)],
                [],
                ["visit_id:count_distinct"],
            )
        )
        self.assertEqual(count, (1,))

    def test_two_companies_at_once_for_who_belongs_to_both(self):
        both = self.env.company + self.other_company
        self.manager.company_ids = [Command.set(both.ids)]
        self.assertEqual(self.seen(self.manager, both), self.ours + self.theirs)
        self.assertEqual(self.seen(self.manager, self.other_company), self.theirs)

    @users("test_manager")
    def test_managers_read_only(self):
        row = self.rows(self.ours).with_user(self.env.user)
        self.assertTrue(row.read(["name"]))
        for operation in ("create", "write", "unlink"):
            self.assertFalse(row.has_access(operation), operation)

    @users("test_clerk")
    def test_clerks_see_no_figures(self):
        report = self.env["municipal.visit.report"]
        for call in (
            lambda: report.search([]),
            lambda: report._read_group([], [], ["__count"]),
            lambda: report.series_notes([]),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_nobody_else_sees_figures(self):
        for groups in ("base.group_user", "base.group_portal", "base.group_public"):
            user = new_test_user(self.env, f"figures_{groups[-6:]}", groups=groups)
            report = self.env["municipal.visit.report"].with_user(user)
            with self.subTest(groups=groups), self.assertRaises(AccessError):
                report.search([])

    def test_views_of_the_action_open(self):
        action = self.env.ref("municipal_appointment.municipal_visit_report_action")
        report = self.env["municipal.visit.report"].with_user(self.manager)
        views = report.get_views(action.views + [(False, "search")])["views"]
        self.assertEqual(set(views), {"pivot", "graph", "list", "search"})
        context = safe_eval(action.context)
        names = {node.get("name") for node in self.filters(views["search"]["arch"])}
        for key in context:
            self.assertIn(key.removeprefix("search_default_"), names)

    @staticmethod
    def filters(arch):
        return etree.fromstring(arch).iter("filter")

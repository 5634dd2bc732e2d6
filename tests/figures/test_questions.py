from ast import literal_eval
from datetime import datetime

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..figures_common import FiguresCase

MORNING = datetime(2026, 10, 5, 7, 0)


@tagged("post_install", "-at_install")
class TestQuestions(FiguresCase):
    """The questions of managers are favourites that give an answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.action = cls.env.ref("municipal_appointment.municipal_visit_report_action")
        data = cls.env["ir.model.data"].search(
            [
                ("module", "=", "municipal_appointment"),
                ("model", "=", "ir.filters"),
                ("name", "=like", "visit_report_question_%"),
            ]
        )
        cls.questions = cls.env["ir.filters"].browse(data.mapped("res_id"))
        cls.data = data
        cls.report = cls.env["municipal.visit.report"].with_user(cls.manager)

    def ask(self, question):
        """Return the cells of a pivot, and its grand total, as the screen asks them."""
        context = literal_eval(question.context)
        rows, columns = (
            context["pivot_row_groupby"],
            context["pivot_column_groupby"],
        )
        measures = [
            f"{name}:{self.report._fields[name].aggregator}"
            for name in context["pivot_measures"]
        ]
        sets = [[], rows, columns, rows + columns]
        return self.report.formatted_read_grouping_sets(
            safe_eval(question.domain), sets, measures
        ), measures

    def test_there_are_questions_for_everybody(self):
        self.assertGreaterEqual(len(self.questions), 15)
        self.assertFalse(self.questions.user_ids)
        self.assertTrue(all(self.data.mapped("noupdate")))
        offered = (
            self.env["ir.filters"]
            .with_user(self.manager)
            .get_filters("municipal.visit.report", self.action.id)
        )
        names = {entry["name"] for entry in offered}
        self.assertLessEqual(set(self.questions.mapped("name")), names)
        self.assertEqual(len(set(self.questions.mapped("name"))), len(self.questions))

    def test_every_question_gives_an_answer(self):
        self.served(MORNING)
        self.env.flush_all()
        for question in self.questions:
            with self.subTest(question.name):
                (total, *_rest), measures = self.ask(question)
                self.assertEqual(len(total), 1)
                self.assertLessEqual(set(measures), set(total[0]))
                context = literal_eval(question.context)
                self.assertEqual(context["graph_measure"], context["pivot_measures"][0])
                self.assertEqual(context["graph_groupbys"], context["group_by"])

    def test_questions_find_what_they_ask_for(self):
        """One visit of each kind more, and each question tells one more of it."""
        made = {
            "half_year_service": {},
            "without_appointment": {"channel": "walk_in"},
            "longest_waits": {},
            "no_show_product": {"state": "no_show", "finished_at": False},
            "cancelled_lead": {"state": "cancelled", "finished_at": False},
            "digital": {},
        }
        for name, values in made.items():
            question = self.env.ref(
                f"municipal_appointment.visit_report_question_{name}"
            )
            with self.subTest(question.name):
                before = self.counted(question)
                visit = self.served(MORNING, **values)
                if name == "digital":
                    visit.line_ids.sudo().reason = "digital"
                self.env.flush_all()
                self.assertEqual(self.counted(question), before + 1)

    def counted(self, question):
        domain = safe_eval(question.domain)
        [(count,)] = self.report._read_group(domain, [], ["visit_id:count_distinct"])
        return count

    def test_questions_are_asked_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("nl_BE")
        question = self.env.ref("municipal_appointment.visit_report_question_channel")
        question.with_context(lang="nl_BE").name = "Contacten per kanaal"
        self.manager.lang = "nl_BE"
        offered = (
            self.env["ir.filters"]
            .with_user(self.manager)
            .get_filters("municipal.visit.report", self.action.id)
        )
        names = {entry["name"] for entry in offered}
        self.assertIn("Contacten per kanaal", names)
        self.assertEqual(
            question.with_context(lang="en_US").name, "Contacts by channel"
        )

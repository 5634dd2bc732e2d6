import base64
from datetime import date, timedelta

from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tests import Form, tagged

from ...models.common.refusal import Refusal
from ...models.figures.municipal_digital_figure import (
    MOST_AT_ONCE,
)
from ..common import MunicipalCase
from ..race_common import RaceCase
from .test_digital_figures import DigitalCase

GOOD = "code;dag;aantal\ntest_passport;09/10/2026;3\ntest_kids;9-10-2026;2\n"


@tagged("post_install", "-at_install")
class TestDigitalImport(DigitalCase):
    """A manager takes over the figures of the digital counter out of a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kids_id.code = "test_kids"
        cls.wizards = cls.env["municipal.digital.import"].with_user(cls.manager)

    def wizard(self, text=GOOD, encoding="utf-8"):
        data = text if isinstance(text, bytes) else text.encode(encoding)
        return self.wizards.create({"file": base64.b64encode(data)})

    def take_over(self, text=GOOD, **kwargs):
        return self.wizard(text, **kwargs).action_import()

    def refused(self, text, *words):
        """Check what the dialog says about a file, and that it writes nothing."""
        wizard = self.wizard(text)
        self.assertFalse(wizard.ready)
        for some in words:
            self.assertIn(some, wizard.report)
        with self.assertRaises(Refusal):
            wizard.action_import()
        self.assertEqual(self.counted(), 0)
        return wizard.report

    def test_a_file_is_shown_and_taken_over(self):
        wizard = self.wizard()
        self.assertTrue(wizard.ready)
        self.assertIn("2 figures", wizard.report)
        self.assertIn("Test passport", wizard.report)
        self.assertEqual(self.counted(), 0, "looking writes nothing")
        answer = wizard.action_import()
        self.assertIn("5 contacts were added", answer["params"]["message"])
        self.assertEqual(self.counted(), 5)
        days = self.figures.search([("service_id", "=", self.service.id)]).mapped("day")
        self.assertEqual(days, [date(2026, 10, 9)] * 2)

    def test_the_dialog_itself(self):
        with Form(self.wizards) as form:
            self.assertFalse(form.ready)
            form.file = base64.b64encode(GOOD.encode())
            self.assertTrue(form.ready)
            self.assertIn("Together", str(form.report))
            form.file = base64.b64encode(b"nothing")
            self.assertFalse(form.ready)
            self.assertIn("first line", str(form.report))

    def test_the_same_file_again_changes_nothing(self):
        self.take_over()
        wizard = self.wizard()
        self.assertIn(">5</td>", wizard.report.replace(" ", ""))
        message = wizard.action_import()["params"]["message"]
        self.assertIn("0 contacts were added, 0 taken back", message)
        self.take_over(GOOD.replace(";3", ";1"))
        self.assertEqual(self.counted(), 3)

    def test_products_by_code_or_name_in_any_language(self):
        for lang in ("en_US", "nl_BE"):
            self.env["res.lang"]._activate_lang(lang)
        self.passport.with_context(lang="nl_BE").name = "Réispas"
        for name in ("Test passport", "réispas", " REISPAS ", "test_passport"):
            text = f"product;dag;aantal\n{name.replace('REI', 'RÉI')};9/10/2026;1\n"
            self.assertTrue(self.wizard(text, encoding="cp1252").ready, name)

    def test_every_wrong_line_is_named_and_none_is_written(self):
        report = self.refused(
            GOOD + "nothing;9/10/2026;1\n\ntest_kids;10/14/2026;1\n"
            "test_kids;20/10/2026;1\ntest_kids;8/10/2026;many\n"
            "test_kids;8/10/2026;1.234\ntest_passport;9/10/2026;4\n",
            "no product has the code “nothing”",
            "the day is not one of the past",
            "the count is no number from 0 to 10000",
            "stand on line 2 already",
            "Lines that are right: 2.",
        )
        for number in (4, 6, 7, 8, 9, 10):
            self.assertIn(f">{number}</td>", report)

    def test_names_that_say_too_little(self):
        self.foreigner.name = self.passport.name
        head = "product;dag;aantal\n"
        for name, words in (
            (self.passport.name, "several products are called"),
            ("Nothing", "no product is called"),
            ("", "no product is named"),
            ("<b>bold</b>", "&lt;b&gt;bold"),
        ):
            self.refused(f"{head}{name};9/10/2026;1\n", words)

    def test_a_file_that_is_none(self):
        for data, words in (
            (b"", "no figures"),
            (b"code;dag;aantal\n", "no figures"),
            (b"code;dag;aantal\ntest_kids;9/10/2026;\n", "no figures"),
            (b"PK\x03\x04", "workbook"),
            (b"a\x00b", "no text"),
            (b"1;2;3\n", "first line"),
            (b"x" * 2_000_001, "too large"),
            (b'code;dag;aantal\n"test_kids;9/10/2026;1\n', "quotation mark"),
        ):
            if data:
                self.refused(data, words)
        with self.assertRaises(Refusal):
            self.wizards.create({}).action_import()

    def test_a_first_line_that_names_the_separator(self):
        """Many programs write it so that Excel splits the columns everywhere."""
        body = "code;product;dag;aantal\r\ntest_passport;Réis;9/10/2026;12\r\n"
        for data in (
            ("sep=;\r\n" + body).encode("utf-8-sig"),
            ("sep=;\r\n" + body).encode("cp1252"),
            ('"sep=;"\r\n' + body).encode(),
            ('"sep=;";;;\r\n' + body).encode(),
            ("SEP=,\n" + body.replace(";", ",")).encode(),
            ("sep=;\n\n" + body).encode(),
            ("sep=\t\r\n" + body.replace(";", "\t")).encode("utf-16"),
            ("sep=|\n" + body.replace(";", "|")).encode(),
        ):
            with self.subTest(data=data):
                wizard = self.wizard(data)
                self.assertTrue(wizard.ready, wizard.report)
                wizard.action_import()
                self.assertEqual(self.counted(), 12)
        report = self.wizard("sep=;\n\n" + body + "nothing;;9/10/2026;1\n").report
        self.assertIn(">5</td>", report, "the number of the line in the file")

    def test_in_the_language_of_the_manager(self):
        self.env["res.lang"]._activate_lang("nl_BE")
        dutch = self.wizard("x\n").with_context(lang="nl_BE")
        english = self.wizard("x\n")
        self.assertTrue(dutch.report)
        self.assertIn("The first line", english.report)

    def test_the_template_only_needs_its_counts(self):
        self.passport.digital_url = "https://digital.example.com"
        wizard = self.wizards.create({})
        url = wizard.action_template()["url"]
        self.assertIn(f"/{wizard.id}/template", url)
        text = base64.b64decode(wizard.template).decode("utf-8-sig")
        [line] = [line for line in text.splitlines() if "test_passport" in line]
        self.assertTrue(line.endswith(";12/10/2026;"), line)
        filled = text.replace(line, f"{line}7")
        wizard.file = base64.b64encode(filled.encode("utf-8-sig"))
        self.assertTrue(wizard.ready, wizard.report)
        wizard.action_import()
        self.assertEqual(self.counted(), 7)

    def test_only_managers(self):
        wizards = self.env["municipal.digital.import"].with_user(self.clerk)
        with self.assertRaises(AccessError):
            wizards.create({})

    def test_products_of_another_municipality_are_unknown(self):
        other = self.env["res.company"].create({"name": "Other town"})
        self.manager.company_ids |= other
        self.wizards = self.wizards.with_company(other)
        self.refused(GOOD, "no product has the code")

    def test_more_than_one_request_can_bear(self):
        first = date(2000, 1, 1)
        lines = [
            f"{code};{first + timedelta(days=number)};1\n"
            for code in ("test_kids", "test_passport", "test_other")
            for number in range(MOST_AT_ONCE // 3 + 1)
        ]
        self.foreigner.code = "test_other"
        with self.assertRaisesRegex(Refusal, f"at most {MOST_AT_ONCE}"):
            self.take_over("code;dag;aantal\n" + "".join(lines))
        self.assertEqual(self.counted(), 0)

    def test_queries_do_not_grow_with_the_lines(self):
        """Odoo writes a hundred rows at once; nothing is asked line by line."""

        def queries(lines, count):
            text = "".join(
                f"{code};{1 + line % 28}/{1 + line // 28}/2025;{count * (line + 1)}\n"
                for line in range(lines)
                for code in ("test_passport", "test_kids")
            )
            wizard = self.wizard("code;dag;aantal\n" + text)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_import()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(2, 1)  # what is remembered between requests is now
        few, many = queries(2, 2), queries(250, 3)
        # new rows, better figures and their log
        self.assertLessEqual(many - few, 3 * 500 / 100)
        same, others = queries(2, 3), queries(250, 3)
        self.assertEqual(same, others, "the same file again")


@tagged("post_install", "-at_install")
class TestDigitalAtOnce(MunicipalCase):
    """Days are those of the municipality, wherever the manager is."""

    def test_today_is_that_of_the_municipality(self):
        figures = self.env["municipal.digital.figure"]
        figures = figures.with_context(tz="Pacific/Kiritimati")
        self.company.resource_calendar_id.tz = "America/Los_Angeles"
        self.assertEqual(str(figures.env.company._today()), "2026-10-12")
        self.passport.code = "test_passport"
        figure = {"product": "test_passport", "day": "2026-10-12", "count": 1}
        first, second = (figures.sudo().take_over([figure]) for _time in "12")
        self.assertEqual((first["added"], second["added"]), (1, 0))


@tagged("post_install", "-at_install")
class TestDigitalRace(RaceCase):
    """The same figures come in twice at the same moment, by file and by program."""

    def take_over(self, env, count):
        product = env["municipal.product"].browse(self.product_id)
        figures = env["municipal.digital.figure"]
        figures._take_over({(product, date(2026, 1, 5)): count})
        return product

    def test_the_second_one_begins_again(self):
        outcome = self.while_another(
            lambda env: self.take_over(env, 2), lambda env: self.take_over(env, 3)
        )
        self.assertIsInstance(outcome, ConcurrencyError)
        with self._transaction() as env:
            self.take_over(env, 3)
        with self._transaction() as env:
            domain = [("service_id", "=", self.service_id)]
            figures = env["municipal.digital.figure"].search(domain)
            self.assertEqual(figures.mapped("count"), [3])

import base64
import io
import json
from pathlib import Path

import xlsxwriter
from hypothesis import settings
from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.common.refusal import Refusal
from ..booking_common import install_languages
from ..properties import given, st
from ..towns_common import TwoTownsCase
from ..workbook_reader import render

SAMPLES = Path(__file__).parent / "samples"
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=30
).filter(lambda text: "x005F" not in text)


class CatalogueFileCase(TwoTownsCase):
    """A manager changes the catalogue out of a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        install_languages(cls.env)
        cls.company.partner_id.lang = "nl_BE"
        cls.manager.lang = "en_US"
        cls.kids_id.code, cls.passport.code = "KIDS", "PASS"
        cls.foreigner.code = "FOREIGN"
        cls.kids_id.with_context(lang="nl_BE").write(
            {"name": "Kids-ID aanvragen", "bring_list": "Het kind\nEen foto"}
        )
        cls.env.flush_all()

    def wizard(self, content=None, user=None, **values):
        """Return the dialog after somebody chose a file."""
        if content is not None:
            values["file"] = base64.b64encode(content)
        dialogs = self.env["municipal.catalogue.import"].with_user(user or self.manager)
        wizard = dialogs.with_context(lang="en_US").create(values)
        # as it is written when somebody presses a button
        self.env.flush_all()
        return wizard

    def exported(self):
        return render(self.wizard(), "catalogue_xlsx").content

    def changed(self, *changes, content=None):
        """Return what was exported, after somebody wrote in some cells.

        :param changes: (code of the product, heading, text)
        """
        book = load_workbook(io.BytesIO(content or self.exported()))
        sheet = book.worksheets[0]
        heads = [cell.value for cell in sheet[1]]
        for code, heading, text in changes:
            row = next(
                (row for row in sheet.iter_rows(min_row=2) if row[0].value == code),
                None,
            )
            if row is None:
                sheet.append([code])
                row = sheet[sheet.max_row]
            sheet.cell(row[0].row, heads.index(heading) + 1).value = text
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    def table(self, *rows):
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        book.close()
        return file.getvalue()

    def shown(self, wizard):
        """Return what would change: (product, heading, now, then)."""
        plan = wizard._plan()
        self.assertEqual(plan.problems, [])
        return [(c.name, *shown) for c in plan.changes for shown in c.shown]

    def problems(self, content, **values):
        return self.wizard(content, **values)._plan().problems


@tagged("post_install", "-at_install")
class TestCatalogueTable(CatalogueFileCase):
    def test_what_nobody_touched_changes_nothing(self):
        wizard = self.wizard(self.exported())
        self.assertEqual(self.shown(wizard), [])
        self.assertGreaterEqual(wizard._plan().unchanged, 3)
        self.assertFalse(wizard.ready)
        self.assertIn("there is nothing to take over", wizard.report)
        with self.assertRaisesRegex(Refusal, "Nothing was taken over"):
            wizard.action_import()

    @settings(max_examples=20)
    @given(st.data())
    def test_whatever_is_in_the_catalogue_comes_back_the_same(self, data):
        product = self.foreigner
        for lang in ("en_US", "nl_BE"):
            product.with_context(lang=lang).write(
                {
                    "name": data.draw(TEXTS) or "x",
                    "bring_list": data.draw(TEXTS),
                    "price": data.draw(TEXTS),
                    "info": data.draw(st.sampled_from(["", "<p>a &lt; b</p>", "c"])),
                }
            )
        product.write(
            {
                "other_words": data.draw(TEXTS),
                "sensitive": data.draw(st.booleans()),
                "duration": data.draw(st.integers(1, 1440)),
                "ask_phone": data.draw(st.sampled_from(["optional", "required"])),
            }
        )
        self.assertEqual(self.shown(self.wizard(self.exported())), [])

    def test_every_change_is_shown_first_and_then_done(self):
        content = self.changed(
            ("KIDS", "Minutes", 12),
            ("KIDS", "Name [nl_BE]", "Kids-ID"),
            ("PASS", "Without appointment", "Only by appointment"),
            ("PASS", "Sensitive", "yes"),
        )
        wizard = self.wizard(content)
        self.assertEqual(
            sorted(self.shown(wizard)),
            [
                ("Test Kids-ID", "Minutes", "10", "12"),
                ("Test Kids-ID", "Name [nl_BE]", "Kids-ID aanvragen", "Kids-ID"),
                ("Test passport", "Sensitive", "no", "yes"),
                (
                    "Test passport",
                    "Without appointment",
                    "Welcome in walk-in hours",
                    "Only by appointment",
                ),
            ],
        )
        for text in ("Kids-ID aanvragen", "Only by appointment", "changed: 2"):
            self.assertIn(text, wizard.report)
        self.assertEqual(self.kids_id.duration, 10, "shown only")
        wizard.action_import()
        self.assertEqual(self.kids_id.duration, 12)
        self.assertEqual(self.kids_id.with_context(lang="nl_BE").name, "Kids-ID")
        self.assertEqual(self.kids_id.with_context(lang="en_US").name, "Test Kids-ID")
        self.assertTrue(self.passport.sensitive)
        self.assertEqual(self.shown(self.wizard(content)), [], "a second time is none")

    def test_a_new_product_is_not_on_the_website(self):
        content = self.changed(("NEW", "Name [nl_BE]", "Iets nieuws"))
        self.assertTrue(
            self.problems(content), "cells that must be filled in are empty"
        )
        headings = [
            "Code",
            "Name [nl_BE]",
            "Name [en_US]",
            "Appointment type",
            "Minutes",
        ]
        rows = ["NEW", "Iets nieuws", "Something new", "Test type", 20]
        content = self.table([*headings, "Combinable with"], [*rows, "KIDS, PASS"])
        wizard = self.wizard(content)
        self.assertIn("new: 1", wizard.report.lower())
        wizard.with_context(default_published=False).action_import()
        new = self.env["municipal.product"].search([("code", "=", "NEW")])
        self.assertEqual((new.type_id, new.duration), (self.type, 20))
        self.assertEqual(new.with_context(lang="nl_BE").name, "Iets nieuws")
        self.assertEqual(new.with_context(lang="en_US").name, "Something new")
        self.assertEqual(new.combinable_ids, self.kids_id | self.passport)
        self.assertFalse(new.published)
        self.assertEqual(self.shown(self.wizard(content)), [])

    def test_a_column_that_is_not_there_says_nothing(self):
        content = self.table(["Code", "Minutes"], ["KIDS", 11])
        self.assertEqual(
            self.shown(self.wizard(content)), [("Test Kids-ID", "Minutes", "10", "11")]
        )

    def test_an_empty_cell_empties_and_deletes_no_product(self):
        count = self.env["municipal.product"].search_count([])
        content = self.changed(
            ("KIDS", "What to bring [nl_BE]", ""), ("KIDS", "What to bring [en_US]", "")
        )
        self.wizard(content).action_import()
        self.assertFalse(self.kids_id.with_context(lang="nl_BE").bring_list)
        self.assertEqual(self.env["municipal.product"].search_count([]), count)
        self.assertEqual(self.shown(self.wizard(content)), [])

    def test_only_dutch(self):
        content = self.table(
            ["Code", "Name [nl_BE]", "Name [en_US]", "Appointment type"],
            ["DUTCH", "Alleen Nederlands", "", "Test type"],
        )
        self.wizard(content).action_import()
        new = self.env["municipal.product"].search([("code", "=", "DUTCH")])
        self.assertEqual(new.with_context(lang="nl_BE").name, "Alleen Nederlands")
        self.assertEqual(self.shown(self.wizard(content)), [])

    def test_all_that_is_wrong_is_told_at_once_by_line_and_column(self):
        content = self.table(
            [
                "Code",
                "Minutes",
                "Appointment type",
                "Sensitive",
                "Digital counter",
                "Oops",
            ],
            ["KIDS", "ten", "Test type", "no", ""],
            ["PASS", 10, "No such type", "perhaps", "x"],
            ["", 10, "Test type", "no", ""],
            ["KIDS", 10, "Test type", "no", ""],
            ["LOST", 10, "", "no", ""],
        )
        found = {
            (line, head, what) for line, head, what, _why in self.problems(content)
        }
        self.assertEqual(
            found,
            {
                (1, "Oops", ""),
                (2, "Minutes", "ten"),
                (3, "Appointment type", "No such type"),
                (3, "Sensitive", "perhaps"),
                (3, "Digital counter", "x"),
                (4, "", ""),
                (5, "", "KIDS"),
                (6, "Appointment type", ""),
                (6, "Name [nl_BE]", ""),
            },
        )
        wizard = self.wizard(content)
        self.assertFalse(wizard.ready)
        self.assertIn("is no whole number", wizard.report)
        with self.assertRaises(Refusal):
            wizard.action_import()
        self.assertEqual(self.kids_id.duration, 10)

    def test_problems_are_told_in_the_language_of_who_reads(self):
        self.manager.lang = "nl_BE"
        wizard = self.wizard(self.exported()).with_context(lang="nl_BE")
        heads = [
            column.headings
            for column in wizard.env["municipal.product"]._table_columns()
        ]
        self.assertTrue(any("[nl_BE]" in heading for [heading, *_more] in heads))
        self.assertEqual(self.shown(wizard), [], "an English file, read in Dutch")

    def test_unknown_codes_and_unreachable_visitors(self):
        content = self.table(
            ["Code", "Combinable with", "E-mail address", "Phone number"],
            ["KIDS", "PASS, WRONG", "Not asked", "Not asked"],
        )
        whats = [(head, what) for _line, head, what, _why in self.problems(content)]
        self.assertEqual(whats, [("Combinable with", "WRONG"), ("Phone number", "")])

    def test_a_product_without_code_is_known_by_its_name_and_gets_one(self):
        self.foreigner.code = False
        content = self.table(
            ["Code", "Name [en_US]", "Minutes"],
            ["NEWCODE", "Test foreigner's file", 45],
        )
        self.wizard(content).action_import()
        self.assertEqual(
            (self.foreigner.code, self.foreigner.duration), ("NEWCODE", 45)
        )

    def test_all_or_nothing(self):
        content = self.table(["Code", "Minutes"], ["KIDS", 11], ["PASS", 12])
        wizard = self.wizard(content)
        write = type(self.env["municipal.product"]).write

        def refuse(products, vals):
            if products == self.passport:
                raise Refusal("no", "products")
            return write(products, vals)

        self.patch(type(self.env["municipal.product"]), "write", refuse)
        with self.assertRaises(Refusal), self.env.cr.savepoint():
            wizard.action_import()
        self.env.invalidate_all()
        self.assertEqual((self.kids_id.duration, self.passport.duration), (10, 15))

    def test_who_changed_it_meanwhile_is_not_overruled(self):
        wizard = self.wizard(self.table(["Code", "Minutes"], ["KIDS", 11]))
        self.kids_id.duration = 14
        with self.assertRaisesRegex(Refusal, "Somebody has changed these products"):
            wizard.action_import()
        self.assertEqual(self.kids_id.duration, 14)

    def test_nothing_is_a_formula(self):
        self.kids_id.price = '=HYPERLINK("https://x.be")'
        self.passport.price = "+32 9 111 22 33"
        content = self.exported()
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
        self.assertLessEqual(kinds, {"s", "n", "inlineStr"})
        self.assertEqual(self.shown(self.wizard(content)), [])

    def test_mark_up_that_could_do_harm_is_not_taken_over(self):
        content = self.table(
            ["Code", "Good to know [nl_BE]"],
            ["KIDS", "<p onclick='x()'>Kom <b>zelf</b></p><script>alert(1)</script>"],
        )
        wizard = self.wizard(content)
        self.assertNotIn("<script", wizard.report)
        wizard.action_import()
        info = self.kids_id.with_context(lang="nl_BE").info
        self.assertIn("<b>zelf</b>", info)
        self.assertNotIn("script", info)
        self.assertNotIn("onclick", info)
        self.assertEqual(self.shown(self.wizard(content)), [])

    def test_nonsense_says_what_to_do(self):
        for content, words in (
            (b"PK\x03\x04 no workbook", "This workbook cannot be read"),
            (b"\x00\x01\x02", "neither a workbook of Excel"),
            (b"a;b\n1;2\n", "The first line has to name the columns"),
            (b"Code;Minutes\n", "no products in this file"),
            (b"{nonsense", "no JSON that can be read"),
            (b'{"a": 1}', "no products of the Flemish product catalogue"),
            (b"[" * 100_000, "no JSON that can be read"),
        ):
            wizard = self.wizard(content)
            self.assertIn(words, wizard.report, content[:20])
            self.assertFalse(wizard.ready)

    def test_the_other_town_sees_and_changes_nothing_of_ours(self):
        book = render(self.wizard(user=self.manager_b), "catalogue_xlsx").content
        texts = [
            str(cell.value)
            for row in load_workbook(io.BytesIO(book)).worksheets[0].iter_rows()
            for cell in row
        ]
        self.assertIn("Their passport", texts)
        self.assertFalse([text for text in texts if "Test" in text])
        wizard = self.wizard(
            self.table(["Code", "Minutes"], ["KIDS", 11]), user=self.manager_b
        )
        self.assertTrue(
            wizard._plan().problems, "a new product of which all is missing"
        )

    def test_only_managers(self):
        with self.assertRaises(AccessError):
            self.wizard(user=self.clerk)

    def test_as_many_statements_however_many_lines(self):
        def statements(count):
            rows = [[f"N{number}", 11] for number in range(count)]
            wizard = self.wizard(self.table(["Code", "Minutes"], *rows))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard._plan()
            return self.env.cr.sql_log_count - before

        for number in range(12):
            self.env["municipal.product"].create(
                {"name": f"N {number}", "code": f"N{number}", "type_id": self.type.id}
            )
        statements(2)
        self.assertLessEqual(statements(12), statements(2) + 2)


@tagged("post_install", "-at_install")
class TestFlemishCatalogue(CatalogueFileCase):
    """Products of the Flemish product catalogue, in the same preview."""

    def sample(self, name="instance_short.jsonld", **values):
        return self.wizard((SAMPLES / name).read_bytes(), **values)

    def test_a_new_product_needs_a_type(self):
        problems = self.sample()._plan().problems
        self.assertEqual(
            [head for _line, head, _w, _why in problems], ["Appointment type"]
        )

    def test_a_new_product(self):
        wizard = self.sample(type_id=self.type.id)
        self.assertTrue(wizard.ready)
        self.assertIn("Reispas aanvragen", wizard.report)
        wizard.with_context(default_published=False).action_import()
        new = self.env["municipal.product"].search([("ipdc_number", "=", "12345")])
        dutch = new.with_context(lang="nl_BE")
        self.assertEqual((new.code, new.type_id), ("ipdc-12345", self.type))
        self.assertEqual(dutch.name, "Reispas aanvragen")
        self.assertEqual(new.with_context(lang="en_US").name, "Apply for a passport")
        self.assertEqual(
            dutch._bring_items(),
            ["Uw identiteitskaart", "Uw vorige reispas", "Een pasfoto"],
        )
        self.assertEqual(dutch.price, "81 euro; 260 euro in een spoedprocedure")
        self.assertEqual(dutch.synonyms, "paspoort, internationaal paspoort")
        self.assertEqual(
            new.digital_url, "https://www.example.com/loket/reispas?stap=1"
        )
        self.assertIn("Belgische nationaliteit", dutch.info)
        self.assertNotIn("alert", dutch.info)
        self.assertFalse(new.published)
        self.assertEqual(self.shown(self.sample()), [], "a second time is none")

    def test_a_product_is_known_by_its_number_and_keeps_what_is_its_own(self):
        self.passport.ipdc_number = "12345"
        self.sample().action_import()
        self.assertEqual(self.passport.code, "PASS")
        self.assertEqual(self.passport.duration, 15)
        self.assertEqual(
            self.passport.with_context(lang="nl_BE").name, "Reispas aanvragen"
        )
        self.assertEqual(self.shown(self.sample("instance_full.jsonld")), [])

    def test_languages_that_are_not_here_are_left_out(self):
        data = json.loads((SAMPLES / "instance_short.jsonld").read_text())
        data["naam"]["fr"] = "Demander un passeport"
        wizard = self.wizard(json.dumps(data).encode(), type_id=self.type.id)
        self.assertNotIn("Demander", wizard.report)

    def test_without_number_the_address_makes_the_code(self):
        self.sample("snapshots.jsonld", type_id=self.type.id).action_import()
        new = self.env["municipal.product"].search([("code", "=", "ipdc-woonst")])
        self.assertEqual(
            new.with_context(lang="nl_BE").name, "Attest van woonst, tweede versie"
        )
        self.assertEqual(self.shown(self.sample("snapshots.jsonld")), [])

    def test_the_type_of_another_town_is_not_taken(self):
        wizard = self.sample()
        wizard.sudo().type_id = self.b.type
        with self.assertRaisesRegex(Refusal, "Nothing was taken over"):
            wizard.action_import()

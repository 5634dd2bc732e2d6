from odoo.tests import tagged

from ...engine import phone as phones
from ...engine.mail_slip import suggest_address
from ...engine.person_name import may_greet, why_no_name
from ...engine.plain_text import clean_line, clean_text
from ...models.common.contact import (
    clean_contact,
    contact_refusals,
)
from ...models.common.refusal import Refusal
from ..common import MunicipalCase

#: what people copied from phones, mail programs, Word and PDF files
COPIED = (
    "\u202a+32 470 00 01 02\u202c",
    "\u202d0470\u00a000\u00a001\u00a002\u202c",
    "\u20680470000102\u2069",
    "\u200e+32470000102",
    "0470\u201100\u201101\u201102",
    "0470\u201300\u201301\u201302",
    "0470 00 01 02\ufeff",
    "+32\ufe0d470000102",
    "0470\u200b00\u200b01\u200b02",
    "tel:+32470000102",
    "+32 (0)470 00 01 02",
    "0032 470 00 01 02",
    "0470/00.01.02",
    "\u0660\u0664\u0667\u0660\u0660\u0660\u0660\u0661\u0660\u0662",
    "0470,00,01,02",
    "0470\u00ad000102",
)
NO_NAMES = {
    "Jan Peeters. Claim your refund at town-refund.example/b today": "link",
    "U HEBT GEWONNEN bel 0900 00 001 code 77": "digits",
    "Klik op town-be.example om uw boete te betalen": "link",
    "bit.ly slash 3xAmple gratis iPhone": "link",
    "ftp://files.example/invoice An": "link",
    "hxxp://town.example/login": "link",
    "mailto:win@example.com An Peeters": "link",
    "mailto:x Els": "link",
    "\u03a1\u0391\u03a5\u03a1\u0391L terugbetaling wacht": "scripts",
    "An\u2028Peeters\u2028Betaal nu": "lines",
    "A" * 100: "sentence",
    "=cmd|' /C calc'!A0 An": "formula",
    "=SUM(1)+2 Peeters": "formula",
    "\t=1+1 An": "formula",
    "\u200b=1+1 An": "formula",
    "@SUM(1) Jan": "formula",
    "+32470000102": "formula",
    "-2+3 An": "formula",
    "{=1+1} An": "signs",
    "x.com": "link",
    "t.me/abc": "link",
    "\U0001d42d\U0001d428\U0001d430\U0001d427.example": "link",
    "Jan evil\u3002example": "link",
    "jan@example.com": "link",
    "0470 12 34 56": "digits",
    "Jan 12-05-1950": "digits",
    "WIN!!! Jan": "sentence",
    "Jan Peeters. Betaal nu": "sentence",
    "\u0420\u0430yp\u0430l": "scripts",
    "\U0001f642 An": "signs",
    "$100 An": "signs",
    "...": "signs",
}
NAMES = (
    "D'Haese-Van den Broeck, Ann-Sophie (jr.)",
    "Ü",
    "Nguyễn Thị Ánh",
    "محمد",
    "O",
    "Null",
    "True",
    "J.R.R. Tolkien",
    "A.Peeters",
    "J.-P. Van Damme",
    "Dr. An Peeters",
    "Dr.Peeters",
    "Prof. dr. ir. Jan De Smet",
    "Jan Peeters jr.",
    "O'Brien",
    "O’Brien-d’Hondt",
    "D`Haese",
    "van 't Hoff",
    "'t Kint de Roodenbeke",
    "Jan van den Branden de Reeth",
    "Juan Pablo Fernández de Calderón García-Iglesias",
    "Ngô Đình Diệm",
    "محمد بن عبد الله آل سعود",
    "عائشه\u200cسادات",
    "עֲמוֹס עוֹז",
    "李小龍",
    "王秀英",
    "山田太郎",
    "김민준",
    "Иван Петров",
    "Ελένη Παπαδοπούλου",
    "Иван Peeters",
    "Šimić-Đorđević",
    "Þórður Ægisson",
    "Zoë Ünlü",
    "Sukarno",
    "Ng",
    "Jan & An Peeters",
    "Mevr. Peeters-Janssens",
    "Wwe. Peeters",
    "Fam. Peeters",
    "E.H. Peeters",
    "Jan St.John",
    "Keihanaikukauakahihuliheekahaunaele",
    "Ōkubo",
    "रमेश कुमार",
    "தமிழ்ச்செல்வி",
    "ศิริพร",
    "Nebahat Çağlar",
    "M.ª del Carmen",
    "Tekarihò:ken",
    "Peeters (met kind)",
    "Bert van der Auwera-De Coninck",
)
#: names that are taken, but are not worth being read out to a stranger
STRANGE_NAMES = (
    "X Æ A-12",
    "Elizabeth 2nd",
    "Maria da Conceição dos Santos Pereira de Oliveira e Silva",
)


@tagged("post_install", "-at_install")
class TestContactInputs(MunicipalCase):
    """What people paste and what advertisers try, and what we make of it."""

    def refusals(self, **contact):
        values = {"name": "An Peeters", "email": "an@example.com", **contact}
        return {r.about: str(r) for r in contact_refusals(self.env, values)}

    def test_numbers_that_were_copied(self):
        for typed in COPIED:
            kept = phones.read_phone(typed, "BE")
            self.assertEqual(kept, "+32470000102", ascii(typed))

    def test_the_country_of_the_town_decides(self):
        self.company.country_id = self.env.ref("base.nl")
        values = {"name": "An", "phone": "06 12345678"}
        kept = clean_contact(self.env, values, company=self.company)["phone"]
        self.assertEqual(kept, "+31612345678")
        self.assertEqual(phones.show_phone(kept, "NL"), "06 12345678")
        self.assertEqual(phones.show_phone(kept, "BE"), "+31 6 12345678")

    def test_numbers_that_cannot_be_dialled(self):
        for typed, kind, part in (
            ("0470 12 34 5", "short", ""),
            ("04701234567", "long", ""),
            ("0470 12 34 56 / 0471 12 34 56", "long", ""),
            ("12", "short", ""),
            ("1" * 30, "long", ""),
            ("+3161234567", "short", ""),
            ("02 000 00 01 ext. 12", "extension", "ext. 12"),
            ("02 200 00 01 toestel 12", "extension", "toestel 12"),
            ("02 200 00 01x12", "extension", "x12"),
            ("call me", "sign", "call me"),
            ("0470 12 34 56 (An)", "sign", "(An)"),
            ("+", "unknown", ""),
        ):
            with self.assertRaises(phones.PhoneError, msg=typed) as caught:
                phones.read_phone(typed, "BE")
            error = caught.exception
            self.assertEqual((error.kind, error.part), (kind, part), typed)
            self.assertIn("phone", self.refusals(phone=typed), typed)
        words = self.refusals(phone="02 000 00 01 ext. 12")["phone"]
        self.assertIn("without “ext. 12”", words)

    def test_numbers_as_people_write_them(self):
        for kept, shown in (
            ("+32470123456", "0470 12 34 56"),
            ("+3222345678", "02 234 56 78"),
            ("+31612345678", "+31 6 12345678"),
            ("ask my daughter", "ask my daughter"),
            ("", ""),
        ):
            self.assertEqual(phones.show_phone(kept, "BE"), shown)

    def test_links_dial_whatever_was_typed(self):
        for typed, link in (
            ("09 111 22 33", "tel:+3291112233"),
            ("09/111.22.33", "tel:+3291112233"),
            ("+32 (0)9 111 22 33", "tel:+3291112233"),
            ("1733", "tel:1733"),
            ("09 111 22 33 (2)", "tel:0911122332"),
        ):
            self.assertEqual(phones.dial_phone(typed, "BE"), link)

    def test_what_is_no_name(self):
        for typed, reason in NO_NAMES.items():
            self.assertEqual(why_no_name(typed), reason, ascii(typed))
            self.assertEqual(list(self.refusals(name=typed)), ["name"], ascii(typed))
            self.assertFalse(may_greet(typed))

    def test_names_of_the_world(self):
        for name in (*NAMES, *STRANGE_NAMES):
            self.assertEqual(why_no_name(name), "", name)
            self.assertEqual(self.refusals(name=name), {}, name)
            self.assertEqual(may_greet(name), name not in STRANGE_NAMES, name)

    def test_everything_that_is_wrong_is_said_at_once(self):
        contact = {"name": "", "email": "fout", "phone": "12"}
        self.assertEqual(list(self.refusals(**contact)), ["name", "email", "phone"])
        with self.assertRaises(Refusal) as caught:
            clean_contact(self.env, contact)
        self.assertEqual(caught.exception.about, "name")
        for part in ("your name", "e-mail address", "phone number"):
            self.assertIn(part, str(caught.exception))
        self.assertEqual(list(self.refusals(name="", email="")), ["name", "email"])
        self.assertEqual(list(self.refusals(email="", phone="12")), ["phone"])

    def test_addresses_with_what_nobody_sees(self):
        for typed in (
            "an\u200b@example.com",
            "an@example.com\u00a0",
            "\u202aan@example.com\u202c",
            "mailto:an@example.com",
            "an@example.com.",
        ):
            values = clean_contact(self.env, {"name": "An", "email": typed})
            self.assertEqual(values["email"], "an@example.com", ascii(typed))

    def test_addresses_that_mail_cannot_reach_are_refused(self):
        for typed in ("an@b\u00fccher.example",):
            self.assertEqual(self.refusals(email=typed), {})
        for typed in (
            "zo\u00eb@example.com",
            f"an@{'x' * 64}.example",
            f"{'x' * 250}@example.com",
        ):
            self.assertEqual(list(self.refusals(email=typed)), ["email"], typed)

    def test_slips_in_known_domains(self):
        for typed, meant in (
            ("jan@gmial.com", "jan@gmail.com"),
            ("an@telenet.bee", "an@telenet.be"),
            ("els@skynet", "els@skynet.be"),
            ("tom@hotmail.comm", "tom@hotmail.com"),
            ("jan@gmail.con", "jan@gmail.com"),
            ("jan@gmail.be", "jan@gmail.com"),
            ("jan@hormail.com", "jan@hotmail.com"),
            ("jan@outlok.com", "jan@outlook.com"),
            ("jan@prximus.be", "jan@proximus.be"),
            ("jan@telnet.be", "jan@telenet.be"),
        ):
            self.assertEqual(suggest_address(typed), meant)
        for right in (
            "jan@gmail.com",
            "jan@live.dk",
            "jan@hotmail.at",
            "jan@example.com",
            "jan@lokeren.be",
            "jan@bree.be",
            "jan@stad.gent",
            "jan@voorbeeld.be",
            "jan",
            "@gmial.com",
        ):
            self.assertEqual(suggest_address(right), "")

    def test_a_slip_is_asked_about_once(self):
        contact = {"name": "Jan", "email": "jan@gmial.com"}
        kept = clean_contact(self.env, contact)
        self.assertEqual(kept["email"], "jan@gmial.com", "nobody is there to answer")
        contact["email_asked"] = ""
        with self.assertRaises(Refusal) as caught:
            clean_contact(self.env, contact)
        self.assertEqual(caught.exception.suggestion, "jan@gmail.com")
        contact["email_asked"] = "jan@gmail.con"
        self.assertTrue(contact_refusals(self.env, contact), "another slip")
        contact["email_asked"] = "Jan@Gmial.com "
        self.assertEqual(contact_refusals(self.env, contact), [])

    def test_texts_without_what_nobody_sees(self):
        self.assertEqual(clean_line("\ufeffAn\u200b\u00a0 Peeters\x0b"), "An Peeters")
        self.assertEqual(clean_line("e\u0301"), "\u00e9")
        self.assertEqual(clean_line("An\ud800 \x00Peeters"), "An Peeters")
        self.assertEqual(
            clean_text("One\u2028two\x0bthree\r\n\tfour  \u202efive\x02"),
            "One\ntwo\nthree\n\tfour  five ",
        )
        self.assertEqual(clean_text("\uf0b7 photo"), "• photo")
        persian = "می\u200cخواهم"
        self.assertEqual(clean_line(persian), persian)

from odoo.tests import BaseCase, tagged

from ...engine.mail_failure import why_failed
from ...engine.mail_text import mail_text


@tagged("post_install", "-at_install")
class TestMailText(BaseCase):
    """A text that reads well aloud."""

    def test_lists(self):
        text = mail_text("<p>Bring:</p><ul><li>a <b>photo</b></li><li>b</li></ul>")
        self.assertEqual(text, "Bring:\n\n- a photo\n- b\n")

    def test_links(self):
        self.assertEqual(
            mail_text('<p><a href="https://x.example/1?a=b">See it</a></p>'),
            "See it:\nhttps://x.example/1?a=b\n",
        )
        self.assertEqual(
            mail_text('<a href="https://x.example/">https://x.example</a>'),
            "https://x.example\n",
        )
        self.assertEqual(mail_text('Call <a href="tel:09">09 1</a>.'), "Call 09 1.\n")

    def test_what_nobody_sees(self):
        page = (
            "<html><head><title>T</title><style>p{}</style></head><body>"
            '<p style="display: none">x</p><p>y</p><img alt="" src="z"></body></html>'
        )
        self.assertEqual(mail_text(page), "y\n")

    def test_pictures_say_what_they_show(self):
        self.assertEqual(mail_text('<p><img alt="K7QF" src="cid:x"></p>'), "K7QF\n")

    def test_nothing(self):
        self.assertEqual(mail_text(""), "")
        self.assertEqual(mail_text(None), "")

    def test_tables_are_lines(self):
        table = "<table><tr><td><p>a</p></td></tr><tr><td>b<br/>c</td></tr></table>"
        self.assertEqual(mail_text(table), "a\n\nb\nc\n")


@tagged("post_install", "-at_install")
class TestWhyFailed(BaseCase):
    """What passes by itself is told from what does not."""

    def test_answers_of_servers(self):
        refused = "SMTPRecipientsRefused: {'x': (550, b'5.1.1 User unknown')}"
        full = "SMTPRecipientsRefused: {'x': (452, b'4.2.2 mailbox full')}"
        for reason, why in (
            (refused, "refused"),
            (full, "busy"),
            ("SMTPSenderRefused: (550, b'no', 'a@b')", "sender"),
            ("[Errno 111] Connection refused", "server"),
            ("SMTPServerDisconnected: Connection unexpectedly closed", "server"),
            ("timed out", "server"),
            ("something else", "unknown"),
            (None, "unknown"),
        ):
            with self.subTest(reason):
                self.assertEqual(why_failed("unknown", reason), why)

    def test_what_odoo_knows(self):
        self.assertEqual(why_failed("mail_smtp", "whatever 550"), "server")
        self.assertEqual(why_failed("mail_from_missing", ""), "sender")
        self.assertEqual(why_failed("mail_email_invalid", ""), "address")

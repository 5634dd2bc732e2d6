import psycopg2
from lxml import html

from odoo.http import RegistryError, Request
from odoo.service.server import ThreadedServer
from odoo.tests import BaseCase, HttpCase, tagged
from odoo.tools import mute_logger

from ... import server_jobs


@tagged("post_install", "-at_install")
class TestDatabaseAway(HttpCase):
    """Citizens read that it takes a moment, not that nothing is there."""

    def setUp(self):
        super().setUp()

        def away(request):
            raise RegistryError("Cannot get registry")

        self.patch(Request, "_serve_db", away)

    @mute_logger("odoo.http")
    def ask(self, path, lang="nl", data=None):
        return self.url_open(path, data=data, headers={"Accept-Language": lang})

    def test_our_pages(self):
        for path in (
            "/afspraak",
            "/afspraak/product/x-1",
            "/appointment",
            "/wachten/abc",
            "/municipal/screen/abc",
            "/my/appointments/1?access_token=x",
        ):
            answer = self.ask(path)
            self.assertEqual(answer.status_code, 503, path)
            self.assertEqual(answer.headers["Retry-After"], "10")
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertNotIn("X-Municipal-Screen", answer.headers)
            page = html.fromstring(answer.text)
            self.assertEqual(page.xpath("//h1")[0].text, "Een ogenblik, alstublieft")
            self.assertTrue(page.xpath("//meta[@http-equiv='refresh']"))

    def test_languages(self):
        for lang, path, words in (
            ("fr-BE,fr;q=0.9", "/afspraak", "Un instant"),
            ("nl", "/fr/afspraak", "Un instant"),
            ("de", "/afspraak", "Einen Augenblick"),
            ("en-GB", "/appointment", "A moment, please"),
            ("tr", "/afspraak", "Een ogenblik"),
        ):
            self.assertIn(words, self.ask(path, lang).text)

    def test_a_screen_in_the_hall_says_where_to_go(self):
        for lang, words in (("nl", "Ga naar het onthaal"), ("fr", "à l’accueil")):
            page = self.ask("/municipal/screen/abc/ticket", lang, {"q_1": "1"})
            self.assertEqual(page.status_code, 503)
            self.assertIn(words, page.text)
        self.assertNotIn("onthaal", self.ask("/afspraak").text)

    def test_a_form_is_not_sent_again_by_itself(self):
        answer = self.ask("/afspraak/gegevens", data={"name": "An"})
        self.assertEqual(answer.status_code, 503)
        self.assertNotIn("refresh", answer.text)

    def test_other_addresses_are_left_alone(self):
        for path in ("/shop", "/afspraken", "/my/appointmentsx", "/xafspraak"):
            self.assertEqual(self.ask(path).status_code, 404)


@tagged("post_install", "-at_install")
class TestJobsComeBack(BaseCase):
    """The thread of jobs outlives a database that is away."""

    def test_the_loop_begins_again(self):
        pauses, runs = [], []

        def run(server, number):
            runs.append(number)
            if len(runs) < 3:
                raise psycopg2.OperationalError("connection refused\nis it running?")
            return "ended"

        self.patch(server_jobs.time, "sleep", pauses.append)
        with self.assertLogs(server_jobs.__name__, "WARNING"):
            ended = server_jobs.coming_back(run)(None, 0)
        self.assertEqual((ended, runs), ("ended", [0, 0, 0]))
        self.assertEqual(pauses, [server_jobs.PAUSE] * 2)

    def test_other_faults_end_it(self):
        def run(server, number):
            raise ValueError("a fault of the program")

        with self.assertRaises(ValueError):
            server_jobs.coming_back(run)(None, 0)

    def test_the_server_uses_it(self):
        loop = ThreadedServer.cron_thread
        self.assertEqual(loop.__code__.co_filename, server_jobs.__file__)

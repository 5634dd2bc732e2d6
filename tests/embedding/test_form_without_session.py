from datetime import timedelta

from odoo import fields, http
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..booking_common import iso
from ..frame_common import InFrame
from ..hold_common import HoldCase


@tagged("post_install", "-at_install")
class TestFormWithoutSession(InFrame, HoldCase):
    """An appointment is made without any cookie, from the first page to the last."""

    def slot_page(self):
        day = f"{self.start:%Y-%m-%d}"
        return self.page("/afspraak/moment", **{f"q_{self.kids_id.id}": 1, "day": day})

    def chosen(self, page=None):
        """Press the first clock time; return the form with the details."""
        answer = self.press(
            page if page is not None else self.slot_page(), follow=False
        )
        self.assertEqual(answer.status_code, 200, "no other page would know")
        return self.parsed(answer)

    def submit(self, form, **changes):
        values = {**dict(form.form_values()), **changes}
        return self.url_open(form.action, data=values, allow_redirects=False)

    def look(self, page):
        """Ask how it stands, as the script of the page does."""
        answer = self.confirm(page, look=self.state(page))
        return self.parsed(answer) if answer.status_code == 200 else answer

    # the way to an appointment

    def test_from_the_slot_to_the_appointment(self):
        details = self.chosen()
        self.assertEqual(self.state(details), "kept")
        key = self.holds().hold_key
        self.assertEqual(key, self.form(details).fields["request_key"])
        answer = self.confirm(details)
        self.assertEqual(answer.status_code, 303, answer.text[:300])
        booking = self.latest_booking()
        self.assertEqual(booking.request_key, key)
        self.assertEqual(booking.contact_phone, "+32470123456")
        self.assertFalse(self.holds())
        page = self.page(answer.headers["Location"])
        self.assertIn("Your appointment is booked", self.text(page))

    def test_what_is_kept_is_kept_from_others(self):
        self.chosen()
        [held] = self.held_starts()
        self.assertNotIn(iso(held), self.offered())

    def test_sent_twice_it_books_once(self):
        details = self.chosen()
        before = self.traces()["resource.booking"]
        first, second = self.confirm(details), self.confirm(details)
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(self.traces()["resource.booking"], before + 1)

    def test_a_slot_pressed_twice_is_kept_once(self):
        page = self.slot_page()
        keys = [self.form(self.chosen(page)).fields["request_key"] for _ in range(2)]
        self.assertEqual(len(set(keys)), 1)
        self.assertEqual(set(self.holds().mapped("hold_key")), set(keys))

    def test_more_time(self):
        details = self.chosen()
        until = self.holds().hold_until
        with self.later(minutes=3):
            longer = self.parsed(self.confirm(details, hold="1"))
        self.assertEqual(self.state(longer), "kept")
        self.assertEqual(self.form(longer).fields["name"], "An")
        self.assertGreater(self.holds().hold_until, until)
        self.assertEqual(self.confirm(longer).status_code, 303)

    def test_a_direct_link_can_be_kept_too(self):
        details = self.details()
        self.assertEqual(self.state(details), "never")
        kept = self.parsed(self.confirm(details, hold="1"))
        self.assertEqual(self.state(kept), "kept")
        self.assertEqual(self.held_starts(), [self.start])

    def test_another_slot_gives_the_first_one_back(self):
        details = self.chosen()
        [form] = details.cssselect("form.o_municipal_change")
        self.assertEqual(self.submit(form).status_code, 303)
        self.assertFalse(self.holds())

    def test_taken_meanwhile(self):
        """Who was too late chooses among what is left, and types nothing again."""
        details = self.details()
        self.book(start=self.start)
        taken = self.confirm(details)
        self.assertEqual(taken.status_code, 422)
        page = self.parsed(taken)
        [form, *_others] = page.cssselect(".o_municipal_nearest form")
        kept = self.parsed(self.submit(form, hold="1"))
        self.assertEqual(self.state(kept), "kept")
        self.assertEqual(self.form(kept).fields["name"], "An")
        self.assertEqual(self.confirm(kept).status_code, 303)

    # how it stands

    def test_looking_again_changes_nothing(self):
        details = self.chosen()
        until = self.holds().hold_until
        with self.later(minutes=3):
            again = self.look(details)
        self.assertEqual(self.state(again), "kept")
        self.assertEqual(self.holds().hold_until, until)
        same = [self.form(page).fields["request_key"] for page in (details, again)]
        self.assertEqual(len(set(same)), 1)

    def test_looking_again_after_its_time(self):
        details = self.chosen()
        with self.later(hours=1):
            self.assertEqual(self.state(self.look(details)), "lost")

    def test_looking_again_after_booking_elsewhere(self):
        details = self.chosen()
        booked = self.confirm(details).headers["Location"].partition("&message")[0]
        answer = self.look(details)
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(answer.headers["Location"].startswith(booked))

    def test_the_page_tells_its_script_to_ask_with_the_form(self):
        for page, carried in ((self.chosen(), "1"), (self.details(self.other()), None)):
            [block] = page.cssselect(".o_municipal_hold")
            self.assertEqual(block.get("data-carried"), carried)

    def other(self):
        return self.free_starts(hour=10)[0]

    # what is no proof

    def refused(self, details, **changes):
        before = self.traces()
        answer = self.confirm(details, **changes)
        self.assertEqual(answer.status_code, 400, changes)
        self.assertEqual(self.traces(), before)
        page = self.parsed(answer)
        [error] = page.cssselect("#error")
        self.assertIn(
            "We could not check that this form comes from you", error.text_content()
        )
        self.assertEqual(self.form(page).fields["name"], "An")
        self.assertEqual(self.form(page).fields["phone"], "0470123456")
        return page

    @mute_logger("odoo.http")
    def test_forged_and_altered(self):
        """Nothing happens and nothing is lost: confirming once more is enough."""
        details = self.chosen()
        secret, when, signature = self.form(details).fields["sender"].split(".")
        wrong = "0" * 64
        for sender in (
            "",
            "x",
            "é" * 64,
            f"{wrong}.{when}.{signature}",
            f"{secret}.{int(when) + 1}.{signature}",
            f"{secret}.{when}.{wrong}",
            f"{secret}.{when}",
            f"{secret}.{'9' * 40}.{signature}",
        ):
            page = self.refused(details, sender=sender)
        self.assertEqual(self.state(page), "kept", "the slot is not lost either")
        self.assertEqual(self.confirm(page).status_code, 303)

    @mute_logger("odoo.http")
    def test_of_another_town_hall(self):
        details = self.chosen()
        self.env["ir.config_parameter"].set_param("database.secret", "another one")
        self.refused(details)

    @mute_logger("odoo.http")
    def test_after_a_day(self):
        details = self.chosen()
        with freeze_time(fields.Datetime.now() + timedelta(hours=23)):
            self.assertEqual(self.state(self.look(details)), "lost")
        with freeze_time(fields.Datetime.now() + timedelta(hours=25)):
            page = self.refused(details)
            self.assertEqual(self.confirm(page).status_code, 303)

    @mute_logger("odoo.http")
    def test_an_address_proves_nothing(self):
        details = self.chosen()
        form = self.form(details)
        values = {**dict(form.form_values()), "name": "An", "phone": "0470123456"}
        sender = values.pop("sender")
        answer = self.url_open(
            f"{form.action}&sender={sender}", data=values, allow_redirects=False
        )
        self.assertEqual(answer.status_code, 400)

    def test_no_address_says_who_asks(self):
        page = self.slot_page()
        details = self.chosen(page)
        sender = self.form(details).fields["sender"]
        for one in (page, details):
            addresses = one.xpath("//@href | //@action | //@formaction | //@data-url")
            self.assertFalse([text for text in addresses if sender[:64] in text])


@tagged("post_install", "-at_install")
class TestFormAfterSession(HoldCase):
    """A session that ended meanwhile loses nothing, and another one begins."""

    def test_from_the_slot_to_the_appointment(self):
        day = f"{self.start:%Y-%m-%d}"
        page = self.page("/afspraak/moment", **{f"q_{self.kids_id.id}": 1, "day": day})
        self.opener.cookies.clear()
        details = self.parsed(self.press(page, follow=False))
        key = self.form(details).fields["request_key"]
        self.assertTrue(self.opener.cookies.get("session_id"))
        again = self.parsed(self.confirm(details, look="kept"))
        self.assertEqual(self.state(again), "kept")
        [block] = again.cssselect(".o_municipal_hold")
        self.assertEqual(
            block.get("data-carried"), "1", "the new session knows nothing"
        )
        self.assertEqual(self.form(again).fields["request_key"], key)
        longer = self.parsed(self.confirm(again, hold="1"))
        self.assertEqual(self.state(longer), "kept")
        self.assertEqual(len(self.holds()), 1)
        self.assertEqual(self.confirm(longer).status_code, 303)
        self.assertFalse(self.holds())


@tagged("post_install", "-at_install")
class TestFormOfWhoIsLoggedIn(HoldCase):
    """Whoever has rights that a forged form could use needs Odoo's own proof."""

    def setUp(self):
        super().setUp()
        self.sender = self.form(self.details()).fields["sender"]
        new_test_user(self.env, "citizen", groups="base.group_portal")
        self.authenticate("citizen", "citizen")

    @mute_logger("odoo.http")
    def test_a_signed_form_is_not_enough(self):
        before = self.traces()
        for token in (None, "forged"):
            answer = self.send(csrf_token=token, sender=self.sender)
            self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.traces(), before)
        self.assertEqual(self.send().status_code, 303)

    @mute_logger("odoo.http")
    def test_nor_for_an_appointment_of_theirs(self):
        booking = self.book()
        values = {"access_token": booking.access_token, "sender": self.sender}
        for suffix in ("/cancel", "/claim", "/move", "/moment", "/other"):
            answer = self.url_open(
                f"/my/appointments/{booking.id}{suffix}",
                data=values,
                allow_redirects=False,
            )
            self.assertEqual(answer.status_code, 400, suffix)
            self.assertIn("Nothing has changed", answer.text)
        self.env.invalidate_all()
        self.assertTrue(booking.active)
        self.assertNotIn(
            self.env["res.users"].search([("login", "=", "citizen")]).partner_id,
            booking.partner_ids,
        )
        values["csrf_token"] = http.Request.csrf_token(self)
        self.url_open(f"/my/appointments/{booking.id}/cancel", data=values)
        self.env.invalidate_all()
        self.assertFalse(booking.active)

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import create_town, share_nothing


@tagged("post_install", "-at_install")
class TestScreensTowns(HttpCase):
    """A screen opens in whatever browser: its address is all that it asks for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        share_nothing(cls)
        create_town(cls)
        cls.company_b = cls.env["res.company"].create({"name": "Neighbouring town"})
        for role in ("clerk", "administrator"):
            new_test_user(
                cls.env,
                f"neighbour_{role}",
                groups=f"municipal_appointment.group_{role}",
                password=f"neighbour_{role}",
                company_id=cls.company_b.id,
                company_ids=[Command.set(cls.company_b.ids)],
            )
        new_test_user(
            cls.env, "citizen_b", groups="base.group_portal", password="citizen_b"
        )
        cls.kiosk, cls.display = cls.env["municipal.screen"].create(
            [
                {"name": kind, "kind": kind, "location_id": cls.location.id}
                for kind in ("kiosk", "display")
            ]
        )

    def address(self, screen):
        return f"/municipal/screen/{screen.token}"

    def test_screens_open_where_somebody_of_another_town_is_logged_in(self):
        for login in ("neighbour_clerk", "neighbour_administrator", "citizen_b", None):
            self.authenticate(login, login)
            for screen in (self.kiosk, self.display):
                with self.subTest(login=login, kind=screen.kind):
                    page = self.url_open(self.address(screen))
                    self.assertEqual(page.status_code, 200, page.text[:500])
                    self.assertIn("Test hall", page.text)
                    alive = self.url_open(
                        f"{self.address(screen)}/alive", method="POST"
                    )
                    self.assertEqual(alive.status_code, 200)
            state = self.url_open(f"{self.address(self.display)}/state")
            self.assertEqual(state.status_code, 200)

    def test_a_screen_that_is_switched_off_says_so_to_everybody(self):
        token = self.kiosk.token
        self.kiosk.action_renew_address()
        for login in ("neighbour_clerk", None):
            self.authenticate(login, login)
            page = self.url_open(f"/municipal/screen/{token}")
            self.assertEqual(page.status_code, 404)

    def test_whoever_shuts_out_a_device_is_noted(self):
        admin = self.env.ref("base.user_admin")
        before = self.kiosk.token
        self.kiosk.with_user(admin).action_renew_address()
        self.assertNotEqual(self.kiosk.token, before)
        note = self.kiosk.message_ids[0]
        self.assertEqual(note.author_id, admin.partner_id)
        self.assertIn("new address", note.body)
        self.assertNotIn(self.kiosk.token, note.body)

from odoo.tests import Form, tagged

from ...models.common.refusal import Refusal
from ..booking_common import BookingCase
from ..common import MunicipalCase, create_staff

TYPED = "\u202d0470\u00a000\u201101 02\u202c"
KEPT = "+32470000102"


@tagged("post_install", "-at_install")
class TestContactDoors(MunicipalCase):
    """One guard of names, addresses and numbers, at every door of staff."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.booking = cls.book()
        cls.clerks = cls.env["resource.booking"].with_user(cls.clerk)

    def test_by_rpc(self):
        booking = self.booking.with_user(self.clerk)
        booking.write(
            {
                "contact_name": "An\u200b  Janssens",
                "contact_email": " An@Example.com\u00a0",
                "contact_phone": TYPED,
            }
        )
        self.assertEqual(booking.contact_name, "An Janssens")
        self.assertEqual(booking.contact_email, "an@example.com")
        self.assertEqual(booking.contact_phone, KEPT)
        for vals in (
            {"contact_phone": "0470 12 34 5"},
            {"contact_name": "=SUM(1)"},
            {"contact_email": "nobody"},
        ):
            with self.assertRaises(Refusal), self.env.cr.savepoint():
                booking.write(vals)

    def test_a_correction_looks_at_what_is_corrected(self):
        """What was kept before numbers were read stays until somebody changes it."""
        self.env.cr.execute(
            "UPDATE resource_booking SET contact_phone = 'ask An' WHERE id = %s",
            [self.booking.id],
        )
        self.booking.invalidate_recordset()
        booking = self.booking.with_user(self.clerk)
        booking.contact_name = "An Janssens"
        self.assertEqual(booking.contact_phone_local, "ask An")

    def test_by_import(self):
        header = [".id", "contact_name", "contact_phone"]
        row = [str(self.booking.id), "Griet Maes", TYPED]
        result = self.env["resource.booking"].load(header, [row])
        self.assertFalse(result["messages"])
        self.assertEqual(self.booking.contact_phone, KEPT)
        row = [str(self.booking.id), "=1+1 Maes", TYPED]
        [message] = self.env["resource.booking"].load(header, [row])["messages"]
        self.assertIn("a name cannot begin with", message["message"])
        self.assertEqual(self.booking.contact_name, "Griet Maes")

    def dialog(self, **values):
        form = Form(self.env["municipal.booking.request"].with_user(self.clerk))
        form.product_id = self.passport
        form.name = "Jan Maes"
        for key, value in values.items():
            setattr(form, key, value)
        form.start = form.slots["slots"][0]["value"]
        return form

    def test_by_dialog(self):
        dialog = self.dialog(phone=TYPED).save()
        booking = self.clerks.browse(dialog.action_book()["res_id"])
        self.assertEqual(booking.contact_phone, KEPT)
        self.assertEqual(booking.partner_ids.phone, KEPT)

    def test_a_slip_is_asked_about_in_the_dialog(self):
        dialog = self.dialog(email="jan@gmial.com").save()
        self.assertFalse(dialog.email_question)
        action = dialog.action_book()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (dialog._name, dialog.id)
        )
        self.assertIn("jan@gmail.com", dialog.email_question)
        dialog.action_take_email()
        self.assertEqual(dialog.email, "jan@gmail.com")
        self.assertFalse(dialog.email_question)
        booking = self.clerks.browse(dialog.action_book()["res_id"])
        self.assertEqual(booking.contact_email, "jan@gmail.com")

    def test_a_clerk_may_insist(self):
        dialog = self.dialog(email="jan@gmial.com").save()
        dialog.action_book()
        booking = self.clerks.browse(dialog.action_book()["res_id"])
        self.assertEqual(booking.contact_email, "jan@gmial.com")


@tagged("post_install", "-at_install")
class TestContactOnWebsite(BookingCase):
    """The same at the door of citizens, without JavaScript."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create_staff(cls)

    def booked(self, response):
        self.assertEqual(response.status_code, 303, response.text[:300])
        return self.env["resource.booking"].search([], order="id desc", limit=1)

    def question(self, **changes):
        """Send a slip: return the values of the form that comes back."""
        response = self.send(email="an@gmial.com", **changes)
        self.assertEqual(response.status_code, 422)
        page = self.parsed(response)
        self.assertIn("Did you mean an@gmail.com?", self.text(page))
        [form] = page.cssselect("form.o_municipal_form")
        values = dict(form.form_values())
        [button] = form.cssselect("button[name=email_meant]")
        self.assertEqual(button.get("value"), "an@gmail.com")
        return form.action, values

    def test_a_slip_is_asked_about_and_taken(self):
        url, values = self.question()
        values["email_meant"] = "an@gmail.com"
        response = self.url_open(url, data=values, allow_redirects=False)
        self.assertEqual(self.booked(response).contact_email, "an@gmail.com")

    def test_who_sends_it_again_insists(self):
        url, values = self.question()
        response = self.url_open(url, data=values, allow_redirects=False)
        self.assertEqual(self.booked(response).contact_email, "an@gmial.com")

    def test_another_mistake_does_not_ask_again(self):
        url, values = self.question()
        response = self.url_open(url, data={**values, "name": "=1"})
        page = self.parsed(response)
        self.assertNotIn("Did you mean", self.text(page))
        [form] = page.cssselect("form.o_municipal_form")
        values = {**dict(form.form_values()), "name": "An Peeters"}
        response = self.url_open(url, data=values, allow_redirects=False)
        self.assertEqual(self.booked(response).contact_email, "an@gmial.com")

    def test_numbers_are_kept_so_that_they_can_be_dialled(self):
        response = self.send(email="", phone=TYPED)
        self.assertEqual(self.booked(response).contact_phone, KEPT)

    def test_a_double_form_is_recognised_however_the_number_is_written(self):
        self.assertEqual(self.send(email="", phone="0470000102").status_code, 303)
        before = self.traces()
        response = self.send(email="", phone="+32 470 00 01 02")
        self.assertEqual(response.status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(self.traces(), before)

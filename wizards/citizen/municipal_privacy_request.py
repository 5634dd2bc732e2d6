from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: more appointments than one person has
MOST = 200
FEWEST_SIGNS = 3
#: states of a visit whose visitor is in the building
HERE = ("waiting", "called", "serving", "paused")


class MunicipalPrivacyRequest(models.TransientModel):
    """Answer a person who asks what is kept about them, or asks to be forgotten.

    A manager looks for the appointments of a person, takes out those of others with
    the same name, and shows, prints or wipes what is written about them.
    """

    _name = "municipal.privacy.request"
    _description = "Contact data of a person"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    words = fields.Char(
        string="Name, e-mail, phone or code",
        help="All words have to be found in an appointment: An Peeters, "
        "an@voorbeeld.be, 0470 12 34 56 or the code.",
    )
    booking_ids = fields.Many2many(
        comodel_name="resource.booking",
        string="Appointments",
        compute="_compute_booking_ids",
        store=True,
        readonly=False,
        context={"active_test": False},
        help="Take out those of other people before you go on.",
    )
    coming = fields.Integer(
        string="Still to come",
        compute="_compute_coming",
        help="Appointments whose visitor is expected.",
    )

    @api.depends("words")
    def _compute_booking_ids(self):
        everything = self.env["resource.booking"].with_context(active_test=False)
        for request in self:
            text = (request.words or "").strip()
            found = everything.browse()
            if len(text) >= FEWEST_SIGNS:
                known = Domain("contact_wiped", "=", False)
                domain = everything._find_domain(text) & known
                domain &= Domain("service_id", "!=", False)
                found = everything.search(domain, limit=MOST, order="id desc")
            request.booking_ids = [Command.set(found.ids)]

    @api.depends("booking_ids")
    def _compute_coming(self):
        for request in self:
            request.coming = len(request._coming())

    def _bookings(self):
        """Return the chosen appointments, as far as this user may see them."""
        self.ensure_one()
        self.check_access("write")
        bookings = self.booking_ids.with_context(active_test=False)
        bookings.check_access("read")
        if not bookings:
            raise UserError(self.env._("Look for the appointments of a person first."))
        return bookings

    def _coming(self):
        """Return the chosen appointments whose visitor is still expected."""
        now = fields.Datetime.now()
        return self.booking_ids.filtered(
            lambda b: b._is_expected() and b.stop and b.stop > now
        )

    def action_show(self):
        """Open what is kept about the person, to read, print or hand over."""
        self.check_access("read")
        bookings = self._bookings()
        self.env["municipal.privacy.log"]._note("told", bookings)
        return {
            "type": "ir.actions.act_url",
            "url": f"/municipal/privacy/{self.id}",
            "target": "new",
        }

    def action_wipe_past(self):
        """Wipe the appointments that are over; those to come stay as they are."""
        self.check_access("read")
        bookings = self._bookings()
        past = bookings - self._coming()
        if not past:
            raise UserError(self.env._("All of these appointments are still to come."))
        return self._wipe(past)

    def action_wipe_all(self):
        """Cancel the appointments to come, without a mail, and wipe everything."""
        self.check_access("read")
        bookings = self._bookings()
        coming = self._coming()
        for booking in coming.sudo():
            booking._withdraw()
        return self._wipe(bookings, len(coming))

    def _wipe(self, bookings, cancelled=0):
        """Wipe appointments, note that it was done, and close the dialog."""
        here = bookings.filtered(lambda b: b.visit_state in HERE)
        if here:
            raise UserError(
                self.env._(
                    "The visitor of %(codes)s is in the building: wipe this when they "
                    "have left.",
                    codes=", ".join(here.mapped("reference")),
                )
            )
        self.env["municipal.privacy"]._wipe(bookings)
        self.env["municipal.privacy.log"]._note("wiped", bookings, cancelled)
        self.sudo().exists().unlink()
        message = self.env._(
            "Wiped: %(wiped)s appointments. Cancelled without a mail: %(cancelled)s.",
            wiped=len(bookings),
            cancelled=cancelled,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

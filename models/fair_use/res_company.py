from odoo import fields, models

#: slots chosen from one address, for each appointment that is nothing special there
HOLDS_EACH = 10
#: appointments confirmed by mail instead of the sum, in an hour
BY_LINK = 10


class ResCompany(models.Model):
    """What a town asks of browsers that book: see ``municipal.proof``."""

    _inherit = "res.company"

    municipal_proof = fields.Selection(
        selection=[
            ("off", "Never"),
            ("crowded", "When many come from one internet address"),
            ("always", "Always"),
        ],
        string="Proof against robots",
        required=True,
        default="off",
        help="The browser does a small sum of its own before an appointment is made. "
        "Nobody else is asked, and nobody is kept out: who cannot confirms by a link "
        "in a mail.",
    )
    municipal_bookings_per_address = fields.Integer(
        string="Appointments per internet address",
        default=20,
        help="In an hour; beyond it each appointment needs the proof. A library shares "
        "one address among all its visitors.",
    )
    municipal_captcha = fields.Boolean(
        string="Captcha of the website",
        help="Also ask the captcha that is set up for the website (reCAPTCHA or "
        "Turnstile) for an appointment. The details page then loads a script of that "
        "company.",
    )
    _municipal_bookings_per_address_positive = models.Constraint(
        "CHECK (municipal_bookings_per_address >= 1)",
        "At least one appointment in an hour is nothing special.",
    )

    def _needs_proof(self, address):
        """Tell whether who books now, from an internet address, has to do the sum."""
        self.ensure_one()
        if self.municipal_proof != "crowded":
            return self.municipal_proof == "always"
        return self._is_crowded("book", address, self.municipal_bookings_per_address)

    def _allows_link(self, address):
        """Tell whether a link in a mail will do instead: robots have mailboxes too."""
        return not self._is_crowded("link", address, BY_LINK)

    def _keeps_no_more(self, address):
        """Tell whether slots are chosen from an address as no people choose them."""
        if self.municipal_proof == "off":
            return False
        most = self.municipal_bookings_per_address * HOLDS_EACH
        return self._is_crowded("hold", address, most)

    def _is_crowded(self, purpose, address, most):
        """Note what is done at the website of this town; tell whether it is much."""
        rates_sudo = self.env["municipal.rate"].sudo()
        return rates_sudo._is_crowded(f"{purpose} {self.id}", address, most)

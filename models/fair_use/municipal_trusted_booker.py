from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from ...engine.fair_use import pattern_fits
from ..common.contact import EMAIL


class MunicipalTrustedBooker(models.Model):
    """Who makes appointments for others: a social worker, a company, a school.

    No limit for each person holds for them, and each appointment says for whom it is.
    Anybody can type an address that is on this list: so their appointments hold when
    the link in the mail was opened, unless the town trusts the address alone.
    """

    _name = "municipal.trusted.booker"
    _description = "Books for others"
    _order = "name, id"

    active = fields.Boolean(default=True)
    name = fields.Char(
        required=True, help="The organisation or the person, for colleagues only."
    )
    email = fields.Char(
        string="E-mail or domain",
        help="els@ocmw.example.be for one address, @ocmw.example.be for all addresses "
        "of that domain. Not for a provider whose addresses anybody can have.",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact with an account",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="Whoever is logged in with an account of this contact or company.",
    )
    confirm_mail = fields.Boolean(
        string="Confirms by mail",
        default=True,
        help="Each appointment holds when the link in the mail was opened; who is "
        "logged in need not. Without it anybody who types the address gets round the "
        "limits.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    booking_ids = fields.One2many(
        comodel_name="resource.booking",
        inverse_name="trusted_id",
        string="Appointments",
    )
    _pattern_once = models.UniqueIndex(
        "(company_id, email) WHERE email IS NOT NULL AND active",
        "This address or domain is on the list already.",
    )

    @api.constrains("name", "email", "partner_id")
    def _check_known_by(self):
        for booker in self:
            if not (booker.email or booker.partner_id):
                raise ValidationError(
                    self.env._("Fill in an e-mail address, a domain or a contact.")
                )
            if booker.email and not _is_pattern(booker.email):
                raise ValidationError(
                    self.env._(
                        "Fill in one address, els@ocmw.example.be, or @ and a domain: "
                        "@ocmw.example.be."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create([_cleaned(vals) for vals in vals_list])

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(_cleaned(vals))

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache("company_id")
    def _known(self, company_id):
        """Return how those of a town are known: (id, pattern, id of the contact).

        Remembered, so that a town with nobody on its list asks nothing for it.
        """
        bookers = self.sudo().search([("company_id", "=", company_id)])
        return tuple((b.id, b.email or "", b.partner_id.id) for b in bookers)

    @api.model
    def _who_books(self, company, email, partner):
        """Return who on the list makes an appointment; nothing when nobody does.

        :param str email: that was typed, checked
        :param partner: contact of who is logged in, if anybody
        """
        mine = {partner.id, partner.commercial_partner_id.id} - {False}
        for id_, pattern, partner_id in self._known(company.id):
            if partner_id in mine or (pattern and pattern_fits(pattern, email)):
                return self.sudo().browse(id_)
        return self.sudo().browse()

    def _is_logged_in(self, partner):
        """Tell whether an account shows that somebody is who they say."""
        return bool(
            self.partner_id
            and self.partner_id in partner | partner.commercial_partner_id
        )


def _cleaned(vals):
    if not vals.get("email"):
        return vals
    return {**vals, "email": vals["email"].strip().lower()}


def _is_pattern(text):
    address = f"x{text}" if text.startswith("@") else text
    return bool(EMAIL.fullmatch(address)) and email_normalize(address) == address

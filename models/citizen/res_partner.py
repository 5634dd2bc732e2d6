from datetime import timedelta

from odoo import api, fields, models

BATCH = 500


class ResPartner(models.Model):
    _inherit = "res.partner"

    municipal_contact = fields.Boolean(
        string="Made by a booking",
        readonly=True,
        help="This contact exists for one appointment only and is wiped with it. Only "
        "staff who receive visitors see it.",
    )
    municipal_wiped = fields.Boolean(
        string="Wiped",
        readonly=True,
        copy=False,
        help="Nobody knows any more who this contact was.",
    )

    def _wipe_municipal_contact(self):
        """Forget who the visitors behind these contacts were.

        Everything that can be typed in is emptied, and not only what we filled in.
        Who meanwhile got an account is no contact of an appointment any more.
        """
        privacy = self.env["municipal.privacy"]
        wiped = self.filtered(lambda p: p.municipal_contact and not p.user_ids)
        empty = dict.fromkeys(privacy._person_fields(self), False)
        wiped.sudo().with_context(tracking_disable=True).write(
            {
                **empty,
                "name": self.env._("Visitor"),
                "active": False,
                "municipal_wiped": True,
            }
        )

    @api.model
    def _gc_municipal_contacts(self):
        """Wipe contacts that no booking has any more: replaced, or deleted with it.

        :return: whether more are waiting
        """
        everybody_sudo = self.sudo().with_context(active_test=False)
        needed_sudo = (
            self.env["resource.booking"].sudo().with_context(active_test=False)
        )
        needed_sudo = needed_sudo.search_fetch(
            [
                ("contact_wiped", "=", False),
                ("partner_ids.municipal_contact", "=", True),
            ],
            ["partner_ids"],
        )
        orphans = everybody_sudo.search(
            [
                ("municipal_contact", "=", True),
                ("municipal_wiped", "=", False),
                ("user_ids", "=", False),
                ("id", "not in", needed_sudo.partner_ids.ids),
                ("create_date", "<", fields.Datetime.now() - timedelta(days=1)),
            ],
            limit=BATCH,
        )
        orphans._wipe_with_texts()
        return len(orphans) == BATCH

    def _wipe_with_texts(self):
        """Wipe contacts that stand alone, with what hangs on them."""
        if not self:
            return
        privacy = self.env["municipal.privacy"]
        person = privacy._person(self.env["resource.booking"])
        person = person._replace(partners=self)
        hanging = privacy._hanging(person)
        self._wipe_municipal_contact()
        self.env.cr.flush()
        for rows in [*hanging, *privacy._hanging(person)]:
            rows.exists().unlink()

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

from ...engine.access import QUICK_COUNTER
from ..common.asked import known, pressed_moment
from ..common.refusal import Refusal

#: the contacts that are counted with one touch
COUNTED_CHANNELS = ("quick_counter", "phone", "mail", "digital")
#: those of a moment of the day -> what they are when nobody receives visitors
OUTSIDE = {"quick_counter": "visit", "phone": "phone"}
TALLY_STEPS = ("checked_in", "started", "finished")


class MunicipalVisit(models.Model):
    """Count short contacts with one touch: no queue, no ticket, one row each."""

    _inherit = "municipal.visit"

    @api.model
    def count_contact(
        self,
        product_id,
        channel,
        location_id=None,
        reason=None,
        key=None,
        moment=None,
    ):
        """Count one finished contact, of which nobody knows how long it took.

        :param str channel: one of :data:`COUNTED_CHANNELS`
        :param location_id: the building; calls and mails need none
        :param str reason: why it could not be delivered
        :param str key: made when the button was pressed; sent twice, it counts once
        :param str moment: when that was, for a screen that could not send it then
        :return: id of the visit
        :raise Refusal: when nothing was counted
        """
        self.env["municipal.location"]._check_reception()
        # receptions count as well, and have no rights on visits
        counted_sudo = self.sudo()._find_ticket(key)
        if counted_sudo:
            return counted_sudo.id
        moment = pressed_moment(self.env, moment) or fields.Datetime.now()
        location = self._counted_at(location_id)
        product = self._check_count(product_id, channel, location)
        self._check_reason(reason)
        # clerks create no visits by hand: this door writes the log with it
        visit_sudo = self.sudo().create(
            self._count_values(product, channel, location, reason, key, moment)
        )
        visit_sudo._log_count()
        if channel in OUTSIDE:
            demand_sudo = self.env["municipal.demand"].sudo()
            demand_sudo._count_outside(
                product.sudo(), OUTSIDE[channel], location.sudo(), moment
            )
        visit_sudo.location_id._notify_desks(moves=False)
        return visit_sudo.id

    @api.model
    def _counted_at(self, location_id):
        """Return the building that a screen names, if any; refuse one that is gone."""
        location = self.env["municipal.location"]
        if not location_id:
            return location
        location = known(location, location_id)
        if not location:
            raise Refusal(self.env._("This building is no longer there."), "location")
        return location

    @api.model
    def _check_count(self, product_id, channel, location):
        """Return the product, or refuse what cannot be counted.

        :raise Refusal:
        """
        product = known(self.env["municipal.product"], product_id)
        if not product:
            raise Refusal(self.env._("This product is no longer there."), "products")
        product.check_access("read")
        location.check_access("read")
        if channel not in COUNTED_CHANNELS:
            raise Refusal(self.env._("This channel is not counted here."), "products")
        if channel == "quick_counter" and not location:
            raise Refusal(self.env._("Choose the building first."), "products")
        return product

    @api.model
    def _check_reason(self, reason):
        """Refuse a reason that nobody can choose."""
        reasons = dict(self.env["municipal.visit.line"]._fields["reason"].selection)
        if reason and (not isinstance(reason, str) or reason not in reasons):
            raise Refusal(self.env._("This is no reason that is counted."), "products")

    @api.model
    def _count_values(self, product, channel, location, reason, key, moment):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        line = {
            "product_id": product.id,
            "quantity": 1,
            "delivered": 0 if reason else 1,
            "reason": reason or False,
        }
        return {
            "name": channels[channel],
            "channel": channel,
            "state": "finished",
            "service_id": product.service_id.id,
            "location_id": location.id,
            "user_id": self.env.uid,
            "arrival": moment,
            "started_at": moment,
            "finished_at": moment,
            "inaccurate": True,
            "request_key": key,
            "line_ids": [Command.create(line)],
        }

    def _log_count(self):
        """Write the whole visit in the log at once; undoing the end undoes it all."""
        self.ensure_one()
        undone = {"state": "withdrawn"}
        self.env["municipal.visit.event"].sudo().create(
            [
                {
                    "visit_id": self.id,
                    "step": step,
                    "moment": self.finished_at,
                    "user_id": self.env.uid,
                    "before": undone if step == TALLY_STEPS[-1] else False,
                    "after": self._facts(step),
                }
                for step in TALLY_STEPS
            ]
        )

    def count_undo(self):
        """Take back a contact that was counted by mistake; the log keeps both."""
        self.env["municipal.location"]._check_reception()
        if self.env.user.has_group("municipal_appointment.group_clerk"):
            self.check_access("write")
            self._undo()
            return
        # receptions have no rights on visits, and take back what they counted here
        visit_sudo = self.sudo().exists()
        if visit_sudo.company_id not in self.env.companies:
            raise AccessError(self.env._("This is a contact of another town."))
        if not visit_sudo._is_counted_by_hand():
            raise Refusal(self.env._("This contact was not counted here."), "products")
        visit_sudo._undo()

    @api.model
    def count_state(self, location_id=None):
        """Return the products that are counted with one touch, and today's counts.

        The counts of the quick counter are those of the building, the others those
        of the whole town.

        :return: dict with ``products``, ``counts`` (channel -> product -> number) and
            ``now``, the server's clock
        """
        self.env["municipal.location"]._check_reception()
        location = self.env["municipal.location"].browse(location_id or [])
        products = self.env["municipal.product"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        return {
            "products": [
                {
                    "id": product.id,
                    "name": product.name,
                    "service": product.service_id.name,
                    "quick": product.walk_in == QUICK_COUNTER,
                }
                for product in products
            ],
            "counts": self._counts_of_today(location),
            "now": fields.Datetime.to_string(fields.Datetime.now()),
        }

    @api.model
    def _counts_of_today(self, location):
        today = location._start_of_today()
        counts = {channel: {} for channel in COUNTED_CHANNELS}
        # numbers only: receptions have no rights on visits
        lines_sudo = self.env["municipal.visit.line"].sudo()
        groups = lines_sudo._read_group(
            [
                ("visit_id.company_id", "in", self.env.companies.ids),
                ("visit_id.state", "=", "finished"),
                ("visit_id.expected", ">=", today),
                ("visit_id.channel", "in", COUNTED_CHANNELS),
                "|",
                ("visit_id.channel", "!=", "quick_counter"),
                ("visit_id.location_id", "=", location.id),
            ],
            ["visit_id.channel", "product_id"],
            ["__count"],
        )
        for channel, product, count in groups:
            counts[channel][product.id] = count
        return counts

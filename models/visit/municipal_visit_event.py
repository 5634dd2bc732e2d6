from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

from ...engine.course import Entry

STEPS = [
    ("booked", "Booked"),
    ("moved", "Moved"),
    ("checked_in", "Arrived"),
    ("called", "Called"),
    ("recalled", "Called again"),
    ("started", "Started"),
    ("paused", "Paused"),
    ("resumed", "Resumed"),
    ("forwarded", "Forwarded"),
    ("released", "Back in the queue"),
    ("finished", "Finished"),
    ("no_show", "No-show"),
    ("left", "Left"),
    ("cancelled", "Cancelled"),
    ("withdrawn", "Counted by mistake"),
    ("undone", "Undone"),
    ("corrected", "Corrected"),
    ("repaired", "Put back as the log says"),
]
#: steps of who is still expected: nobody is in any period
EXPECTED_STEPS = ("booked", "moved", "cancelled")


class MunicipalVisitEvent(models.Model):
    """One step in a visit. The log is only ever added to: figures rest on it."""

    _name = "municipal.visit.event"
    _inherit = ["municipal.clerk.guard"]
    _description = "Step of a visit"
    _order = "moment, id"
    _rec_name = "step"

    visit_id = fields.Many2one(
        comodel_name="municipal.visit",
        required=True,
        index=True,
        ondelete="restrict",
    )
    step = fields.Selection(selection=STEPS, required=True)
    moment = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        default=lambda self: self.env.user,
        ondelete="restrict",
        help="Who took the step; empty when the visitor did.",
    )
    desk_id = fields.Many2one(comodel_name="resource.resource", ondelete="restrict")
    note = fields.Char(
        help="Wiped with the contact data of the visitor; what is noted about a "
        "correction stays: write no names there."
    )
    request_key = fields.Char(
        readonly=True,
        help="Made when the button was pressed: sent twice, it is one step.",
    )
    before = fields.Json(
        help="The course of the visit before this step: what undoing it restores, and "
        "what stood there before somebody corrected it."
    )
    after = fields.Json(
        help="What figures rest on besides steps and moments, as it is since this "
        "step: persons, channel, products. A correction says the whole course again."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Let the periods of the visits follow their log.

        No defaults are taken from a context that somebody sent along.
        """
        clean = self.with_context(clean_context(self.env.context))
        events = super(MunicipalVisitEvent, clean).create(vals_list)
        coming = events.filtered(lambda event: event.step not in EXPECTED_STEPS)
        coming.visit_id._keep_periods(grown=all(event._adds() for event in coming))
        return events

    def _adds(self):
        """Tell whether the log says all that it said before, and one step more."""
        self.ensure_one()
        return self.step != "undone" and "course" not in (self.after or {})

    def _entry(self):
        """Return this step as the engine knows it."""
        self.ensure_one()
        return as_entry(
            self.step,
            self.moment,
            self.desk_id.id or None,
            self.user_id.id or None,
            self.after,
        )

    # the last steps of a clerk, asked for by every desk all day long
    _by_clerk = models.Index("(user_id, moment)")

    _request_key_unique = models.UniqueIndex(
        "(request_key) WHERE request_key IS NOT NULL", "This step was taken already."
    )

    @api.model
    def _already_pressed(self, pressed):
        """Return the visit of a press of the user that came through before, if any."""
        if not pressed:
            return self.env["municipal.visit"]
        mine = [("request_key", "=", pressed.key), ("user_id", "=", self.env.uid)]
        return self.sudo().search(mine, limit=1).visit_id.sudo(False)

    def _step_in_words(self):
        self.ensure_one()
        return dict(self._fields["step"]._description_selection(self.env))[self.step]

    def write(self, vals):
        if self:
            raise UserError(self.env._("The log of a visit cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The log of a visit cannot be deleted."))


def as_entry(step, moment, desk, user, after):
    """Return a line of the log as the engine knows it, out of its columns."""
    after = dict(after or {})
    if "course" in after:
        after["course"] = [
            (name, fields.Datetime.to_datetime(at), *by)
            for name, at, *by in after["course"]
        ]
    return Entry(step, moment, desk, user, after)

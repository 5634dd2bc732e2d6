from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..common.refusal import Refusal
from .missing import in_lines, publish_state

STATES = [
    ("published", "On the website"),
    ("attention", "On the website, but something is missing"),
    ("ready", "Ready for the website"),
    ("incomplete", "Something is missing"),
]


class CatalogueMixin(models.AbstractModel):
    """What a town puts on its website when nothing is missing any more.

    Whoever uses it has a field ``published``, and says in ``_missing`` what is missing.
    """

    _name = "municipal.catalogue.mixin"
    _description = "Shown on the website"

    publish_state = fields.Selection(
        selection=STATES,
        string="Website",
        compute="_compute_publish_state",
        search="_search_publish_state",
        help="What is missing stands in the form.",
    )
    missing = fields.Text(string="What is missing", compute="_compute_publish_state")

    @api.depends(lambda self: self._readiness_fields())
    def _compute_publish_state(self):
        for record in self:
            missing = record._missing()
            record.missing = in_lines(missing)
            record.publish_state = publish_state(record.published, missing)

    @api.model
    def _readiness_fields(self):
        """Return on which fields depends whether something is missing."""
        return ["published"]

    def _missing(self):
        """Return what is missing, the worst first: a list of :class:`.Missing`."""
        raise NotImplementedError

    @api.model
    def _search_publish_state(self, operator, value):
        """A town has some hundreds at most: all of them are looked at."""
        if operator != "in":
            return NotImplemented
        everything = self.with_context(active_test=False).search(self._own_domain())
        fitting = everything.filtered(lambda record: record.publish_state in value)
        return Domain("id", "in", fitting.ids)

    @api.model
    def _own_domain(self):
        """Return which records can be put on the website at all."""
        return Domain("service_id", "!=", False)

    def action_publish(self):
        """Put on the website what misses nothing that is needed.

        :raise Refusal: with what is missing, and of what
        """
        self._check_publisher()
        lacking = []
        for record in self:
            needed = [each.words for each in record._missing() if each.needed]
            if needed:
                lacking.append(f"{record.display_name}: {' '.join(needed)}")
        if lacking:
            raise Refusal(
                self.env._(
                    "Not on the website yet, because something is missing."
                    "\n\n%(lines)s",
                    lines="\n".join(lacking),
                ),
                "products",
            )
        self.write({"published": True})

    def action_unpublish(self):
        """Take off the website; what was booked stays booked."""
        self._check_publisher()
        self.write({"published": False})

    def _check_publisher(self):
        if not self.env.user.has_group("municipal_appointment.group_manager"):
            raise AccessError(
                self.env._("Only managers decide what is on the website.")
            )
        self.check_access("write")

    @api.model
    def _needs_attention(self):
        """Return what citizens see although something needed is missing."""
        shown = self.search(
            self._own_domain()
            & Domain("published", "=", True)
            & Domain("company_id", "in", self.env.companies.ids)
        )
        return shown.filtered(lambda record: record.publish_state == "attention")

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine import weekly_hours

DAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
#: how many days of the week a town is open, from Monday on
WEEKS = [("5", "Monday to Friday"), ("6", "Monday to Saturday"), ("7", "Every day")]
EVERY_DAY = "every"
DAY_END = 24


class MunicipalSetup(models.TransientModel):
    """Weekly hours as most towns have them, out of a few choices."""

    _inherit = "municipal.setup"

    hours_type_ids = fields.Many2many(
        comodel_name="resource.booking.type",
        relation="municipal_setup_hours_type_rel",
        string="For",
        domain="[('company_id', '=', company_id), ('service_id', '!=', False)]",
        help="Leave empty for all appointment types of the services that begin.",
    )
    hours_week = fields.Selection(
        selection=WEEKS, string="Open on", default="5", required=True
    )
    hours_morning_from = fields.Float(string="Morning from", default=9)
    hours_morning_to = fields.Float(string="Morning until", default=12)
    hours_afternoon_from = fields.Float(string="Afternoon from", default=13)
    hours_afternoon_to = fields.Float(string="Afternoon until", default=16)
    hours_free_afternoon = fields.Selection(
        selection=DAYS, string="Closed in the afternoon on"
    )
    hours_evening = fields.Selection(selection=DAYS, string="Open in the evening on")
    hours_evening_to = fields.Float(string="Evening until", default=19)
    hours_walk_in = fields.Selection(
        selection=[*DAYS, (EVERY_DAY, "Every day, beside appointments")],
        string="Free walk-in on",
        help="Without appointment; empty: only by appointment.",
    )
    hours_exception_ids = fields.Many2many(
        comodel_name="resource.booking.type",
        relation="municipal_setup_hours_exception_rel",
        string="But by appointment always",
        domain="[('company_id', '=', company_id), ('service_id', '!=', False)]",
        help="Such as foreigners' files, which take long.",
    )
    hours_summary = fields.Text(compute="_compute_hours_summary", string="In words")

    @api.depends(
        "hours_week",
        "hours_morning_from",
        "hours_morning_to",
        "hours_afternoon_from",
        "hours_afternoon_to",
        "hours_free_afternoon",
        "hours_evening",
        "hours_evening_to",
        "hours_walk_in",
    )
    @api.depends_context("lang")
    def _compute_hours_summary(self):
        for setup in self:
            try:
                lines = setup._week_lines()
            except ValidationError as error:
                setup.hours_summary = error.args[0]
                continue
            week = self.env["municipal.regime"].new({"week": {"lines": lines}})
            setup.hours_summary = "\n".join(week._lines_in_words())

    def action_follow_hours(self):
        """Let the types follow these weekly hours, from now on."""
        self._check_administrator()
        self.ensure_one()
        types = self.hours_type_ids or self._begun_types()
        if not types:
            raise UserError(self.env._("Choose first which services begin."))
        self._check_no_openings(types)
        exceptions = types & self.hours_exception_ids
        self._follow(types - exceptions, self._week_lines())
        if exceptions:
            self._follow(exceptions, self._week_lines(walk_in=False), walk_in=False)
        self.hours_type_ids = [Command.clear()]

    def _check_no_openings(self, types):
        """Hours with a history are changed where their history is kept."""
        regulated = types.filtered("opening_ids")
        if regulated:
            raise UserError(
                self.env._(
                    "%(names)s: openings say which hours hold. Change them with “New "
                    "hours from …”.",
                    names=self._in_words(regulated),
                )
            )

    def _follow(self, types, lines, walk_in=True):
        if not types:
            return
        calendar = self.env["resource.calendar"].create(
            {
                "name": self._hours_name(walk_in),
                "company_id": self.company_id.id,
                "tz": self._locations()[:1].tz or self.place_tz,
                "attendance_ids": [
                    Command.clear(),
                    *map(
                        Command.create,
                        self.env["municipal.opening"]._attendances(lines),
                    ),
                ],
            }
        )
        types.write({"resource_calendar_id": calendar.id})

    def _hours_name(self, walk_in):
        env = self.env
        days = dict(self._fields["hours_walk_in"]._description_selection(env))
        if walk_in and self.hours_walk_in == EVERY_DAY:
            return env._("Appointments and walk-in")
        if walk_in and self.hours_walk_in:
            return env._(
                "By appointment, free walk-in on %(day)s", day=days[self.hours_walk_in]
            )
        return env._("By appointment")

    def _week_lines(self, walk_in=True):
        """Return the week that was chosen, as :mod:`engine.weekly_hours` has it.

        :raise ValidationError: when it makes no sense, in words
        """
        self._check_order()
        lines = []
        for weekday in range(int(self.hours_week)):
            access = self._access(str(weekday), walk_in)
            for start, stop in self._parts(str(weekday)):
                if stop > start:
                    minutes = [round(start * 60), round(stop * 60)]
                    lines.append([weekday, *minutes, access])
        if not lines:
            raise ValidationError(self.env._("It would be closed the whole week."))
        return weekly_hours.merged(lines)

    def _access(self, day, walk_in):
        if walk_in and self.hours_walk_in == EVERY_DAY:
            return "both"
        return "walk_in" if walk_in and self.hours_walk_in == day else "appointment"

    def _parts(self, day):
        """Return from when until when a day is open: morning, afternoon, evening."""
        yield self.hours_morning_from, self.hours_morning_to
        evening = self.hours_evening == day
        start, stop = self.hours_afternoon_from, self.hours_afternoon_to
        if self.hours_free_afternoon == day and not evening:
            return
        if evening:
            stop = max(stop, self.hours_evening_to)
            start = start or self.hours_morning_to
        yield start, stop

    def _check_order(self):
        env = self.env
        parts = [
            (env._("morning"), self.hours_morning_from, self.hours_morning_to),
            (env._("afternoon"), self.hours_afternoon_from, self.hours_afternoon_to),
        ]
        for name, start, stop in parts:
            if not 0 <= start <= DAY_END or not 0 <= stop <= DAY_END:
                raise ValidationError(
                    env._("The %(part)s lies outside the day.", part=name)
                )
            if stop < start:
                raise ValidationError(
                    env._("The %(part)s ends before it begins.", part=name)
                )
        if (
            self.hours_afternoon_to
            and self.hours_afternoon_from < self.hours_morning_to
        ):
            raise ValidationError(
                env._("The afternoon begins before the morning ends.")
            )
        self._check_evening()

    def _check_evening(self):
        if self.hours_evening and not (
            self.hours_afternoon_from < self.hours_evening_to <= DAY_END
        ):
            raise ValidationError(self.env._("The evening ends before it begins."))

    def _lacking_hours(self):
        env = self.env
        closed = self._begun_types().filtered(
            lambda t: any(each.key == "hours" for each in t._missing_hours())
        )
        if closed:
            return env._("No hours: %(names)s", names=self._in_words(closed))
        office_sudo = self.company_id.sudo().resource_calendar_id
        unchosen = self._begun_types().filtered(
            lambda t: not t.opening_ids and t.resource_calendar_id == office_sudo
        )
        if not unchosen:
            return "" if self._begun_types() else env._("No service has begun yet.")
        return env._(
            "Still on the office hours of Odoo: %(names)s",
            names=self._in_words(unchosen),
        )

import base64
from collections import Counter, defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from ...engine import history_file, table_file
from ...models.common.refusal import Refusal
from ...models.visit.municipal_visit import CHANNELS

#: bytes of a report
LARGEST = 10_000_000
#: lines that are told one by one; who has more mends these first
MOST_PROBLEMS = 100
#: visitors on one line; more is a mistake
MOST_ON_A_LINE = 100_000
#: an earlier day is a slip of the hand
FIRST_YEAR = 1990
#: characters of a cell that are shown
SHOWN = 40
#: what other systems call our channels, beside the names that these have here
ALSO = {
    "afspraak": "appointment",
    "afspraken": "appointment",
    "op afspraak": "appointment",
    "balie": "walk_in",
    "loket": "walk_in",
    "inloop": "walk_in",
    "vrije inloop": "walk_in",
    "zonder afspraak": "walk_in",
    "snelbalie": "quick_counter",
    "telefoon": "phone",
    "telefonisch": "phone",
    "e-mail": "mail",
    "mail": "mail",
    "digitaal": "digital",
    "e-loket": "digital",
}


class MunicipalHistoryRead(models.TransientModel):
    """Take over the report of an earlier system, so that a town has its own past.

    The file is shown as it was understood, with all that is wrong at once, before
    anything is written; either all of its lines are taken over or none.
    """

    _name = "municipal.history.read"
    _description = "Figures of an earlier system"

    file = fields.Binary(
        attachment=False, help="A CSV file or a workbook of Excel, with one table."
    )
    filename = fields.Char()
    column_ids = fields.One2many(
        comodel_name="municipal.history.column",
        inverse_name="read_id",
        string="Columns",
        compute="_compute_column_ids",
        store=True,
        readonly=False,
    )
    service_id = fields.Many2one(
        comodel_name="municipal.service",
        default=lambda self: self._only_service(),
        help="Of lines that name none.",
    )
    channel = fields.Selection(
        selection=CHANNELS,
        required=True,
        default="walk_in",
        help="Of lines that name none.",
    )
    keep_unknown = fields.Boolean(
        string="Count unknown products too",
        help="As visitors of the service, without a product.",
    )
    report = fields.Html(
        string="What the file says", compute="_compute_report", sanitize=False
    )
    ready = fields.Boolean(compute="_compute_report")

    @api.model
    def _only_service(self):
        services = self.env["municipal.service"].search(
            [("company_id", "=", self.env.company.id)], limit=2
        )
        return services if len(services) == 1 else services.browse()

    @api.depends("file")
    def _compute_column_ids(self):
        """Guess what is in the columns; a manager says it better."""
        for wizard in self:
            if not wizard.file:
                wizard.column_ids = wizard.column_ids
                continue
            commands = [Command.clear()]
            try:
                heads, rows = wizard._headings_and_lines()
            except table_file.UnreadableFile:
                heads, rows = [], []
            first = rows[0][1] if rows else []
            used = set()
            for place, head in enumerate(heads):
                meaning = history_file.guess(head)
                commands.append(
                    Command.create(
                        {
                            "place": place,
                            "name": head[:SHOWN],
                            "sample": (first[place : place + 1] or [""])[0][:SHOWN],
                            "meaning": meaning not in used and meaning,
                        }
                    )
                )
                used.add(meaning)
            wizard.column_ids = commands

    @api.depends("file", "column_ids.meaning", "service_id", "channel", "keep_unknown")
    def _compute_report(self):
        for wizard in self:
            if not wizard.file:
                wizard.report, wizard.ready = False, False
                continue
            figures, problems, left_out = wizard._read()
            wizard.ready = bool(figures) and not problems
            wizard.report = wizard._render_report(figures, problems, left_out)

    def action_import(self):
        """Take over all figures of the file, or none.

        :raise Refusal: when a line makes no sense
        """
        self.check_access("read")
        self.ensure_one()
        if not self.env.user.has_group("municipal_appointment.group_manager"):
            raise AccessError(self.env._("Only managers take over figures."))
        figures, problems, _left_out = self._read()
        if problems or not figures:
            raise Refusal(
                self.env._("Nothing was taken over: mend the file first."), "figures"
            )
        name = self.filename or self.env._("Report")
        history = self.env["municipal.history.import"]._take_over(name, figures)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "municipal_appointment.municipal_history_import_action"
        )
        return action | {"res_id": history.id, "views": [(False, "form")]}

    # Reading ---------------------------------------------------------------------

    def _headings_and_lines(self):
        """Return the headings, and the lines under them.

        :raise UnreadableFile: when there is no table in the file
        """
        data = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if len(data) > LARGEST:
            raise table_file.UnreadableFile("large")
        lines = table_file.read(data)
        place = history_file.find_headings(lines)
        if place is None:
            raise table_file.UnreadableFile("headings")
        return lines[place][1], lines[place + 1 :]

    def _read(self):
        """Read the file.

        :return: counter by (day, hour, half-hour, service, product, channel); list of
            problems (number of the line or ``None``, what stands there, what is wrong);
            number of lines that are left out, such as totals
        """
        self.ensure_one()
        try:
            _heads, lines = self._headings_and_lines()
        except table_file.UnreadableFile as error:
            return Counter(), [(None, "", self._unreadable(error.why))], 0
        places = {c.meaning: c.place for c in self.column_ids if c.meaning}
        if not places.keys() >= {"day", "count"}:
            words = self.env._("Say which columns hold the day and the number.")
            return Counter(), [(None, "", words)], 0
        return self._read_lines(lines, places)

    def _read_lines(self, lines, places):
        figures, problems, left_out = Counter(), [], 0
        known = self._known_names()
        for number, cells in lines:
            line = {
                meaning: cells[place] if place < len(cells) else ""
                for meaning, place in places.items()
            }
            if not line["count"] or history_file.is_total(line.values()):
                left_out += 1
                continue
            key, count, why = self._figure(line, known)
            if why:
                text = " · ".join(filter(None, line.values()))
                problems.append((number, text[: 3 * SHOWN], why))
            elif count:
                figures[key] += count
        problems += self._overlap(figures)
        return figures, problems, left_out

    def _figure(self, line, known):
        """Return the key, the number of visitors, and what is wrong with a line."""
        env = self.env
        moment = history_file.parse_moment(line["day"])
        count = history_file.parse_number(line["count"])
        today = env.company._today()
        if not moment or not FIRST_YEAR <= moment.day.year or moment.day > today:
            return None, 0, env._("the day is not one of the past, like 14/10/2025")
        if count is None or count > MOST_ON_A_LINE:
            return None, 0, env._("the number is not one from 0 to %s", MOST_ON_A_LINE)
        hour, half, why = self._clock(line, moment)
        service, product, channel = self.service_id, env["municipal.product"], ""
        if not why:
            channel, why = self._one("channel", line, known, self.channel)
        if not why:
            product, why = self._one("product", line, known, product)
        if not why:
            default = product.service_id or service
            service, why = self._one("service", line, known, default)
        if not why and not service:
            why = env._("no service is named")
        return (moment.day, hour, half, service, product, channel), count, why

    def _clock(self, line, moment):
        """Return the hour and half-hour as the report has them; contacts have none."""
        hour, half = moment[1:]
        if line.get("hour"):
            found = history_file.parse_hour(line["hour"])
            if not found:
                return False, False, self.env._("the hour is none, like 9 or 09:30")
            hour, half = found
        if hour is None:
            return False, False, ""
        return f"{hour:02}", half is not None and f"{hour:02}:{half:02}", ""

    def _one(self, what, line, known, default):
        """Return what a cell names: a channel, product or service of ours.

        :return: pair (record or code, words), the default for an empty cell
        """
        name = line.get(what)
        if not name:
            return default, ""
        found = known[what].get(" ".join(name.casefold().split()))
        if found and (what == "channel" or len(found) == 1):
            return found, ""
        if what == "product" and self.keep_unknown:
            return default, ""
        texts = {
            "channel": self.env._("no channel is called “%s”", name[:SHOWN]),
            "product": self.env._("no product is called “%s”", name[:SHOWN]),
            "service": self.env._("no service is called “%s”", name[:SHOWN]),
        }
        return default, texts[what]

    def _known_names(self):
        """Return by kind: name in any language, without capitals -> what it is."""
        by_code, by_name = self.env["municipal.digital.import"]._products()
        services = self.env["municipal.service"].search(
            [("company_id", "=", self.env.company.id)]
        )
        found, channels = defaultdict(services.browse), dict(ALSO)
        for lang, _name in self.env["res.lang"].get_installed():
            for service in services.with_context(lang=lang):
                for name in filter(None, (service.name, service.code)):
                    found[" ".join(name.casefold().split())] |= services.browse(
                        service.id
                    )
            field = self.with_context(lang=lang)._fields["channel"]
            labels = field._description_selection(self.with_context(lang=lang).env)
            channels |= {label.casefold(): code for code, label in labels}
        channels |= {code: code for code, _label in CHANNELS}
        return {"product": by_code | by_name, "service": found, "channel": channels}

    def _overlap(self, figures):
        """Say that figures of such days were taken over before."""
        known = self.env["municipal.history.import"]._known(figures)
        if not known:
            return []
        days = sorted({day for _service, _channel, day in known})
        return [
            (
                None,
                "",
                self.env._(
                    "Figures of %(first)s to %(last)s were taken over before: undo "
                    "that import first, or take these days out of the file.",
                    first=format_date(self.env, days[0]),
                    last=format_date(self.env, days[-1]),
                ),
            )
        ]

    # In words --------------------------------------------------------------------

    @api.model
    def _unreadable(self, why):
        env = self.env
        if why == "headings":
            return env._(
                "No table was found: one of the first lines has to name the columns, "
                "among them a day and a number."
            )
        return env["municipal.digital.import"]._unreadable(why)

    def _render_report(self, figures, problems, left_out):
        """Return what the file says as a page for the dialog."""
        values = {
            "problems": problems[:MOST_PROBLEMS],
            "more": max(0, len(problems) - MOST_PROBLEMS),
            "left_out": left_out,
            "lines": len(figures),
            **(self._summary(figures) if figures and not problems else {}),
        }
        return self.env["ir.qweb"]._render(
            "municipal_appointment.history_read_report", values
        )

    def _summary(self, figures):
        """Return what will be taken over, by service, channel and product."""
        labels = dict(self._fields["channel"]._description_selection(self.env))
        tables = [Counter(), Counter(), Counter()]
        for (_day, _hour, _half, service, product, channel), count in figures.items():
            tables[0][service.name] += count
            tables[1][labels[channel]] += count
            tables[2][product.name or self.env._("No product registered")] += count
        days = [key[0] for key in figures]
        own = self.env["municipal.visit.report"].search_count(
            [("day", ">=", min(days)), ("day", "<=", max(days)), ("visit_id", "!=", 0)]
        )
        heads = [self.env._("Service"), self.env._("Channel"), self.env._("Product")]
        return {
            "tables": list(zip(heads, [t.most_common() for t in tables], strict=True)),
            "first": format_date(self.env, min(days)),
            "last": format_date(self.env, max(days)),
            "total": sum(figures.values()),
            "own": own,
        }

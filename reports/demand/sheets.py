"""The sheets of unmet demand and of the digital counter."""

from ..dashboard.weeks import week_name
from ..sheets.sheet import Column
from ..sheets.table import TableSheet


class DemandSheet(TableSheet):
    def __init__(self, content, sheet):
        super().__init__(content, sheet)
        self.kinds = content.labels("kind")

    def _kind_columns(self, width=17):
        return [Column(label, "few", width) for label in self.kinds.values()]


class ReasonsSheet(DemandSheet):
    """Why visitors did not find what they asked for, and where they asked."""

    def _columns(self):
        env, channels = self.env, self.content.labels("channel")
        return [
            Column(env._("Asked for"), "text", 34),
            Column(env._("Why not"), "text", 42),
            *(Column(label, "few", 12) for label in channels.values()),
            Column(env._("How often"), "int", 12),
        ]

    def _rows(self):
        found = self.figures.demand["reason"]
        reasons = self.content.labels("reason")
        for kind, label in self.kinds.items():
            for reason, why in reasons.items():
                numbers = [
                    found[kind, reason, channel]
                    for channel in self.content.labels("channel")
                ]
                if any(numbers):
                    yield [label, why, *numbers, sum(numbers)]

    def _keys(self):
        channels = len(self.content.labels("channel"))
        return [None, *[None] * channels, "times"]


class DemandProductsSheet(DemandSheet):
    def _columns(self):
        env = self.env
        return [
            Column(env._("Product"), "text", 42),
            Column(env._("Service"), "text", 26),
            *self._kind_columns(),
            Column(env._("How often"), "int", 11),
        ]

    def _rows(self):
        """Return the products, the one that was asked most in vain first."""
        found, names = self.figures.demand_by_product(), self.figures.names
        rows = []
        for key in {key for key, _kind in found}:
            numbers = [found[key, kind] for kind in self.kinds]
            lead = [names.name(key), names.service(key)]
            rows.append((-sum(numbers), lead[0], key, [*lead, *numbers, sum(numbers)]))
        return [row[-1] for row in sorted(rows, key=lambda row: row[:3])]

    def _keys(self):
        return [None, *(("kind", kind) for kind in self.kinds), "times"]


class DemandWeeksSheet(DemandSheet):
    def _columns(self):
        env = self.env
        return [
            Column(env._("Week"), "text", 16),
            *self._kind_columns(18),
            Column(env._("How often"), "int", 11),
            Column(env._("Note"), "text", 30),
        ]

    def _rows(self):
        found = self.figures.demand_by_week()
        for monday in sorted({monday for monday, _kind in found}):
            numbers = [found[monday, kind] for kind in self.kinds]
            yield [monday, *numbers, sum(numbers)]

    def _write_row(self, monday, *numbers):
        note, style = self.content.notes.of_week(monday)
        self.sheet.row([week_name(monday), *numbers, note], style)
        return [*numbers, None]

    def _keys(self):
        return [*(("kind", kind) for kind in self.kinds), "times", None]


class WordsSheet(DemandSheet):
    """The words that no product has; the rare ones are counted without the word."""

    def _columns(self):
        env = self.env
        return [
            Column(env._("Word that no product has"), "text", 46),
            Column(env._("How often"), "int", 12),
            Column(env._("On different days"), "few", 14),
        ]

    def _rows(self):
        words = self.figures.words
        for word in sorted(words, key=lambda word: (-words[word][0], word)):
            yield [word, *words[word]]
        shown = sum(times for times, _days in words.values())
        asked = self.content.totals.values["kind", "word"]
        if asked > shown:
            yield [self.env._("Other words, too rare to be shown"), asked - shown, None]

    def _write_row(self, word, times, days):
        self.sheet.row([word, times, days])
        return [times, None]

    def _keys(self):
        return [("kind", "word"), None]


class DigitalSheet(DemandSheet):
    """Which products went by the digital counter, and how often its link was taken."""

    def _columns(self):
        env = self.env
        return [
            Column(env._("Product"), "text", 42),
            Column(env._("Service"), "text", 27),
            Column(env._("Link followed on the website"), "few", 13),
            Column(env._("Link followed at a kiosk"), "few", 12),
            Column(env._("Digital counter"), "few", 11),
            Column(env._("Visitors in the building"), "few", 12),
            Column(env._("Phone and mail"), "few", 11),
            Column(env._("Digital, of all contacts"), "share", 12),
        ]

    def _rows(self):
        links, contacts = self.figures.links, self.figures.contacts
        names = self.figures.names
        keys = {key for key, _channel in [*links, *contacts]}
        for key in sorted(keys, key=lambda key: (not key, names.name(key), key)):
            digital, building = contacts[key, "digital"], contacts[key, "building"]
            distant = contacts[key, "phone"] + contacts[key, "mail"]
            total = digital + building + distant
            yield [
                names.name(key),
                names.service(key),
                links[key, "website"],
                links[key, "kiosk"],
                digital,
                building,
                distant,
                digital / total if total else None,
            ]

    def _keys(self):
        return [None, "website", "kiosk", None, None, None, None]

"""Five plain sentences; they compare only where the difference is more than chance."""

from odoo.tools.misc import formatLang


class Sentences:
    """What the college reads, in the language of the reader."""

    def __init__(self, facts):
        self.facts = facts
        self.figures = facts.figures
        self.env = facts.figures.env

    def texts(self):
        """Return the sentences that can be told, at most five."""
        found = [
            self.visitors(),
            self.weekday(),
            self.waits(),
            self.no_shows(),
            self.products(),
        ]
        return [text for text in found if text]

    # Numbers as people write them ---------------------------------------------------

    def number(self, value, digits=1):
        digits = 0 if abs(value) >= 100 else digits
        return formatLang(self.env, value, digits=digits)

    def share(self, value):
        return self.env._("%(number)s%%", number=self.number(value * 100, digits=1))

    def _values(self, change, **values):
        """Return what a sentence about a difference is filled with."""
        percent = abs(change.ratio - 1) * 100 if change.ratio else 0
        return {
            "now": self.number(change.after),
            "before": self.number(change.before),
            "percent": self.env._(
                "%(number)s%%", number=self.number(percent, digits=0)
            ),
            **values,
        }

    # Sentences ------------------------------------------------------------------------

    def visitors(self):
        change, env = self.facts.visitors, self.env
        values = self._values(change)
        if not change.after:
            return env._("Nobody came in this period.")
        if not change.certain or not change.before:
            return env._("On an open day %(now)s visitors came.", **values)
        if change.after > change.before:
            return env._(
                "On an open day %(now)s visitors came, %(percent)s more than before "
                "(%(before)s).",
                **values,
            )
        return env._(
            "On an open day %(now)s visitors came, %(percent)s fewer than before "
            "(%(before)s).",
            **values,
        )

    def weekday(self):
        """Tell of the weekday that changed most, or else of the busiest."""
        env, days = self.env, self.facts.weekdays
        if not days or not self.facts.visitors.after:
            return None
        names = dict(self.figures.report._fields["weekday"]._description_selection(env))
        changed = [w for w, change in days.items() if change.certain and change.before]
        if not changed:
            busiest = max(days, key=lambda weekday: days[weekday].after)
            return env._(
                "%(weekday)s was the busiest day: %(now)s visitors when we were open.",
                **self._values(days[busiest], weekday=names[str(busiest)]),
            )
        most = min(changed, key=lambda weekday: days[weekday].chance)
        change = days[most]
        values = self._values(change, weekday=names[str(most)])
        if change.after > change.before:
            return env._(
                "%(weekday)s changed most: %(now)s visitors on an open day, "
                "%(percent)s more than before (%(before)s).",
                **values,
            )
        return env._(
            "%(weekday)s changed most: %(now)s visitors on an open day, %(percent)s "
            "fewer than before (%(before)s).",
            **values,
        )

    def waits(self):
        env, change = self.env, self.facts.in_time
        waits = self.figures.waits_by_week[True, None]
        if not waits.known:
            return None
        target = env._("the target")
        if self.figures.target:
            target = env._("%(minutes)s minutes", minutes=self.figures.target)
        values = {
            "share": self.share(change.after),
            "before": self.share(change.before),
            "target": target,
            "p90": self.number(waits.p90),
        }
        if not change.certain:
            return env._(
                "%(share)s of the visitors were helped within %(target)s; nine in ten "
                "waited no longer than %(p90)s minutes.",
                **values,
            )
        if change.after > change.before:
            return env._(
                "%(share)s of the visitors were helped within %(target)s, more than "
                "before (%(before)s).",
                **values,
            )
        return env._(
            "%(share)s of the visitors were helped within %(target)s, fewer than "
            "before (%(before)s).",
            **values,
        )

    def no_shows(self):
        env, change = self.env, self.facts.no_shows
        values = {
            "share": self.share(change.after),
            "before": self.share(change.before),
        }
        if not any(row[0] for row in self.figures.promised):
            return None
        if not change.certain:
            return env._("For %(share)s of the appointments nobody came.", **values)
        if change.after > change.before:
            return env._(
                "For %(share)s of the appointments nobody came, more than before "
                "(%(before)s).",
                **values,
            )
        return env._(
            "For %(share)s of the appointments nobody came, fewer than before "
            "(%(before)s).",
            **values,
        )

    def products(self):
        """Tell of the product that changed most, or else of the one asked most."""
        env, products = self.env, self.facts.products
        if not products:
            return None
        changed = [one for one in products if one[2].certain and one[2].before]
        if not changed:
            name, asked, _change = products[0]
            return env._(
                "Most asked was “%(product)s”: by %(asked)s visitors.",
                product=name,
                asked=self.number(asked, digits=0),
            )
        name, _asked, change = min(changed, key=lambda one: one[2].chance)
        values = self._values(change, product=name)
        if change.after > change.before:
            return env._(
                "“%(product)s” was asked %(now)s times on an open day, %(percent)s "
                "more than before (%(before)s).",
                **values,
            )
        return env._(
            "“%(product)s” was asked %(now)s times on an open day, %(percent)s less "
            "than before (%(before)s).",
            **values,
        )

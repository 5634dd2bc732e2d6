"""What a council reads about a pilot: plain sentences, of what was measured alone."""

from ..college.sentences import Sentences
from .facts import Since


class PilotSentences(Sentences):
    """Of the days since the last step, beside those before the pilot.

    What differs is judged for all periods together: a sentence never says more than
    the table under it.
    """

    def __init__(self, pilot):
        super().__init__(Since(pilot))
        self.pilot = pilot

    def texts(self):
        """Return the sentences that can be told."""
        found = [
            self.visitors(),
            self.by_appointment(),
            self.waits(),
            self.no_shows(),
            self.of_visitors(),
            self.of_staff(),
            self.not_measured(),
        ]
        return [text for text in found if text]

    def percent(self, value):
        """Return a share that is in percent already: without decimals, few answered."""
        return self.env._("%(number)s%%", number=self.number(value, digits=0))

    def by_appointment(self):
        env, change = self.env, self.facts.by_appointment
        values = {
            "share": self.share(change.after),
            "before": self.share(change.before),
        }
        if self.pilot.by_appointment[0][-1] is None:
            return None
        if not change.certain:
            return env._("%(share)s of the visitors came by appointment.", **values)
        if change.after > change.before:
            return env._(
                "%(share)s of the visitors came by appointment, more than before "
                "(%(before)s).",
                **values,
            )
        return env._(
            "%(share)s of the visitors came by appointment, fewer than before "
            "(%(before)s).",
            **values,
        )

    def _answers(self, who):
        """Return (answers since the last step, values of a sentence, what differs)."""
        told, changes = self.pilot.answers[who]
        answers, change = told[-1], changes[-1]
        if answers.satisfied is None:
            return answers, {"count": answers.count}, None
        values = {
            "count": self.number(answers.count, digits=0),
            "share": self.percent(answers.satisfied),
            "low": self.percent(answers.low),
            "high": self.percent(answers.high),
        }
        if not (change and change.certain):
            return answers, values, None
        values["before"] = self.percent(told[0].satisfied)
        return answers, values, change.after > change.before

    def of_visitors(self):
        env = self.env
        answers, values, more = self._answers("visitors")
        if not answers.count:
            return env._("No visitor was asked, or answered, how it was.")
        if answers.satisfied is None:
            return env._(
                "Answers of visitors: %(count)s, too few to say more.", **values
            )
        if more is None:
            return env._(
                "%(share)s of the %(count)s visitors who answered were satisfied; of "
                "all of them it is probably between %(low)s and %(high)s.",
                **values,
            )
        if more:
            return env._(
                "%(share)s of the %(count)s visitors who answered were satisfied, more "
                "than before (%(before)s).",
                **values,
            )
        return env._(
            "%(share)s of the %(count)s visitors who answered were satisfied, fewer "
            "than before (%(before)s).",
            **values,
        )

    def of_staff(self):
        env = self.env
        answers, values, more = self._answers("staff")
        if not answers.count:
            return env._("No colleague was asked, or answered, how the day was.")
        if answers.satisfied is None:
            return env._("Answers of staff: %(count)s, too few to say more.", **values)
        if more is None:
            return env._(
                "Staff called %(share)s of the days good, in %(count)s answers at "
                "closing time; it is probably between %(low)s and %(high)s.",
                **values,
            )
        if more:
            return env._(
                "Staff called %(share)s of the days good, in %(count)s answers at "
                "closing time: more than before (%(before)s).",
                **values,
            )
        return env._(
            "Staff called %(share)s of the days good, in %(count)s answers at closing "
            "time: fewer than before (%(before)s).",
            **values,
        )

    def not_measured(self):
        """Say what cannot be put beside before."""
        env, pilot = self.env, self.pilot
        if not pilot.counted[0]:
            return env._("Before the pilot nothing was counted: nothing is compared.")
        if not pilot.waits[0].known:
            return env._("Before the pilot waits were not measured.")
        return None

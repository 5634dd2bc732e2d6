from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...engine import what_if
from ..common.job_mixin import NOT_ENDED
from . import town

#: simulated years between two commits
BATCH = 2
#: weeks and years of the first answer, which a manager waits for
ROUGH_WEEKS, ROUGH_YEARS = 3, 3
#: figures of a whole year, of which a week is told
OF_A_YEAR = ("served", "refused", "left", "overtime_hours", "desk_hours")
FIGURES = (
    *OF_A_YEAR,
    "wait_mean",
    "wait_p90",
    "within_target",
    "access_days",
    "desk_use",
)


class MunicipalReview(models.Model):
    """Alternatives side by side, simulated year by year in the background."""

    _inherit = "municipal.review"

    def action_simulate(self):
        """Give a rough answer at once, and a better one year by year.

        Where too little is known it says so, without any figure.
        """
        self.check_access("write")
        self.ensure_one()
        if self.state != "drawing":
            raise UserError(
                self.env._("Alternatives are simulated before the decision.")
            )
        if self.job_state in NOT_ENDED:
            raise UserError(self.env._("They are being simulated already."))
        self._drop_answers()
        known = town.known(self)
        self.sudo().too_little = self._why_too_little(known.learnt, known.since)
        if not self.too_little:
            self._begin_simulation(known)
        return True

    def _begin_simulation(self, known):
        """Keep the rough answer, and let the scheduled action go on."""
        learnt = known.learnt
        maker = town.Plans(self, learnt.town)
        plans = [maker.plan(one) for one in self.alternative_ids]
        years = self._simulated(learnt.town, plans, ROUGH_WEEKS, range(-ROUGH_YEARS, 0))
        if years is None:
            return
        about = {
            "since": str(known.since),
            "days": learnt.days,
            "measured": town.measured(known.waits, maker.target),
            "at_work": bool(maker.at_work),
            "few_weekdays": sorted(learnt.few_weekdays),
            "few_times": sorted(learnt.few_times),
        }
        self._keep_answers({"about": about, "years": {}}, years, rough=True)
        self.sudo()._start_job()

    def _plans(self, measured):
        maker = town.Plans(self, measured)
        return [maker.plan(one) for one in self.alternative_ids]

    def _simulated(self, measured, plans, weeks, seeds):
        """Return the figures of a week, plan by plan, of a year for each seed.

        :return: ``None`` when a plan cannot be simulated; then it was said why
        """
        years = {plan.name: [] for plan in plans}
        try:
            for seed in seeds:
                *_rough, answer = what_if.run(measured, plans, weeks, 1, seed)
                for name, [year] in answer.years.items():
                    years[name].append(_of_a_week(year[None], weeks))
        except what_if.Impossible as error:
            self.sudo().too_little = self._why_impossible(error)
            return None
        return years

    def _keep_answers(self, answers, years, rough=False):
        """Keep ranges and differences of all years so far."""
        plans = []
        everything = {
            name: [{None: year} for year in some] for name, some in years.items()
        }
        answer = what_if.Answer(0, rough, everything)
        today = str(self.alternative_ids[:1].id)
        for one in self.alternative_ids:
            figures = {
                name: self._figure(answer, today, str(one.id), name) for name in FIGURES
            }
            plans.append({"id": one.id, "figures": figures})
        kept = {} if rough else years
        self.sudo().answers = answers | {"rough": rough, "years": kept, "plans": plans}

    def _figure(self, answer, today, plan, name):
        """Return a figure with its range, and how it differs from today's hours."""
        found = answer.range(plan, name)
        figure = {"middle": found.middle, "low": found.low, "high": found.high}
        if plan == today:
            return figure
        difference = answer.difference(today, plan, name)
        certain = difference.certain and not answer.rough
        return figure | {"more": difference.more, "certain": certain}

    def _drop_answers(self):
        """Forget what was simulated; what is under way is stopped."""
        reviews_sudo = self.sudo()
        under_way = reviews_sudo.filtered(lambda r: r.job_state in NOT_ENDED)
        under_way.write({"job_state": "stopped"})
        reviews_sudo.write({"answers": False, "too_little": False})

    # In the background

    def _job_left(self):
        answers = self.answers
        if not answers:
            return 0
        done = min(map(len, answers["years"].values()), default=0)
        return max(0, self.repetitions - done)

    def _job_batch(self):
        return self._simulate_more(BATCH)

    def _simulate_more(self, most):
        """Simulate some more years; which ones does not depend on who goes on.

        :return: how many
        """
        left = self._job_left()
        if not left:
            return 0
        learnt = town.known(self).learnt
        done = self.repetitions - left
        seeds = range(done, min(self.repetitions, done + most))
        if not learnt.town:
            raise UserError(self.env._("The figures changed: simulate once more."))
        years = self._simulated(
            learnt.town, self._plans(learnt.town), self.weeks, seeds
        )
        if years is None:
            raise UserError(self.too_little)
        before = self.answers["years"]
        years = {name: before.get(name, []) + some for name, some in years.items()}
        self._keep_answers(self.answers, years)
        return len(seeds)

    # In words

    def _why_too_little(self, learnt, since):
        """Say why nothing can be told, or nothing."""
        if not learnt.reason:
            return False
        words = {
            "few_days": self.env._(
                "Too little to say: visitors were received on %(days)s days only under "
                "these hours. At least 20 are needed.",
                days=learnt.days,
            ),
            "no_visits": self.env._("Too little to say: no visits were registered."),
            "no_times": self.env._(
                "Too little to say: of no visit is known how long it took at the desk."
            ),
        }[learnt.reason]
        if since > self.date_from:
            words += " " + self.env._(
                "Hours changed on %(day)s: what was before cannot be counted with it.",
                day=format_date(self.env, since),
            )
        return words

    def _why_impossible(self, error):
        """Say which alternative cannot be simulated, and why."""
        name = self.alternative_ids.browse(int(error.plan.name)).name
        texts = {
            "never_open": self.env._("it is closed the whole week"),
            "no_demand": self.env._("nobody came in the period"),
            "product_without_desk": self.env._("no desk deals with some product"),
            "overlapping_hours": self.env._("hours overlap"),
            "empty_hours": self.env._("some hours end before they begin"),
            "product_without_times": self.env._("of a product no times are known"),
        }
        why = ", ".join(texts[one] for one in sorted(error.names))
        return self.env._("%(name)s cannot be simulated: %(why)s.", name=name, why=why)


def _of_a_week(year, weeks):
    """Return the figures of a year, those that are sums for one week."""
    return {
        name: value / weeks if name in OF_A_YEAR else value
        for name, value in ((name, year[name]) for name in FIGURES)
    }

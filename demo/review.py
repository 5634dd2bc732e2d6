"""The review of opening hours of 1 April 2025: from evidence to what came of it.

Evidence, simulations and the effect are worked out from the history of the demo, as a
town would have had them; the decision and its reasons are made up. The openings that
follow from it are those of ``municipal_opening_demo.xml``.
"""

from datetime import date, datetime

from odoo import Command

from .recent_years.profile import FREE_WALK_IN

FIRST, LAST = date(2024, 9, 1), date(2025, 2, 28)
#: when the manager worked on it, naive UTC
COUNTED, SIGNED = datetime(2025, 3, 3, 9, 12), datetime(2025, 3, 18, 8, 40)
DECIDED = date(2025, 3, 17)
WEEKS, YEARS = 12, 6
TUESDAY, THURSDAY = 1, 3
NAME = "Openingsuren Burgerzaken, voorjaar 2025"
FREE = "Dinsdag vrije inloop, behalve vreemdelingendossiers"
LESS = "Dinsdag vrije inloop, donderdag zonder avond"
MORE = "Dinsdag op afspraak, met een avond"
REASONS = """\
Sinds september komt één contact op zes zonder afspraak. Wie dringend iets nodig \
heeft, moet niet wachten op een vrij tijdstip: één dag per week kan iedereen zonder \
afspraak komen.
Vreemdelingendossiers blijven op afspraak: ze duren lang en vragen voorbereiding.
De avond op donderdag blijft: wie werkt, komt anders niet aan de beurt. Een tweede \
avond vraagt meer loketuren dan er zijn.
De simulatie zegt dat op dinsdag langer gewacht wordt. We aanvaarden dat, meten het, \
en bekijken na drie maanden wat ervan kwam."""


def fill(env):
    """Make the review, unless it is there or the day of the hours is still to come."""
    company = env.ref("base.main_company")
    reviews = env["municipal.review"].with_context(tracking_disable=True)
    if company._today() <= FREE_WALK_IN or reviews.search_count([("name", "=", NAME)]):
        return
    manager = env.ref("municipal_appointment.user_manager_demo")
    review = reviews.create(_values(env, company))
    review.action_freeze()
    review.write(
        {
            "gathered_at": COUNTED,
            "frozen_at": COUNTED,
            "frozen_by_id": manager.id,
        }
    )
    _draw(review)
    _simulate(review, manager)
    _decide(review, manager)
    if company._today() >= review.effect_from:
        review.action_show_effect()


def _values(env, company):
    return {
        "name": NAME,
        "company_id": company.id,
        "service_ids": env.ref("municipal_appointment.service_citizens").ids,
        "location_id": env.ref("municipal_appointment.location_town_hall_demo").id,
        "date_from": FIRST,
        "date_to": LAST,
        "weeks": WEEKS,
        "repetitions": YEARS,
    }


def _draw(review):
    """Draw three weeks beside that of today, in which Tuesday stays by appointment."""
    today = review.alternative_ids
    lines = today.week["lines"]
    free = [[d, a, b, "walk_in" if d == TUESDAY else how] for d, a, b, how in lines]
    less = [
        [day, start, min(stop, 16 * 60) if day == THURSDAY else stop, how]
        for day, start, stop, how in free
    ]
    more = [*lines, [TUESDAY, 16 * 60, 19 * 60, "appointment"]]
    for place, (name, drawn) in enumerate(((FREE, free), (LESS, less), (MORE, more))):
        today.copy(
            {
                "name": name,
                "is_today": False,
                "sequence": 10 * (place + 1),
                "week": today.week | {"lines": drawn},
            }
        )


def _simulate(review, manager):
    """Simulate all years at once: nobody waits for the scheduled action."""
    review.action_simulate()
    review._note_batch(review._simulate_more(YEARS))
    review.job_user_id = manager


def _decide(review, manager):
    accepted = review.alternative_ids.filtered(lambda one: one.name == FREE)
    review.write(
        {
            "accepted_id": accepted.id,
            "reasons": REASONS,
            "decided_by": "College van burgemeester en schepenen",
            "decided_on": DECIDED,
            "votes_for": 6,
            "votes_against": 0,
            "votes_abstained": 1,
            "valid_from": FREE_WALK_IN,
        }
    )
    review.action_decide()
    openings = review._types().opening_ids
    openings = openings.filtered(lambda one: one.date_from == FREE_WALK_IN)
    review.write(
        {
            "signed_by_id": manager.id,
            "signed_at": SIGNED,
            "state": "in_force",
            "opening_ids": [Command.set(openings.ids)],
        }
    )

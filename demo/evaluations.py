"""What visitors and clerks of the demo town hall said: enough to look at figures.

Who waited long is less satisfied, so that the figures have something to tell.
"""

import random
from datetime import timedelta
from uuid import UUID

from odoo import fields

MOST_VISITS = 400
SCREEN_DAYS, DESK_DAYS = 40, 60
LONG_WAIT = 20
#: how often each score is given: by who waited long, and by all others
WEIGHTS = {True: (8, 18, 24, 32, 18), False: (2, 4, 12, 42, 40)}
REMARKS = (
    "Vlot en vriendelijk geholpen.",
    "Lang gewacht, ook al had ik een afspraak.",
    "Graag ook een avond per week open.",
    "De uitleg aan de kiosk was niet duidelijk.",
)
BLOCKED = ("nothing", "nothing", "crowd", "papers", "system", "staff")


def fill(env):
    """Answer for some visitors of the last days, at the exit, and at the desks."""
    rng = random.Random(2026)
    company = env.ref("base.main_company")
    # nobody is mailed by a demo
    company.write({"municipal_evaluation": True, "municipal_evaluation_share": 0})
    _visits(env, rng, company)
    location = env.ref("municipal_appointment.location_town_hall_demo")
    _screen(rng, location)
    _desks(env, rng, location)


def _score(rng, waited=False):
    return rng.choices(range(1, 6), WEIGHTS[waited])[0]


def _visits(env, rng, company):
    visits = env["municipal.visit"].search(
        [
            ("company_id", "=", company.id),
            ("state", "=", "finished"),
            ("channel", "in", ("appointment", "urgent", "walk_in", "quick_counter")),
        ],
        order="day desc, id desc",
        limit=MOST_VISITS,
    )
    ratings = env["rating.rating"]
    answers = []
    for visit in visits:
        values = ratings._prepare_for_visit(visit, rng.choice(("mail", "page")))
        answered = values["municipal_door"] == "page" or rng.random() < 0.4
        score = _score(rng, (visit.waiting_minutes or 0) > LONG_WAIT)
        remark = answered and rng.random() < 0.1 and rng.choice(REMARKS)
        values |= {"rating": score, "feedback": remark} if answered else {}
        answers.append({**values, "consumed": answered})
    ratings.create(answers)


def _screen(rng, location):
    now, services = fields.Datetime.now(), location.env["municipal.service"]
    for day in range(1, SCREEN_DAYS):
        if (now - timedelta(days=day)).weekday() < 5:
            for _visitor in range(rng.randint(2, 6)):
                key = str(UUID(int=rng.getrandbits(128)))
                location._evaluate(str(_score(rng)), key, services)
                _put_back(location, key, timedelta(days=day))


def _put_back(location, key, days):
    """Say that an answer was given some days ago: no screen sends it so late."""
    location.env.cr.execute(
        """
        UPDATE rating_rating
           SET rated_on = rated_on - %(days)s, create_date = create_date - %(days)s,
               write_date = write_date - %(days)s,
               municipal_day = (municipal_day - %(days)s)::date
         WHERE access_token = %(key)s
        """,
        {"days": days, "key": key},
    )
    location.env["rating.rating"].invalidate_model()


def _desks(env, rng, location):
    today = location._today()
    days = [today - timedelta(days=number) for number in range(1, DESK_DAYS)]
    env["municipal.day.end"].create(
        [
            {
                "day": day,
                "company_id": location.company_id.id,
                "location_id": location.id,
                "score": _score(rng),
                "blocked": rng.choice(BLOCKED),
            }
            for day in days
            if day.weekday() < 5
            for _clerk in range(2)
        ]
    )

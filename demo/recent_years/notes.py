"""What a manager writes under the figures of the years since 2025."""

from itertools import compress

from ..history import annotate
from . import profile


def add_notes(env, last_day):
    """Say what is counted since, what is assumed, and what happened until a day."""
    periods = _periods(env, last_day)
    told = [each["date"] <= last_day for each in periods]
    annotate(
        env,
        lambda one: list(compress(_texts(one), told)),
        list(compress(periods, told)),
    )


def _periods(env, last_day):
    citizens = env.ref("municipal_appointment.service_citizens").id
    since = profile.SINCE
    return [
        {"kind": "break", "date": since},
        {"kind": "estimate", "date": since, "date_to": last_day},
        *(
            {
                "kind": "event",
                "date": one.day,
                "service_id": not one.everybody and citizens,
            }
            for one in profile.HAPPENINGS
        ),
    ]


def _texts(env):
    return [
        env._(
            "Contacts at the quick counter, by phone, by mail and at the digital "
            "counter are counted too; before this day they were not."
        ),
        env._(
            "Made up for the demo, no municipality published these: contacts grow by "
            "three percent a year, and free walk-in draws 15 percent more visitors on "
            "a Tuesday, 30 percent more after half a year."
        ),
        env._("The national register could not be reached in the morning."),
        env._("Annual market around the town hall."),
        env._("National strike: few buses, and one desk in three was staffed."),
        env._("Snow: many moved their appointment."),
        env._("The kiosk did not work; tickets were written by hand."),
        env._("Annual market around the town hall."),
    ]

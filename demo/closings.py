"""The days on which the demo town hall is closed."""

from datetime import date, time, timedelta

MIDDAY = time(12)
# Names of closings cannot be translated: they are in the language of the company.
WHOLE_DAYS = {(11, 2): "Allerzielen", (12, 26): "Tweede kerstdag"}
HALF_DAYS = {(12, 24): "Kerstavond", (12, 31): "Oudejaarsavond"}
BRIDGE_DAY = "Brugdag"
# A holiday on Tuesday or Thursday -> days from it to the working day that is cut off
BRIDGES = {1: -1, 3: 1}


def fill(env, years):
    """Close the town hall on public holidays, bridge days and half days."""
    closings = env["resource.calendar.leaves"]
    closings._add_public_holidays(years)
    for year in years:
        for (month, number), name in WHOLE_DAYS.items():
            closings._close(date(year, month, number), name, env.company)
        for day in bridge_days(closings._public_holidays(year)):
            closings._close(day, BRIDGE_DAY, env.company)
        for (month, number), name in HALF_DAYS.items():
            day = date(year, month, number)
            closings._close(day, name, env.company, start=MIDDAY)


def bridge_days(public_holidays):
    """Return the working days that lie alone between a holiday and a weekend."""
    days = [
        day + timedelta(days=BRIDGES[day.weekday()])
        for day in public_holidays
        if day.weekday() in BRIDGES
    ]
    return [day for day in days if (day.month, day.day) not in HALF_DAYS]

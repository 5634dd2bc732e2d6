"""All that the demo assumes of the years since the published half-years."""

from datetime import date

from ..history_profile import CITIZENS, ENVIRONMENT, FOREIGNERS, SOCIAL, TRAVEL_PRODUCTS

SINCE = date(2025, 1, 1)
#: free walk-in on Tuesday at Civil Affairs, except for foreigners' files
FREE_WALK_IN = date(2025, 4, 1)
SEED = 2025

#: service -> contacts on the agenda of a mean open day at the beginning: for Civil
#: Affairs those of the end of 2024, without the days on which they were squeezed in
DAILY = {CITIZENS: 68, FOREIGNERS: 7.2, ENVIRONMENT: 2.9, SOCIAL: 4.3}
#: growth of all contacts in a year; the published years grew by four to five
GROWTH = 0.03
#: part of the contacts that is urgent, before free walk-in and since
URGENT = (1 / 6, 0.1)
#: slots after the arrival among which an urgent visitor is offered one
URGENT_SLOTS = 7
#: visitors of a Tuesday with free walk-in, compared with a Tuesday by appointment:
#: at first, and after half a year, when everybody knows of it
TUESDAY = (1.15, 1.3)
#: what is left of the appointments on other days since
OTHER_DAYS = 0.93
#: local hour -> how gladly people come without appointment
WALK_IN_HOURS = {8: 1.9, 9: 1.6, 10: 1.3, 11: 0.9, 13: 1.35, 14: 1.05, 15: 0.7}
#: minutes that everybody waits, and mean of what else somebody is prepared to wait
PATIENCE = (15, 60)
#: in hundred called ones: are gone already
GONE = 0.7

#: channel -> contacts of a mean open day that are counted with one touch
TOUCHES = {"quick_counter": 13, "phone": 12, "mail": 7}
#: service -> its part of calls and mails
TOUCHED = {CITIZENS: 11, FOREIGNERS: 3, ENVIRONMENT: 3, SOCIAL: 3}
#: growth of contacts at the digital counter in a year, and contacts of a working day
DIGITAL_GROWTH = 0.12
DIGITAL = {
    "certificate": 6,
    "criminal_record": 3.2,
    "address_change": 2.4,
    "travel_consent": 0.8,
    "environment_info": 0.5,
}
#: part of a working day on which offices are closed
DIGITAL_WEEKEND = 0.45

#: month -> factor on documents people travel with, and on all the rest
TRAVEL = {
    1: 0.75,
    2: 0.85,
    3: 1.05,
    4: 1.2,
    5: 1.75,
    6: 2.1,
    7: 1.35,
    8: 0.8,
    9: 0.75,
    10: 0.85,
    11: 0.75,
    12: 0.8,
}
OTHERS = {1: 1.05, 7: 0.85, 8: 0.75, 9: 1.1, 10: 1.05, 12: 0.85}
#: factor on documents people travel with in the weeks before school holidays
RUSH = 1.35
RUSH_DAYS = 18

#: part of the appointments that citizens make themselves: at first, more each year
ONLINE = {CITIZENS: 0.56, FOREIGNERS: 0.3, ENVIRONMENT: 0.45, SOCIAL: 0.2}
ONLINE_GROWTH = 0.05
#: mean days from booking to appointment, and those of who does not come
LEAD = {CITIZENS: 8, FOREIGNERS: 12, ENVIRONMENT: 9, SOCIAL: 7}
LEAD_SINCE = 0.7
LEAD_OF_NO_SHOWS = 1.45
#: month -> how far ahead the agenda is full
PRESSURE = {3: 1.1, 4: 1.2, 5: 1.5, 6: 1.7, 7: 1.1, 8: 0.6, 11: 0.9, 12: 0.9}

#: in hundred appointments: did not come, cancelled, moved once
NO_SHOW = 5.5
CANCELLED = 5
MOVED = 4
#: in hundred visits with a product that could not be delivered, and why
NOT_DELIVERED = 5
REASONS = {"papers": 66, "desk": 9, "other": 14, "digital": 11}

#: type -> open days until the first free slot in a month without pressure
FREE_SLOT = {
    "type_citizens": 4,
    "type_declarations": 5,
    "type_foreigners": 8,
    "type_environment": 5,
    "type_social": 4,
}
#: since free walk-in the agenda of Civil Affairs has more room
FREE_SLOT_SINCE = {"type_citizens": 0.55, "type_declarations": 0.8}

#: (kind, reason, channel, product, times on a mean open day, day it concerns)
UNMET = [
    ("slot", "full", "website", "passport_request", 0.9, None),
    ("slot", "full", "website", "eid_request", 0.8, None),
    ("slot", "full", "website", "kids_id_request", 0.7, None),
    ("slot", "full", "website", "foreigner_registration", 0.5, None),
    ("slot", "not_suitable", "staff", "driving_licence_first", 0.4, None),
    ("slot", "not_suitable", "staff", "address_change", 0.3, None),
    ("ticket", "by_appointment", "kiosk", "residence_card_renewal", 1.1, "tuesday"),
    ("ticket", "closing", "kiosk", "eid_request", 1.3, "tuesday"),
    ("ticket", "by_appointment", "kiosk", "eid_request", 1.2, "other"),
    ("ticket", "by_appointment", "kiosk", "passport_request", 0.7, "other"),
    ("outside", "visit", "staff", "eid_collect", 0.25, None),
    ("outside", "phone", "staff", "driving_licence_first", 0.3, None),
    ("outside", "digital", "website", "certificate", 1.9, "any"),
    ("outside", "digital", "website", "address_change", 0.8, "any"),
]
#: words that no product has -> times on a day
WORDS = {
    "containerpark": 0.5,
    "huisvuilzakken": 0.35,
    "speelpleinwerking": 0.3,
    "hondenbelasting": 0.15,
    "bibliotheek": 0.2,
}


class Happening:
    """What a manager notes down: when, and what it did to the day."""

    def __init__(self, first, visitors, undelivered=NOT_DELIVERED, everybody=False):
        self.day = first
        self.visitors = visitors
        self.undelivered = undelivered
        self.everybody = everybody


#: in the order of the texts in :mod:`.notes`
HAPPENINGS = [
    # the register could not be reached
    Happening(date(2025, 6, 12), 0.75, undelivered=40),
    # the annual market around the town hall
    Happening(date(2025, 9, 8), 0.55),
    # a strike
    Happening(date(2025, 11, 26), 0.4, everybody=True),
    # snow
    Happening(date(2026, 1, 8), 0.6, everybody=True),
    # the kiosk did not work, on a Tuesday
    Happening(date(2026, 3, 17), 0.8, undelivered=12),
    Happening(date(2026, 9, 14), 0.55),
]


def happening(day):
    """Return what happened on a day, if anything."""
    return next((one for one in HAPPENINGS if one.day == day), None)


def growth(day, rate=GROWTH):
    return (1 + rate) ** ((day - SINCE).days / 365.25)


def since_walk_in(before, since, day):
    return since if day >= FREE_WALK_IN else before


def tuesday(day):
    """Return how many more visitors a Tuesday draws: it takes half a year."""
    first, last = TUESDAY
    return first + (last - first) * min(1, (day - FREE_WALK_IN).days / 182)


def season(code, month, rush):
    """Return how much a product is asked for in a month, before holidays or not."""
    if code in TRAVEL_PRODUCTS:
        return TRAVEL[month] * (RUSH if rush else 1)
    return OTHERS.get(month, 1)

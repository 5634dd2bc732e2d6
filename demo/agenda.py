"""Who comes to the demo town hall for what: the draws of one day."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from odoo import fields

from .people import draw_contact

DAYS = 15
# type -> visitors on a day, and how often each product is asked
VISITORS = {
    "type_citizens": (
        6,
        {
            "eid_request": 6,
            "eid_collect": 4,
            "kids_id_request": 3,
            "kids_id_collect": 2,
            "passport_request": 4,
            "passport_collect": 2,
            "driving_licence_request": 3,
            "driving_licence_first": 2,
            "driving_licence_international": 1,
            "address_change": 3,
            "criminal_record": 1,
            "pin_puk": 1,
            "lost_card": 1,
            "travel_consent": 1,
        },
    ),
    "type_declarations": (
        1,
        {
            "birth_declaration": 4,
            "recognition": 2,
            "marriage_declaration": 2,
            "legal_cohabitation": 2,
            "last_will": 1,
            "burial_concession": 1,
        },
    ),
    "type_foreigners": (
        2,
        {
            "foreigner_registration": 3,
            "residence_card_renewal": 4,
            "residence_card_collect": 4,
            "guarantee_declaration": 1,
            "nationality_application": 1,
        },
    ),
    "type_environment": (
        1,
        {"building_permit": 2, "housing_advice": 2, "environment_info": 1},
    ),
    "type_social": (
        1,
        {"social_intake": 2, "pension_application": 2, "parking_card": 1},
    ),
}
FAMILY_PRODUCTS = ("kids_id_request", "kids_id_collect", "address_change")


@dataclass
class Wish:
    """What one citizen wants: products at an appointment type."""

    type_: object
    lines: list
    contact: dict


def ref(env, name):
    return env.ref(f"municipal_appointment.{name}")


def draw_wishes(env, rng, offset):
    """Return the wishes of a day, fewer as it lies further ahead.

    :param int offset: days from today
    """
    return [
        Wish(ref(env, name), _draw_lines(env, rng, products), draw_contact(rng))
        for name, (visitors, products) in VISITORS.items()
        for _visitor in range(_how_many(rng, visitors, offset))
    ]


def _how_many(rng, visitors, offset):
    share = 1 - max(offset, 0) / (2 * DAYS)
    return int(visitors * share + rng.random()) + 2 * (offset == 0)


def _draw_lines(env, rng, products):
    [code] = rng.choices([*products], products.values())
    quantity = rng.choice((1, 1, 2, 3)) if code in FAMILY_PRODUCTS else 1
    return [(ref(env, f"product_{code}"), quantity)]


def local_day(type_, offset):
    """Return the aware bounds of a day at the town hall, counted from today."""
    zone = type_._tz()
    now = fields.Datetime.now()
    today = fields.Datetime.context_timestamp(type_.with_context(tz=str(zone)), now)
    days = [today.date() + timedelta(days=offset + more) for more in (0, 1)]
    return [zone.localize(datetime.combine(day, time.min)) for day in days]

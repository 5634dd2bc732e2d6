"""The present weeks of the demo town hall: who is expected, and who is there now.

Everything is done through the doors that citizens and clerks use, so that it can
only show what the add-on really does.
"""

import random
from datetime import datetime, time, timedelta

from pytz import utc

from odoo import fields

from .people import draw_contact

SEED = 21000
DAYS = 15
ONLINE_SHARE = 0.45
# type -> visitors on a day, and how often each product is asked
AGENDA = {
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
URGENT_PRODUCTS = ("eid_request", "passport_request")


def fill(env):
    """Book the coming days, and let some of today's visitors in."""
    rng = random.Random(SEED)
    clerk = env.ref("municipal_appointment.user_clerk_demo")
    bookings = _book_weeks(env, rng, clerk)
    bookings += _book_portal_visitor(env)
    _receive(bookings, clerk)
    bookings += _squeeze_in(env, clerk)
    _drop_mails(bookings)


def _ref(env, name):
    return env.ref(f"municipal_appointment.{name}")


def _product(env, code):
    return _ref(env, f"product_{code}")


def _local_day(type_, offset):
    """Return the aware bounds of a day at the town hall, counted from today."""
    zone = type_._tz()
    today = fields.Datetime.context_timestamp(
        type_.with_context(tz=str(zone)), fields.Datetime.now()
    ).date()
    days = (today + timedelta(days=offset), today + timedelta(days=offset + 1))
    return [zone.localize(datetime.combine(day, time.min)) for day in days]


def _book_weeks(env, rng, clerk):
    """Book every type day by day, fewer as the days lie further ahead."""
    bookings = env["resource.booking"]
    for offset in range(DAYS):
        for name, (visitors, products) in AGENDA.items():
            wanted = visitors * (DAYS - offset / 2) / DAYS + rng.random()
            for _visitor in range(int(wanted) + 2 * (offset == 0)):
                [code] = rng.choices([*products], products.values())
                product = _product(env, code)
                bookings += _book_one(rng, _ref(env, name), product, offset, clerk)
    return bookings


def _book_one(rng, type_, product, offset, clerk):
    """Book a free moment of a day, online or by phone with a clerk."""
    env = type_.env
    by_staff = product.booking == "staff" or rng.random() > ONLINE_SHARE
    public = env.ref("base.public_user")
    bookings = env["resource.booking"].with_user(clerk if by_staff else public)
    family = product.code in FAMILY_PRODUCTS
    lines = [(product, rng.choice((1, 1, 2, 3)) if family else 1)]
    free = type_._free_moments(lines, *_local_day(type_, offset), by_staff=by_staff)
    contact = draw_contact(rng)
    if not free:
        return bookings.browse()
    start = rng.choice(sorted(free))
    bookings = bookings if by_staff else bookings.sudo()
    return bookings._book(lines, start, contact, by_staff=by_staff, lang="nl_BE")


def _book_portal_visitor(env):
    """Give the citizen who can log in two children who need a Kids-ID."""
    citizen = env.ref("base.demo_user0", raise_if_not_found=False)
    lines = [(_product(env, "kids_id_request"), 2)]
    type_ = _ref(env, "type_citizens")
    bounds = _local_day(type_, 2)[0], _local_day(type_, DAYS)[1]
    free = type_._free_moments(lines, *bounds)
    if not (citizen and free):
        return env["resource.booking"]
    contact = {"name": citizen.name, "email": citizen.email}
    bookings = env["resource.booking"].with_user(citizen).sudo()
    return bookings._book(lines, min(free), contact, lang="nl_BE")


def _receive(bookings, clerk):
    """Let the first of today's visitors be helped, and the next ones wait."""
    today = bookings.filtered(
        lambda b: utc.localize(b.start) < _local_day(b.type_id, 0)[1]
    )
    visits = today.sorted("start").mapped("visit_id").with_user(clerk)
    quarter = len(visits) // 4
    _finish(visits[:quarter])
    present = visits[quarter : 3 * quarter]
    present.action_arrive()
    for at_desk in present.grouped("desk_id").values():
        at_desk[0].action_start()


def _finish(visits):
    """Help visitors within the second, so that their times say nothing."""
    visits.action_start()
    visits.inaccurate = True
    for visit in visits:
        wizard = visit.env["municipal.visit.finish"].create(
            {"visit_id": visit.id, "persons": visit.persons}
        )
        wizard.action_finish()


def _squeeze_in(env, clerk):
    """Put urgent visitors on what is left of today, if anything is left."""
    bookings = env["resource.booking"]
    for code in URGENT_PRODUCTS:
        wizard = env["municipal.walk.in.agenda"].with_user(clerk)
        wizard = wizard.create({"product_id": _product(env, code).id})
        if wizard.first_moment:
            visit_id = wizard.action_book()["res_id"]
            bookings += env["municipal.visit"].browse(visit_id).booking_id
    return bookings


def _drop_mails(bookings):
    """Keep a demo from writing to anybody."""
    bookings.env["mail.mail"].sudo().search(
        [
            ("model", "=", bookings._name),
            ("res_id", "in", bookings.ids),
            ("state", "=", "outgoing"),
        ]
    ).unlink()

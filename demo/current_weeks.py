"""The present weeks of the demo town hall: who came, who is there, who is expected.

What lies ahead goes through the doors that citizens and clerks use, so that it can
only show what the add-on really does.
"""

import random
from datetime import timedelta

from odoo import fields

from . import past_week
from .agenda import DAYS, draw_wishes, local_day, ref

SEED = 21000
ONLINE_SHARE = 0.45
EARLY = timedelta(minutes=15)
URGENT_PRODUCTS = ("eid_request", "passport_request")


def fill(env):
    """Show the past week, let today's visitors in, and book the coming weeks."""
    rng = random.Random(SEED)
    clerk = ref(env, "user_clerk_demo")
    clerks = clerk + ref(env, "user_clerk_social_demo")
    bookings = past_week.fill(env, rng, clerks)
    bookings += _book_weeks(env, rng, clerk)
    bookings += _book_portal_visitor(env)
    _let_in(bookings, clerk)
    bookings += _squeeze_in(env, clerk)
    _drop_mails(bookings)


def _book_weeks(env, rng, clerk):
    bookings = env["resource.booking"]
    for offset in range(DAYS):
        for wish in draw_wishes(env, rng, offset):
            bookings += _book(rng, wish, offset, clerk)
    return bookings


def _book(rng, wish, offset, clerk):
    """Book a free slot of a day, online or by phone with a clerk."""
    by_staff = rng.random() > ONLINE_SHARE
    bounds = local_day(wish.type_, offset)
    free = wish.type_._free_slots(wish.lines, *bounds, by_staff=by_staff)
    public = clerk.env.ref("base.public_user")
    bookings = clerk.env["resource.booking"].with_user(clerk if by_staff else public)
    if not free:
        return bookings.browse()
    start = rng.choice(sorted(free))
    bookings = bookings if by_staff else bookings.sudo()
    return bookings._book(
        wish.lines, start, wish.contact, by_staff=by_staff, lang="nl_BE"
    )


def _book_portal_visitor(env):
    """Give the citizen who can log in two children who need a Kids-ID."""
    citizen = env.ref("base.demo_user0", raise_if_not_found=False)
    lines = [(ref(env, "product_kids_id_request"), 2)]
    type_ = ref(env, "type_citizens")
    free = type_._free_slots(lines, local_day(type_, 2)[0], local_day(type_, DAYS)[1])
    if not (citizen and free):
        return env["resource.booking"]
    contact = {"name": citizen.name, "email": citizen.email}
    bookings = env["resource.booking"].with_user(citizen).sudo()
    return bookings._book(lines, min(free), contact, lang="nl_BE")


def _let_in(bookings, clerk):
    """Register who came a little too early."""
    soon = fields.Datetime.now() + EARLY
    visits = bookings.visit_ids.filtered(
        lambda visit: (
            visit.state == "booked" and visit.is_today and visit.planned_start <= soon
        )
    )
    visits.with_user(clerk).action_arrive()


def _squeeze_in(env, clerk):
    """Put urgent visitors on what is left of today, if anything is left."""
    bookings = env["resource.booking"]
    for code in URGENT_PRODUCTS:
        wizard = env["municipal.urgent.booking"].with_user(clerk)
        wizard = wizard.create({"product_id": ref(env, f"product_{code}").id})
        if wizard.first_slot:
            visit_id = wizard.action_book()["res_id"]
            bookings += env["municipal.visit"].browse(visit_id).booking_id
    return bookings


def _drop_mails(bookings):
    """Keep a demo from writing to anybody, and from saying that somebody was told."""
    env = bookings.env
    env["municipal.notice"].sudo().search([("booking_id", "in", bookings.ids)]).unlink()
    bookings.env["mail.mail"].sudo().search(
        [
            ("model", "=", bookings._name),
            ("res_id", "in", bookings.ids),
            ("state", "=", "outgoing"),
        ]
    ).unlink()

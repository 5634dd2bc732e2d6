from datetime import datetime, time, timedelta
from random import SystemRandom

from odoo import fields, models
from odoo.tools import float_round

from ...engine.ticks import local, to_minutes
from ...engine.waiting_list import rest_minutes

#: days for which it is known when nobody is mailed: no offer holds longer
DAYS = range(-1, 15)
MINUTES_OF_HOUR = 60
#: nobody knows beforehand how long a slot rests
chance = SystemRandom()


class ResourceBookingType(models.Model):
    """What becomes of time that comes free: who gets it, and when."""

    _inherit = "resource.booking.type"

    rest_minutes = fields.Integer(
        string="Freed slots rest",
        help="Minutes before the slot of a cancelled or moved appointment is offered "
        "again, a quarter more or less by chance, so that nobody can hand it to "
        "somebody else. 0 offers it at once. A slot that begins sooner does not rest.",
    )
    waiting_list = fields.Boolean(
        help="Citizens who find no slot, or want an earlier one, leave their e-mail "
        "address. A slot that comes free is offered to them, one after the other.",
    )
    waiting_percent = fields.Integer(
        string="To the waiting list",
        default=100,
        help="Percent of the freed slots that are offered to the waiting list first. "
        "The others are free for everybody.",
    )
    offer_minutes = fields.Integer(
        string="An offer holds",
        default=60,
        help="Minutes in which a person can accept. The hours without offers do not "
        "count.",
    )
    waiting_offers = fields.Integer(
        string="Offers for a person",
        default=3,
        help="Who lets so many offers pass leaves the list.",
    )
    waiting_days = fields.Integer(
        string="Days on the list",
        default=60,
        help="Then somebody leaves the list by themselves, and reads so.",
    )
    offers_from = fields.Float(
        string="Offers from",
        default=8,
        aggregator=None,
        help="Local time. In other hours no offer leaves, and none ends.",
    )
    offers_until = fields.Float(string="Offers until", default=20, aggregator=None)
    _waiting_in_bounds = models.Constraint(
        "CHECK (rest_minutes BETWEEN 0 AND 1440 AND waiting_percent BETWEEN 0 AND 100 "
        "AND offer_minutes BETWEEN 5 AND 2880 AND waiting_offers BETWEEN 1 AND 20 "
        "AND waiting_days BETWEEN 1 AND 365)",
        "Waiting list: at most 1440 minutes of rest, 100 percent of the slots, an "
        "offer of 5 to 2880 minutes, 1 to 20 offers for a person, 1 to 365 days.",
    )
    _offers_by_day = models.Constraint(
        "CHECK (offers_from >= 0 AND offers_until <= 24 "
        "AND offers_from + 1 <= offers_until)",
        "Offers leave between two hours of a day, the second at least an hour later.",
    )

    def _take_what_rests(self, lines, moment, location=None):
        """Free what rests at a moment, for somebody who may have it before others.

        An urgent visitor who stands at the desk, or who takes a cancellation back.

        :param lines: list of pairs (product, quantity)
        :param datetime moment: naive UTC
        """
        self.ensure_one()
        found = self._free_desks(lines, moment, location, by_staff=True, resting=False)
        minutes = self._visit_length(lines) + self.buffer_minutes
        self.env["municipal.reservation"].sudo()._stop_resting(
            found[:1].resource_ids, moment, moment + timedelta(minutes=minutes)
        )

    def _takes_waiting(self):
        """Tell whether somebody can join the waiting list now.

        Not where no mail can be sent: nobody would hear of an offer.
        """
        self.ensure_one()
        sender = self.service_id and self.service_id._sender_address()
        return bool(self.active and self.waiting_list and sender)

    def _rest_minutes(self, start):
        """Return how long a freed slot rests, 0 for not at all.

        :param datetime start: naive UTC, of the slot
        """
        self.ensure_one()
        minutes = rest_minutes(self.rest_minutes, chance.random())
        soonest = fields.Datetime.now() + timedelta(
            minutes=minutes, hours=self.lead_hours
        )
        return minutes if start >= soonest else 0

    def _draws_for_list(self):
        """Tell whether a freed slot is one of those for the waiting list."""
        self.ensure_one()
        drawn = chance.random() * 100 < self.waiting_percent
        return bool(self._takes_waiting() and drawn)

    def _quiet_hours(self):
        """Return the hours around now in which nobody is mailed.

        :return: intervals in minutes of the engine
        """
        self.ensure_one()
        today = local(fields.Datetime.now(), self._tz()).date()
        days = [today + timedelta(days=number) for number in DAYS]
        return [
            (
                self._clock(day, self.offers_until),
                self._clock(day + timedelta(days=1), self.offers_from),
            )
            for day in days
        ]

    def _clock(self, day, hour):
        """Return a clock time of a local day in minutes of the engine.

        :param float hour: from 0 to 24
        """
        minutes = int(float_round(hour * MINUTES_OF_HOUR, precision_digits=0))
        moment = datetime.combine(day, time.min) + timedelta(minutes=minutes)
        return to_minutes(self._tz().localize(moment))

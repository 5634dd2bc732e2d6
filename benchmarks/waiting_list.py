"""How much earlier citizens come when freed slots go to a waiting list.

A simulated town hall whose agenda is full for weeks, without database. The same
citizens come under both rules: with the list, a freed slot rests, is offered to one
person after the other, and is free for everybody when nobody wants it; without it, it
is free for everybody at once. Who is next, how long an offer holds and how long a slot
rests is what ``engine/waiting_list.py`` says, as in the add-on.
"""

import heapq
import random
from dataclasses import dataclass, field
from statistics import mean, quantiles

from _report import report, table

from engine.waiting_list import (
    Slot,
    Wish,
    next_in_line,
    offer_end,
    rest_minutes,
    waking,
)

SEEDS = 5
DAYS, WARM_UP = 300, 120
HORIZON = 42
DAY = 24 * 60
CLOCKS = [9 * 60 + 15 * number for number in range(28)]
#: citizens in a day, for each slot: a little more than there is
DEMAND = 1.2
CANCELS, JOINS, ANSWERS, SAYS_NO = 0.15, 0.5, 0.55, 0.25
#: days to the slot from which somebody would rather come earlier
LONG = 7
CAP, OFFER_MINUTES, REST_MINUTES, LEAD = 3, 60, 60, 60
OFFERS_FROM, OFFERS_UNTIL = 8 * 60, 20 * 60
#: in this order at the same minute
COMES, CANCELLED, RESTED, ANSWERED = range(4)


@dataclass
class Citizen:
    number: int
    came: int
    slot: Slot = None
    first: Slot = None
    on_list: bool = False
    offers: int = 0
    offered: Slot = None
    had: set = field(default_factory=set)


def minute_of(slot):
    return slot.day * DAY + slot.minute


def quiet_hours(now):
    today = now // DAY
    return [
        (day * DAY + OFFERS_UNTIL, (day + 1) * DAY + OFFERS_FROM)
        for day in range(today - 1, today + 6)
    ]


class Hall:
    """One desk of a town hall, from day to day.

    :param bool listed: whether freed slots go to the waiting list
    """

    def __init__(self, seed, listed):
        self.dice = random.Random(seed)
        #: what a citizen will do does not depend on the rule
        self.habits = random.Random(seed + 1000)
        self.listed = listed
        self.taken, self.kept, self.citizens = {}, {}, []
        self.waiting, self.freed = {}, []
        self.events, self.number = [], 0

    def run(self):
        for citizen in self.arrivals():
            self.at(citizen.came, COMES, citizen)
        acts = (self.comes, self.cancels, self.rested, self.answers)
        while self.events:
            now, kind, _number, what = heapq.heappop(self.events)
            acts[kind](now, what)
        return self

    def at(self, minute, kind, what):
        self.number += 1
        heapq.heappush(self.events, (minute, kind, self.number, what))

    def arrivals(self):
        for day in range(DAYS):
            if day % 7 > 4:
                continue
            number = round(len(CLOCKS) * self.dice.uniform(0.5, 1.5) * DEMAND)
            for _each in range(number):
                came = day * DAY + self.dice.randrange(7 * 60, 22 * 60)
                citizen = Citizen(len(self.citizens), came)
                self.citizens.append(citizen)
                yield citizen

    def comes(self, now, citizen):
        """Take the first free slot, and maybe wait for an earlier one."""
        habits = [self.habits.random() for _each in range(3)]
        citizen.slot = citizen.first = self.first_free(now)
        if not citizen.slot:
            return
        self.taken[citizen.slot] = citizen
        left = minute_of(citizen.slot) - now
        if habits[0] < CANCELS:
            self.at(now + int(left * habits[1]), CANCELLED, citizen)
        if left > LONG * DAY and habits[2] < JOINS:
            citizen.on_list = True
            self.waiting[citizen.number] = citizen

    def first_free(self, now):
        for day in range(now // DAY, now // DAY + HORIZON):
            if day % 7 > 4:
                continue
            for clock in CLOCKS:
                slot = Slot(day, clock)
                free = slot not in self.taken and slot not in self.kept
                if free and minute_of(slot) >= now + LEAD:
                    return slot
        return None

    def cancels(self, now, citizen):
        self.waiting.pop(citizen.number, None)
        if citizen.slot and self.taken.get(citizen.slot) is citizen:
            if minute_of(citizen.slot) > now:
                self.frees(now, citizen.slot)
            citizen.slot = None

    def frees(self, now, slot):
        """Let a slot go: the list hears of it when it has rested."""
        del self.taken[slot]
        self.freed.append(slot)
        if self.listed:
            self.kept[slot] = None
            rests = rest_minutes(REST_MINUTES, self.dice.random())
            self.at(now + rests, RESTED, slot)

    def rested(self, now, slot):
        """Offer a slot to the next one, or to everybody."""
        quiet = quiet_hours(now)
        until = offer_end(now, OFFER_MINUTES, quiet, minute_of(slot) - LEAD)
        morning = waking(now, quiet)
        if now < morning < minute_of(slot):
            self.at(morning, RESTED, slot)
            return
        wishes = [self.wish(one) for one in self.waiting.values() if not one.offered]
        found = until and next_in_line(wishes, lambda wish: [slot], CAP)
        if not found:
            self.kept.pop(slot, None)
            return
        citizen = self.waiting[found[0].key]
        citizen.offers += 1
        citizen.offered = self.kept[slot] = slot
        citizen.had.add(slot)
        self.at(self.answer_at(now, until), ANSWERED, citizen)

    def answer_at(self, now, until):
        """Return when somebody answers, or when the time to do so is over."""
        return until if self.dice.random() < 0.3 else self.dice.randint(now, until)

    @staticmethod
    def wish(citizen):
        return Wish(
            key=citizen.number,
            joined=citizen.came,
            offers=citizen.offers,
            before=citizen.slot,
            had=frozenset(citizen.had),
        )

    def answers(self, now, citizen):
        """Take the offered slot and let the old one go, or let the next one have it."""
        slot, citizen.offered = citizen.offered, None
        here = citizen.number in self.waiting and citizen.slot
        if here and self.dice.random() < ANSWERS:
            self.frees(now, citizen.slot)
            citizen.slot = slot
            self.taken[slot] = citizen
            del self.kept[slot]
            del self.waiting[citizen.number]
            return
        if citizen.offers >= CAP:
            self.waiting.pop(citizen.number, None)
        self.rested(now, slot)


def figures(halls):
    """Return what came of some halls with one rule, in the middle of their time."""
    citizens = [
        one
        for hall in halls
        for one in hall.citizens
        if one.first and WARM_UP * DAY <= one.came < (DAYS - HORIZON) * DAY
    ]
    listed = [one for one in citizens if one.on_list]
    waited = [one.slot.day - one.came // DAY for one in citizens if one.slot]
    won = [one.first.day - one.slot.day for one in listed if one.slot]
    freed = [(hall, slot) for hall in halls for slot in set(hall.freed)]
    return {
        "days_to_first_slot": mean(one.first.day - one.came // DAY for one in citizens),
        "days_to_slot": mean(waited),
        "days_to_slot_p95": quantiles(waited, n=20)[-1],
        "on_list": len(listed),
        "came_earlier_share": sum(map(bool, won)) / len(won),
        "days_earlier": mean(filter(None, won)) if any(won) else 0,
        "days_earlier_all_listed": mean(won),
        "freed_used_share": mean(slot in hall.taken for hall, slot in freed),
        "max_offers": max(one.offers for hall in halls for one in hall.citizens),
    }


def main():
    rows = {
        rule: figures([Hall(seed, listed).run() for seed in range(SEEDS)])
        for rule, listed in (("with the list", True), ("without", False))
    }
    columns = ["rule", *rows["without"]]
    cells = {
        rule: [f"{value:.2f}".removesuffix(".00") for value in found.values()]
        for rule, found in rows.items()
    }
    table(columns, cells)
    ours, without = rows["with the list"], rows["without"]
    report(
        {
            "days_earlier": round(ours["days_earlier"], 2),
            "days_earlier_all_listed": round(ours["days_earlier_all_listed"], 2),
            "came_earlier_share": round(ours["came_earlier_share"], 3),
            "freed_used_share": round(ours["freed_used_share"], 3),
            "freed_used_share_without": round(without["freed_used_share"], 3),
            "days_to_slot": round(ours["days_to_slot"], 2),
            "days_to_slot_without": round(without["days_to_slot"], 2),
            "days_to_slot_p95": ours["days_to_slot_p95"],
            "days_to_slot_p95_without": without["days_to_slot_p95"],
            "cap": CAP,
            "max_offers": ours["max_offers"],
        },
        {"max_offers": ("<=", CAP), "days_earlier": (">=", 1)},
    )


if __name__ == "__main__":
    main()

"""How fast and how right years under other hours are simulated, and desks are found.

A town hall with five services, twenty desks and three hundred visitors a day is played
for twenty years of 250 days, without database. Its peers: the formula of Erlang for
long lines; ``ciw``, an independent simulator, with the same town (without appointments,
which it does not know) and the same time; and two regimes of a town whose truth is
known (``_truth.py``), each foretold out of what was measured under the other; likewise
the change of 1 April 2025 of the demo, out of its database. Times are those of the
processor, so that other work on the machine does not count.
"""

import time
from math import factorial, inf, log, sqrt
from random import Random
from statistics import mean, stdev

import ciw
from _odoo import environment
from _report import report, table
from _truth import AFTER, BEFORE, PRODUCTS, live

from engine.queue import Desk, Rules, Visit
from engine.staffing import Target, needed, only
from engine.what_if import run
from engine.what_if_learn import learn
from engine.what_if_line import Hall, play
from engine.what_if_town import Habits, Plan, Product, Town, half_hours, slots

SERVICES, DESKS, VISITORS = 5, 20, 300
WEEKS, REPETITIONS = 50, 20
HOURS = {day: ((540, 720), (780, 960)) for day in range(5)}
#: the town that ciw plays: minutes at a desk in the mean, hours in one piece, days
CIW_MINUTES, CIW_HOURS, CIW_DAYS = 19.0, ((540, 900),), 60
#: desks, visitors who come while one is helped
LINES = ((1, 0.6), (3, 2.1), (8, 6.0))
LONG = 400_000
STEPS = 4000
LIMITS = {
    "year_seconds": ("<=", 10),
    "first_answer_seconds": ("<=", 1),
    "ratio_to_ciw": (">=", 5),
    "ciw_within_chance": ("==", 1),
    "mean_wait_error_to_erlang_c_percent": ("<=", 2),
    "staffing_seconds": ("<=", 2),
    "staffing_services_apart_seconds": ("<=", 2),
}


def exponential(mean_minutes):
    """Return the minutes of an exponential law, from the shortest to the longest."""
    return tuple(-mean_minutes * log(1 - (n + 0.5) / STEPS) for n in range(STEPS))


def usual_town():
    """Return a town of five services, with appointments for half of its visitors."""
    rng, products = Random(3), []
    for service in range(SERVICES):
        for number in range(4):
            usual = rng.choice([8, 10, 15, 20, 30])
            times = sorted(usual * rng.lognormvariate(-0.06, 0.36) for _n in range(48))
            name = f"service {service}"
            products.append(Product(f"{service}{number}", name, tuple(times), 0.5))
    halves = half_hours(HOURS[0])
    weights = [rng.uniform(0.5, 1.5) for _half in halves]
    shares = [rng.uniform(0.3, 1.3) for _product in products]
    each = VISITORS / sum(weights) / sum(shares)
    day = {
        half: tuple(each * weight * share for share in shares)
        for half, weight in zip(halves, weights, strict=True)
    }
    return Town(tuple(products), dict.fromkeys(HOURS, day), HOURS, Habits(patience=240))


def usual_plan():
    """Return its hours: three desks of each service, and five for everybody."""
    own = [Desk(n, frozenset([f"service {n % SERVICES}"])) for n in range(15)]
    offered = {
        f"service {n}": {day: slots(hours, 15, 2) for day, hours in HOURS.items()}
        for n in range(SERVICES)
    }
    everybody = [Desk(n) for n in range(15, DESKS)]
    return Plan("now", HOURS, (*own, *everybody), slots=offered)


def year():
    """Return the seconds until the first answer and until all years are played."""
    started = time.process_time()
    answers = run(usual_town(), [usual_plan()], WEEKS, REPETITIONS)
    next(answers)
    first = time.process_time() - started
    *_earlier, answer = answers
    return first, time.process_time() - started, answer


def ours_like_ciw():
    """Return the mean wait of each day of the plain town, and seconds a day."""
    times, each = exponential(CIW_MINUTES), VISITORS / SERVICES / 12
    products = tuple(Product(f"{n}", f"service {n}", times) for n in range(SERVICES))
    halves = dict.fromkeys(half_hours(CIW_HOURS), (each,) * SERVICES)
    hours = dict.fromkeys(range(5), CIW_HOURS)
    habits = Habits(priority=0)
    town = Town(products, dict.fromkeys(range(5), halves), hours, habits, spread=0)
    own = [Desk(n, frozenset([f"service {n % SERVICES}"])) for n in range(DESKS)]
    started = time.process_time()
    *_rough, answer = run(town, [Plan("plain", hours, tuple(own))], WEEKS, 4)
    spent = time.process_time() - started
    waits = [one[None]["wait_mean"] for one in answer.years["plain"]]
    return waits, spent / (4 * 5 * WEEKS)


def ciw_day(seed):
    """Return the waits of a day as ciw plays it."""
    ciw.seed(seed)
    rate = VISITORS / SERVICES / 360
    law = ciw.dists.PoissonIntervals([rate, 1e-9], [360, 2000], 2000)
    network = ciw.create_network(
        arrival_distributions=[law] * SERVICES,
        service_distributions=[ciw.dists.Exponential(1 / CIW_MINUTES)] * SERVICES,
        number_of_servers=[DESKS // SERVICES] * SERVICES,
        routing=[[0.0] * SERVICES] * SERVICES,
    )
    played = ciw.Simulation(network)
    played.simulate_until_max_time(1200)
    return [r.waiting_time for r in played.get_all_records(only=["service"])]


def beside_ciw():
    """Return how much faster we are, both means, and if they are within chance."""
    ours, our_seconds = ours_like_ciw()
    started = time.process_time()
    days = [ciw_day(seed) for seed in range(CIW_DAYS)]
    their_seconds = (time.process_time() - started) / CIW_DAYS
    waits = [sum(day) for day in days]
    visitors = mean(map(len, days))
    theirs = mean(waits) / visitors
    chance = stdev(waits) / sqrt(CIW_DAYS) / visitors
    within = abs(mean(ours) - theirs) < 3 * chance
    return their_seconds / our_seconds, mean(ours), theirs, within


def erlang_c(load, desks):
    """Return the mean wait, in times that a visit takes."""
    terms = [load**number / factorial(number) for number in range(desks)]
    last = load**desks / factorial(desks) * desks / (desks - load)
    return last / (sum(terms) + last) / (desks - load)


def long_line(desks, rate, seed):
    """Return the mean wait in a line that never closes."""
    rng, now, people = Random(seed), 0.0, []
    for number in range(LONG):
        now += rng.expovariate(rate)
        minutes = rng.expovariate(1)
        people.append((now, number, 0, None, minutes, inf, False))
    hall = Hall([Desk(n) for n in range(desks)], [Visit(0, 0)])
    day = play(people, hall, [((0, inf, True),)] * desks, Rules())
    return mean(moment - visitor[0] for visitor, _desk, moment in day.calls)


def lines():
    """Return name -> wait by theory, as played, and the error in hundred."""
    rows = {}
    for desks, rate in LINES:
        theory, played = erlang_c(rate, desks), long_line(desks, rate, 1)
        error = 100 * abs(played / theory - 1)
        rows[f"{desks} desks, load {rate / desks:.2f}"] = theory, played, error
    return rows


def backtest():
    """Return name -> real wait, foretold wait, and the error, both ways."""
    lived, rows = {plan.name: live(plan) for plan in (BEFORE, AFTER)}, {}
    for known, wanted in ((BEFORE, AFTER), (AFTER, BEFORE)):
        truth = lived[known.name]
        town = learn(
            truth.rows, truth.days, known.opening, PRODUCTS, known.walk_in
        ).town
        *_rough, answer = run(town, [known, wanted], WEEKS, 6)
        for plan in (known, wanted):
            said = answer.range(plan.name, "wait_mean").middle
            real = lived[plan.name].wait
            name = f"{plan.name} out of {known.name}"
            rows[name] = real, said, abs(said - real)
    return rows


def demo():
    """Return name -> measured wait, foretold wait and the error in the demo town."""
    with environment() as env:
        # known once the database is open
        from odoo.addons.municipal_appointment.demo.backtest import backtest

        found = backtest(env)
    return {
        f"{wanted} out of {known}": (one.measured, one.said, one.error)
        for (known, wanted), one in found.items()
    }


def staffing():
    """Return the seconds of a week, all desks for everybody, and each service apart."""
    town, target, spent = usual_town(), Target(15, 0.9), []
    for some in ([town], [only(town, {f"service {n}"}) for n in range(SERVICES)]):
        started = time.process_time()
        needs = [need for one in some for need in needed(one, HOURS, target)]
        spent.append(time.process_time() - started)
    return *spent, all(need.met for need in needs)


def shown(title, columns, rows):
    """Print rows of numbers with two digits."""
    table((title, *columns), {k: [f"{n:.2f}" for n in row] for k, row in rows.items()})


def main():
    first, seconds, answer = year()
    names = ("wait_mean", "wait_p90", "within_target", "desk_use", "access_days")
    ranges = {name: answer.range("now", name) for name in names}
    rows = {name: (one.middle, one.low, one.high) for name, one in ranges.items()}
    shown("the usual town", ("mean", "low", "high"), rows)
    theory = lines()
    shown("long lines", ("Erlang C", "played", "error, %"), theory)
    foretold = backtest()
    shown("waits foretold, minutes", ("real", "foretold", "error"), foretold)
    of_demo = demo()
    shown("the demo, minutes", ("measured", "foretold", "error"), of_demo)
    ratio, ours, theirs, within = beside_ciw()
    shown("beside ciw", ("ours", "ciw"), {"mean wait": (ours, theirs)})
    together, apart, _met = staffing()
    figures = {
        "year_seconds": round(seconds, 2),
        "first_answer_seconds": round(first, 2),
        "visits_million": round(len(answer.years["now"]) * _served(answer) / 1e6, 2),
        "ratio_to_ciw": round(ratio, 1),
        "ciw_within_chance": int(within),
        "mean_wait_error_to_erlang_c_percent": round(
            max(row[-1] for row in theory.values()), 2
        ),
        "backtest_error_minutes": round(_crossed_error(foretold), 2),
        "demo_backtest_error_minutes": round(_crossed_error(of_demo), 2),
        "staffing_seconds": round(together, 2),
        "staffing_services_apart_seconds": round(apart, 2),
    }
    report(figures, LIMITS)


def _crossed_error(rows):
    """Return the mean error of the regimes that were foretold out of the other one."""
    pairs = [(name.split(" out of "), row[-1]) for name, row in rows.items()]
    return mean(error for (wanted, known), error in pairs if wanted != known)


def _served(answer):
    return mean(one[None]["served"] for one in answer.years["now"])


if __name__ == "__main__":
    main()

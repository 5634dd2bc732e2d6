"""How a benchmark tells its figures: a table to read, and one line of JSON."""

import json
import operator

SIGNS = {"<=": operator.le, ">=": operator.ge, "==": operator.eq}


def report(figures, limits=()):
    """Print figures with their limits, and last the line of JSON.

    A limit that is missed is told in both, and nothing else happens: a figure says
    something about a machine too.

    :param dict figures: name -> value
    :param limits: dict from name to a pair such as ("<=", 35)
    """
    limits = dict(limits)
    missed = [
        name
        for name, (sign, limit) in limits.items()
        if not SIGNS[sign](figures[name], limit)
    ]
    width = max(len(name) for name in figures) + 2
    print(f"{'':<{width}}{'figure':>14}  {'limit':<10}")
    for name, value in figures.items():
        print(f"{name:<{width}}{_text(value):>14}  {_verdict(name, limits, missed)}")
    print(json.dumps({**figures, "missed": missed}))


def _text(value):
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _verdict(name, limits, missed):
    if name not in limits:
        return ""
    sign, limit = limits[name]
    return f"{sign} {limit:<8}{'MISSED' if name in missed else 'met'}"

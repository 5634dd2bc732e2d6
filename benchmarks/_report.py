"""How a benchmark tells its figures: tables to read, and one line of JSON.

The tables are those of ``README.rst``: they go there as they are printed.
"""

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


def table(columns, rows):
    """Print a table in reStructuredText.

    :param columns: titles, the first one of the names of the rows
    :param dict rows: name -> cells, one for each further column
    """
    texts = [list(columns)]
    texts += [[name, *map(_text, cells)] for name, cells in rows.items()]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    rule = "  ".join("=" * width for width in widths)
    print(f"\n{rule}")
    for number, row in enumerate(texts):
        cells = (f"{text:<{width}}" for text, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
        if number in (0, len(texts) - 1):
            print(rule)


def _text(value):
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _verdict(name, limits, missed):
    if name not in limits:
        return ""
    sign, limit = limits[name]
    return f"{sign} {limit:<8}{'MISSED' if name in missed else 'met'}"

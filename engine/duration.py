"""How long a visit takes.

>>> # one of 10 minutes, and two of 15 of which the second takes 5 more
>>> visit_minutes([(10, 5, 1), (15, 5, 2)])
30
"""


def visit_minutes(lines):
    """Return the minutes that a visit for several products takes.

    :param lines: triples ``(minutes, extra_minutes, quantity)``: the first piece
        takes the duration of the product, every next piece the extra duration
    """
    return sum(
        minutes + extra * (quantity - 1)
        for minutes, extra, quantity in lines
        if quantity > 0
    )

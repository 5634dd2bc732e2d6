"""How a difference is told in the cells of a row."""

from ..sheets.sheet import Column

#: how many columns :func:`cells` fills
COLUMNS = 7


def columns(env, kind="dec"):
    """Return the columns in which a difference is told."""
    return [
        Column(env._("Before"), kind, 11),
        Column(env._("After"), kind, 11),
        Column(env._("Difference"), kind, 12),
        Column(env._("In percent"), "share", 10),
        Column(env._("Chance alone makes ±"), kind, 11),
        Column(env._("Probability by chance"), "share", 13),
        Column(env._("Verdict"), "word", 21),
    ]


def cells(env, change, share=False):
    """Return the values of these columns.

    :param change: engine.difference.Difference
    :param bool share: it is one of shares, of which percents would be percents of
        percents
    """
    ratio = None if share else change.ratio
    known = change.error is not None
    return [
        change.before,
        change.after,
        change.after - change.before,
        None if ratio is None else ratio - 1,
        change.noise,
        change.chance if known else None,
        verdict(env, change),
    ]


def untold(before, after):
    """Return the values of these columns for figures that nobody judges."""
    known = before is not None and after is not None
    ratio = after / before - 1 if known and before else None
    return [before, after, after - before if known else None, ratio, None, None, None]


def verdict(env, change):
    """Return in words whether a difference is more than chance."""
    if change.error is None:
        return env._("too few days")
    if change.certain:
        return env._("more than chance")
    return env._("may be chance")

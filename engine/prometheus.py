"""Figures as the text that Prometheus reads (version 0.0.4 of its format).

>>> print(exposition([
...     Metric("town_screens", "Screens in use", {}, 4),
...     Metric("town_info", "Versions", {"odoo": '19 "beta"'}, 1),
... ]), end="")
# HELP town_screens Screens in use
# TYPE town_screens gauge
town_screens 4
# HELP town_info Versions
# TYPE town_info gauge
town_info{odoo="19 \\"beta\\""} 1
"""

from typing import NamedTuple

#: as which the text is served
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: what has a meaning in a line, and how it is written there
SIGNS = {"\\": r"\\", "\n": r"\n"}


class Metric(NamedTuple):
    """A figure as it is now; it may go up and down.

    :param str name: letters, digits and underscores
    :param dict labels: name -> value
    """

    name: str
    words: str
    labels: dict
    value: float


def exposition(metrics):
    """Return the text about metrics, each of another name."""
    return "".join(_lines(metric) for metric in metrics)


def _lines(metric):
    labels = ",".join(
        f'{name}="{_escaped(value, quotes=True)}"'
        for name, value in metric.labels.items()
    )
    named = f"{metric.name}{{{labels}}}" if labels else metric.name
    return (
        f"# HELP {metric.name} {_escaped(metric.words)}\n"
        f"# TYPE {metric.name} gauge\n"
        f"{named} {metric.value}\n"
    )


def _escaped(words, quotes=False):
    signs = SIGNS | ({'"': r"\""} if quotes else {})
    return "".join(signs.get(sign, sign) for sign in str(words))

"""The years since the published half-years, until yesterday: all of it is assumed.

The half-years until 2024 are published numbers, see ``demo.history``. What follows
tells how such a town hall would go on, so that figures, heat maps and the page for the
college show a town at work. :mod:`.profile` is all that is assumed.
"""

from .fill import fill

__all__ = ["fill"]

"""Property tests: where they get their tools, and how patient they are.

The dice fall alike in every run, so that a suite that passed passes again; they fall
again, and more often, with ``./dev/bench fuzz``.
"""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

__all__ = ["given", "st"]

#: how many times as much is tried, by dice that fall again; see dev/bench
FUZZ = int(os.environ.get("FUZZ") or 0)

# A busy machine is no reason for a property to fail.
settings.register_profile(
    "municipal",
    deadline=None,
    derandomize=not FUZZ,
    max_examples=100 * (FUZZ or 1),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("municipal")

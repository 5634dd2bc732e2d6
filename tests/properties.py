"""Property tests: where they get their tools, and how patient they are."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

__all__ = ["given", "st"]

# A busy machine is no reason for a property to fail.
settings.register_profile(
    "municipal", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("municipal")

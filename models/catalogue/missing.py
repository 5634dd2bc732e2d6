"""What is still missing before citizens can be shown something."""

from typing import NamedTuple

#: days ahead in which somebody must be received at least once
DAYS = 60


class Missing(NamedTuple):
    """One thing that is missing: by what programs name it, and in words for people."""

    key: str
    words: str
    #: whether nobody could be received, or read what it is, as long as it is missing
    needed: bool = True


def publish_state(published, missing):
    """Return the state of what is shown or not, and of which this is missing."""
    needed = any(each.needed for each in missing)
    if published:
        return "attention" if needed else "published"
    return "incomplete" if needed else "ready"


def in_lines(missing):
    """Return what is missing, one thing on each line."""
    return "\n".join(each.words for each in missing)

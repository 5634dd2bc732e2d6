"""What a screen or a program sends, before anything is done with it."""

MOST = 2**31


def known(records, id_):
    """Return the record that somebody asks for, none when there is no such thing.

    :param records: empty, of the model
    :param id_: as it was sent, of any type
    """
    number = isinstance(id_, int) and not isinstance(id_, bool) and 0 < id_ < MOST
    return records.browse(id_ if number else []).exists()


def is_count(value, most):
    """Tell whether a value is a whole number from 0 to ``most``."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def text_of(value, longest):
    """Return what somebody wrote, cut to a length; nothing when it is no text."""
    return value.strip()[:longest] if isinstance(value, str) else ""

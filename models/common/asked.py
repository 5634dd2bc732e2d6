"""What a screen or a program sends, before anything is done with it.

Also what a clerk pressed while the server was away, and a screen sends afterwards: it
keeps each press with a key and its moment. The key lets it count once, however often it
is sent: nobody knows whether an answer was lost, or the question. The moment is what
figures rest on, within bounds: never in the future, and not of long ago.
"""

import re
from datetime import timedelta
from typing import NamedTuple

from odoo import fields

from .refusal import Refusal

MOST = 2**31
KEY = re.compile(r"[0-9a-f-]{36}")
#: a screen that was off for longer than a long weekend sends nothing any more
LONGEST = timedelta(days=4)


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


class LatePress(NamedTuple):
    """A press of a button that may have been sent before.

    :param str key: made when it was pressed
    :param datetime moment: when that was; None when it is now
    """

    key: str
    moment: object = None


def late_press(env, asked):
    """Return the press that a screen tells of, ``None`` when it tells of none.

    :param dict asked: ``key`` and, when it was not just now, ``moment``
    :raise Refusal: when it makes no sense, or was too long ago
    """
    if not asked:
        return None
    key = asked.get("key") if isinstance(asked, dict) else None
    if not (isinstance(key, str) and KEY.fullmatch(key)):
        raise Refusal(env._("This press of a button cannot be read."), "queue")
    return LatePress(key, pressed_moment(env, asked.get("moment")))


def pressed_moment(env, text):
    """Return when something was pressed, ``None`` when it was now.

    :param str text: in UTC, as Odoo writes it
    :raise Refusal: when it is no moment, or too long ago
    """
    if not text:
        return None
    try:
        moment = fields.Datetime.to_datetime(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None:
        raise Refusal(env._("This press of a button cannot be read."), "queue")
    now = fields.Datetime.now()
    if now - moment > LONGEST:
        raise Refusal(
            env._("This was pressed too long ago: write it down as a correction."),
            "queue",
        )
    return min(moment, now)

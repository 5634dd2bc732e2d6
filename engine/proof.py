"""A small sum that a browser does before it books: the format of ALTCHA, version 1.

For a person it takes a second that they do not notice; for somebody who wants to take
a whole agenda it costs as often as they try. Nobody else is asked, nothing is measured.

>>> task = make_task(b"secret", "0123456789abcdef", 3, until=1000, most=10)
>>> task["algorithm"], task["salt"], task["maxnumber"]
('SHA-256', '0123456789abcdef?expires=1000&', 10)
>>> answer = write_answer(task, solve(task))
>>> why_wrong(b"secret", read_answer(answer), now=999)
''
>>> why_wrong(b"secret", read_answer(answer), now=1000)
'late'
>>> why_wrong(b"another", read_answer(answer), now=999)
'forged'
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from typing import NamedTuple

ALGORITHM = "SHA-256"
#: no answer of ours is longer
LONGEST = 2000
#: the end of a salt; the last sign keeps the number from being taken for a part of it
EXPIRES = re.compile(r"[0-9a-f]{8,64}\?expires=([0-9]{1,12})&")
DIGEST = re.compile(r"[0-9a-f]{64}")


class Answer(NamedTuple):
    """What a browser found: the number that was hidden in a challenge."""

    challenge: str
    number: int
    salt: str
    signature: str


def make_task(secret, random, number, until, most):
    """Return what is given to a browser: which number up to ``most`` is hidden?

    :param bytes secret: with which we know our own challenges again
    :param str random: hexadecimal, another one each time
    :param int number: that is hidden
    :param int until: seconds since 1970 at which the answer is worth nothing any more
    """
    salt = f"{random}?expires={until}&"
    challenge = _digest(salt, number)
    return {
        "algorithm": ALGORITHM,
        "challenge": challenge,
        "maxnumber": most,
        "salt": salt,
        "signature": _sign(secret, challenge),
    }


def solve(task):
    """Return the number that is hidden, as browsers find it: one after the other."""
    for number in range(task["maxnumber"] + 1):
        if _digest(task["salt"], number) == task["challenge"]:
            return number
    return None


def write_answer(task, number):
    """Return the text that a browser sends."""
    found = {key: task[key] for key in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**found, "number": number}).encode()).decode()


def read_answer(text):
    """Return the answer that a text holds, ``None`` for a text that holds none."""
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    try:
        found = json.loads(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("algorithm") != ALGORITHM:
        return None
    answer = Answer(*map(found.get, Answer._fields))
    texts = (answer.challenge, answer.salt, answer.signature)
    if type(answer.number) is not int or not all(isinstance(t, str) for t in texts):
        return None
    return answer if answer.number >= 0 else None


def why_wrong(secret, answer, now):
    """Return why an answer is none: ``missing``, ``forged``, ``late`` or ``wrong``.

    Empty for a right one. Whether it was used before is for who keeps them.

    :param int now: seconds since 1970
    """
    if not answer or not DIGEST.fullmatch(answer.challenge):
        return "missing"
    expected = _sign(secret, answer.challenge)
    if not hmac.compare_digest(expected.encode(), answer.signature.encode()):
        return "forged"
    # what was signed follows from the salt and the number: a changed salt is wrong
    if _digest(answer.salt, answer.number) != answer.challenge:
        return "wrong"
    expires = EXPIRES.fullmatch(answer.salt)
    if not expires:
        return "wrong"
    return "late" if int(expires.group(1)) <= now else ""


def _digest(salt, number):
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def _sign(secret, challenge):
    return hmac.new(secret, challenge.encode(), hashlib.sha256).hexdigest()

"""Secrets of 36 signs, as 22: what an SMS has room for.

>>> shorten("0d4b9c5e-8a0f-4c4e-9d55-2f0f3a1b7c16")
'DUucXooPTE6dVS8POht8Fg'
>>> lengthen("DUucXooPTE6dVS8POht8Fg")
'0d4b9c5e-8a0f-4c4e-9d55-2f0f3a1b7c16'

What is no such secret has no short form, and the other way round:

>>> shorten("hello"), lengthen("hello")
('', '')
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

LONG = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SHORT = re.compile(r"[0-9A-Za-z_-]{22}")


def shorten(secret):
    """Return the short form of a secret; empty where it has none."""
    if not LONG.fullmatch(secret or ""):
        return ""
    return urlsafe_b64encode(UUID(secret).bytes).decode().rstrip("=")


def lengthen(key):
    """Return the secret of a short form; empty when there is none."""
    if not SHORT.fullmatch(key or ""):
        return ""
    secret = str(UUID(bytes=urlsafe_b64decode(f"{key}==")))
    # of the last sign only some bits count: one key for each secret
    return secret if shorten(secret) == key else ""

"""What arrives when a scanner with US keys is plugged into an AZERTY computer."""

#: what the code holds, and what a Belgian and a French computer make of it
SCANNED = (
    ("K7QF-3MPA", 'KèAF)"?PQ', 'KèAF)"?PQ'),
    ("ACDE-3467", "QCDE)\"'§è", "QCDE)\"'-è"),
    ("MWQA-9999", "?ZAQ)çççç", "?ZAQ)çççç"),
    ("DEFG-HJKN", "DEFG)HJKN", "DEFG)HJKN"),
    ("ACQA-DEFA", "QCAQ)DEFQ", "QCAQ)DEFQ"),
)
#: the code that is left of the last one without its sign: somebody else's
NEIGHBOUR = "QCAQ-DEFQ"
_NAMES = {"-": "Minus", ":": "Semicolon", "/": "Slash", ".": "Period"}


def presses(code, typed):
    """Return the keys that a US scanner presses for a code.

    :param str typed: what the computer makes of them, sign by sign
    :return: list of values for a ``KeyboardEvent``
    """
    keys = []
    for meant, key in zip(code, typed, strict=True):
        name = (
            f"Digit{meant}" if meant.isdigit() else _NAMES.get(meant)
        ) or f"Key{meant.upper()}"
        shift = meant.isupper() or meant == ":"
        keys.append({"key": key, "code": name, "shiftKey": shift})
    return [*keys, {"key": "Enter", "code": "Enter"}]

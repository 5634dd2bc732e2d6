r"""What a scanner typed that has US keys, on a computer that has other keys.

Scanners leave the factory with US keys; computers of Flemish town halls have AZERTY,
the Belgian or the French one. ``K7QF-3MPA`` arrives as ``KèAF)"?PQ``: one sign for each
key, so it can be read back by somebody who knows which keys there are.

    >>> "K7QF-3MPA" in us_readings("KèAF)\"?PQ")
    True
"""

#: keys as they are on a US keyboard, without and with Shift …
US = "1234567890-=qwazm,./;" + "QWAZM<>?:"
#: … and what the same keys type on others (our codes have no digits with Shift)
LAYOUTS = {
    "Belgian": "&é\"'(§è!çà)-azqw,;:=m" + "AZQW?./+M",
    "French": "&é\"'(-è_çà)=azqw,;:!m" + "AZQW?./§M",
}
_TABLES = [str.maketrans(keys, US) for keys in LAYOUTS.values()]


def us_readings(text):
    """Return what a text is if a US scanner typed it on a Belgian or French keyboard.

    :return: list of texts, without doubles; whether they make sense is for the caller
    """
    return list(dict.fromkeys(text.translate(table) for table in _TABLES))

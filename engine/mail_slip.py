"""Slips of the finger in the domains of mail addresses: jan@gmial.com.

A mail to an address that does not exist tells nobody that it did not arrive.

    >>> suggest_address("jan@gmial.com")
    'jan@gmail.com'
    >>> suggest_address("jan@elsterbeke.be")
    ''
"""

from difflib import get_close_matches
from functools import lru_cache

#: mail domains that people in Belgium and its neighbours have, most used first
KNOWN = """
gmail.com hotmail.com telenet.be outlook.com skynet.be hotmail.be live.be proximus.be
icloud.com outlook.be yahoo.com msn.com live.com scarlet.be belgacom.net pandora.be
voo.be edpnet.be mail.be base.be orange.be brutele.be tvcablenet.be
hotmail.fr hotmail.nl hotmail.de hotmail.co.uk hotmail.it hotmail.es outlook.fr
outlook.nl outlook.de outlook.it outlook.es live.nl live.fr live.de live.co.uk
yahoo.fr yahoo.de yahoo.nl yahoo.it yahoo.es yahoo.co.uk ymail.com me.com mac.com
googlemail.com mail.com email.com gmx.com gmx.net gmx.de gmx.be web.de t-online.de
proton.me protonmail.com pm.me laposte.net free.fr orange.fr sfr.fr wanadoo.fr
ziggo.nl kpnmail.nl planet.nl xs4all.nl home.nl upcmail.nl wp.pl o2.pl onet.pl
interia.pl abv.bg mail.ru yandex.ru seznam.cz ukr.net vlaanderen.be
""".split()
#: firms that have one ending only
ONE_ENDING = {
    name: f"{name}.{ending}"
    for name, ending in (
        domain.split(".", 1)
        for domain in (
            "gmail.com telenet.be skynet.be icloud.com proximus.be scarlet.be "
            "belgacom.net pandora.be msn.com googlemail.com"
        ).split()
    )
}
#: how alike a domain must be to one of the list, from 0 to 1
ALIKE = 0.83
#: shorter names are too near to each other
SHORTEST = 7


def suggest_address(email):
    """Return the address that somebody probably meant, or nothing.

    :param str email: an address in small letters
    """
    name, at, domain = email.rpartition("@")
    if not (name and at) or domain in KNOWN:
        return ""
    meant = _meant_domain(domain.strip("."))
    return f"{name}@{meant}" if meant else ""


@lru_cache(maxsize=1024)
def _meant_domain(domain):
    # comparing with all of the list takes a millisecond, and most write the same few
    if not domain or domain in KNOWN:
        return domain
    first, _dot, ending = domain.partition(".")
    if first in ONE_ENDING:
        return ONE_ENDING[first]
    if not ending:
        return next((known for known in KNOWN if known.startswith(f"{first}.")), "")
    if len(domain) < SHORTEST:
        return ""
    close = get_close_matches(domain, KNOWN, n=1, cutoff=ALIKE)
    if close and _is_other_country(first, ending, close[0]):
        return ""
    return close[0] if close else ""


def _is_other_country(first, ending, known):
    """Tell whether a domain is that of the same firm in another country."""
    same = known.partition(".")[0] == first
    return same and len(ending) == 2 and ending not in ("co", "cm", "om")

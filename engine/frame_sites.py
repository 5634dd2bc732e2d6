"""Which other websites may show our pages in a frame.

>>> read_sites("www.elsterbeke.be, https://*.elsterbeke.be/")
['https://www.elsterbeke.be', 'https://*.elsterbeke.be']
>>> frame_policy(["https://www.elsterbeke.be"])
"frame-ancestors 'self' https://www.elsterbeke.be"
"""

import re
from urllib.parse import urlsplit

#: a site that is shown on the computer it runs on, to try things out
OWN_COMPUTER = ("localhost", "127.0.0.1")
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
#: longer headers are cut off by servers on the way
MOST_SITES = 40


class SiteError(ValueError):
    """A text that names no site that may show our pages.

    :param str kind: ``everybody``, ``insecure``, ``more`` (than the address of a site),
        ``name`` or ``many``
    :param str site: as it was typed
    """

    def __init__(self, kind, site=""):
        super().__init__(kind)
        self.kind = kind
        self.site = site


def read_sites(text):
    """Return the sites that somebody typed, each once, as a browser compares them.

    :param text: one on each line, or with commas or blanks between them
    :raise SiteError: for the first one that cannot be right
    """
    typed = [site for site in re.split(r"[\s,;]+", text or "") if site]
    sites = list(dict.fromkeys(_read_site(site) for site in typed))
    if len(sites) > MOST_SITES:
        raise SiteError("many")
    return sites


def frame_policy(sites):
    """Return the rule for browsers: our own pages, those of the sites, nobody else."""
    return " ".join(["frame-ancestors 'self'", *sites])


def _read_site(typed):
    """Return the origin that one text names."""
    if typed.strip("*.") in ("", "http://", "https://"):
        raise SiteError("everybody", typed)
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise SiteError("name", typed) from error
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise SiteError("more", typed)
    if parts.scheme != "https" and not (
        parts.scheme == "http" and host in OWN_COMPUTER
    ):
        raise SiteError("insecure", typed)
    return f"{parts.scheme}://{_host(host, typed)}{f':{port}' if port else ''}"


def _host(host, typed):
    """Return the name of a computer in the signs of an address (``xn--…``).

    A star stands for every name before a name that belongs to somebody: not for all
    names of a country.
    """
    star, name = ("*.", host[2:]) if host.startswith("*.") else ("", host)
    try:
        labels = name.encode("idna").decode().split(".")
    except UnicodeError as error:
        raise SiteError("name", typed) from error
    if star and len(labels) < 2:
        raise SiteError("everybody", typed)
    known = name in OWN_COMPUTER or len(labels) > 1
    if not known or not all(LABEL.fullmatch(label) for label in labels):
        raise SiteError("name", typed)
    return star + ".".join(labels)

"""Who is the same person, and how many of their appointments lie close together.

>>> person_mail("Jan.Peeters+kids@GoogleMail.com")
'janpeeters@gmail.com'
>>> person_mail("Jan.Peeters+kids@voorbeeld.be")
'jan.peeters@voorbeeld.be'
>>> is_too_many([1, 20], 25, most=2, days=30)
True
>>> is_too_many([1, 20], 35, most=2, days=30)
False
"""

#: mail servers for which dots in front of the @ mean nothing -> the name of all of them
DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def person_mail(address):
    """Return by which address a person is known, in whatever way they write it.

    Capitals and what stands behind a plus are left out for everybody: an answer goes
    to the same mailbox. Dots are left out only where the provider says that they mean
    nothing; elsewhere ``jan.peeters`` and ``janpeeters`` may be two people.

    :param str address: an e-mail address that was checked; empty for none
    """
    name, at, domain = (address or "").strip().lower().rpartition("@")
    if not (name and at and domain):
        return ""
    # what begins with a plus has no other name
    name = name.split("+", 1)[0] or name
    if domain in DOTLESS:
        name, domain = name.replace(".", "") or name, DOTLESS[domain]
    return f"{name}@{domain}"


def is_too_many(known, new, most, days):
    """Tell whether one more appointment lies with too many others in a while.

    :param known: days of the appointments that somebody has, as numbers
    :param int new: the day of the appointment that they ask for
    :param int most: appointments within any ``days`` days in a row; 0 for no limit
    :param int days: 0 for all appointments, however far apart
    """
    if not most:
        return False
    if not days:
        return len(known) + 1 > most
    every = [*known, new]
    begins = [day for day in every if new - days < day <= new]
    return any(
        sum(begin <= day < begin + days for day in every) > most for begin in begins
    )


def pattern_fits(pattern, address):
    """Tell whether an address is on a list of addresses and domains.

    >>> pattern_fits("@ocmw.example.be", "els@ocmw.example.be")
    True
    >>> pattern_fits("els@ocmw.example.be", "an@ocmw.example.be")
    False

    :param str pattern: an address, or ``@`` and a domain: that one alone, without
        those below it
    """
    mail = person_mail(address)
    if pattern.startswith("@"):
        domain = pattern[1:].lower()
        return mail.rpartition("@")[2] == DOTLESS.get(domain, domain)
    return bool(mail) and mail == person_mail(pattern)

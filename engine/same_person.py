"""Which appointments are of one person, as far as a name and a number can tell.

Two are when they have the name and a mail address or a phone number in common.
Housemates who share a number stay two, and so do two people of the same name:

>>> one = Contact("Zoë Maes", "zoe@x.be", "")
>>> two = Contact("zoe maes", "zoe@x.be", "+32470123456")
>>> same_people([one, Contact("Bo Maes", "zoe@x.be", ""), two])
[[0, 2], [1]]
"""

from typing import NamedTuple

from .spelling import plain_words


class Contact(NamedTuple):
    """Who somebody said to be when they made an appointment."""

    name: str
    email: str
    phone: str


def same_people(contacts):
    """Return the numbers of the contacts by person, in the order of the first.

    Whoever gave a mail address once and a phone number another time is found to be one
    person when a third appointment has both.
    """
    people = []
    for number, contact in enumerate(contacts):
        marks = _marks(contact) or {(number,)}
        others = [person for person in people if person["marks"] & marks]
        people = [person for person in people if person not in others]
        merged = {"marks": marks, "numbers": [number]}
        for person in others:
            merged["marks"] = merged["marks"] | person["marks"]
            merged["numbers"] += person["numbers"]
        people.append(merged)
    return sorted(sorted(person["numbers"]) for person in people)


def _marks(contact):
    """Return by what a person is known: the name with each way to reach them."""
    name = tuple(plain_words(contact.name or ""))
    if not name:
        return set()
    ways = ((contact.email or "").casefold(), contact.phone or "")
    return {(name, way) for way in ways if way}

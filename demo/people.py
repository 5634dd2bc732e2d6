"""Citizens of the demo town, who do not exist."""

import unicodedata

FIRST_NAMES = """
An Bart Bavo Chantal Dirk Elke Fatima Filip Griet Hilde Ilse Jan Jef Katrien Koen
Lander Leen Marc Mieke Mohamed Nele Noor Pieter Rita Sofie Stijn Tine Wim Yasmina
"""
# with an underscore where a name has a space
LAST_NAMES = """
Aerts Baert Claeys Coppens D'hondt De_Backer De_Clercq De_Smedt De_Vos El_Idrissi
Goethals Hermans Jacobs Lambrecht Maes Mertens Peeters Roels Smets Thijs Van_Acker
Van_Damme Van_den_Bossche Verhaeghe Verstraete Wouters Yilmaz
"""


def draw_contact(rng):
    """Return what a citizen types: not everybody leaves an address, or a number."""
    last_name = rng.choice(LAST_NAMES.split()).replace("_", " ")
    name = f"{rng.choice(FIRST_NAMES.split())} {last_name}"
    phone = f"0470 00 {rng.randrange(100):02} {rng.randrange(100):02}"
    kind = rng.random()
    return {
        "name": name,
        "email": email_of(name) if kind < 0.85 else "",
        "phone": phone if kind > 0.4 else "",
    }


def email_of(name):
    plain = unicodedata.normalize("NFKD", name.lower())
    return "".join(c for c in plain.replace(" ", ".") if c.isalnum() or c == ".") + (
        "@example.com"
    )

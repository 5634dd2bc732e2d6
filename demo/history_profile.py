"""What the demo history imitates: published numbers, and believable proportions.

The numbers of visits are those that a Flemish municipality of 21,000 inhabitants
published for its Burgerzaken: citizens with an appointment who checked in. All the
rest (which products, which hours, how long) is assumed.
"""

from datetime import date

FIRST_DAY = date(2020, 7, 1)
LAST_DAY = date(2024, 12, 31)

CITIZENS = "service_citizens"
FOREIGNERS = "service_foreigners"
ENVIRONMENT = "service_environment"
SOCIAL = "service_social"

#: (year, half) -> visits that checked in; the first half of 2024 was not published
PUBLISHED = {
    (2020, 2): 5161,
    (2021, 1): 5175,
    (2021, 2): 5436,
    (2022, 1): 5752,
    (2022, 2): 5544,
    (2023, 1): 6334,
    (2023, 2): 5915,
    (2024, 2): 7957,
}
NOT_PUBLISHED = (2024, 1)
#: since then urgent visitors without appointment are in the system too ...
WALK_IN_SINCE = date(2024, 9, 1)
#: ... and make up one in so many of its contacts (assumed)
WALK_IN_ONE_IN = 6

#: visits per half-year of the other services, in the order of the half-years
ASSUMED = {
    FOREIGNERS: [560, 590, 640, 1010, 830, 790, 770, 790, 820],
    ENVIRONMENT: [255, 270, 260, 275, 265, 270, 265, 280, 275],
    SOCIAL: [430, 445, 440, 470, 505, 500, 470, 480, 475],
}

#: in hundred appointments: did not come, cancelled in time, left before their turn
NO_SHOW = 6
CANCELLED = 4.5
LEFT = 0.7
#: in hundred visits: times not reliable, a second product, nothing delivered
INACCURATE = 1
SECOND_PRODUCT = 8
NOT_DELIVERED = 5

#: product code -> relative number of visits
PRODUCTS = {
    CITIZENS: {
        "eid_request": 17,
        "eid_collect": 14,
        "kids_id_request": 8,
        "kids_id_collect": 6,
        "passport_request": 7,
        "passport_collect": 6,
        "driving_licence_request": 6,
        "driving_licence_collect": 5.5,
        "driving_licence_first": 2,
        "driving_licence_international": 0.7,
        "address_change": 9,
        "certificate": 5,
        "criminal_record": 3,
        "birth_declaration": 1.2,
        "recognition": 0.9,
        "death_declaration": 1,
        "marriage_declaration": 0.9,
        "legal_cohabitation": 1.2,
        "cohabitation_end": 0.4,
        "signature_legalisation": 1.5,
        "certified_copy": 0.8,
        "pin_puk": 1.5,
        "lost_card": 1.5,
        "travel_consent": 0.7,
    },
    FOREIGNERS: {
        "foreigner_registration": 5,
        "residence_card_renewal": 7,
        "residence_card_collect": 7,
        "nationality_application": 1,
        "family_reunification": 1,
        "arrival_declaration": 2,
    },
    ENVIRONMENT: {"building_permit": 5, "housing_advice": 4},
    SOCIAL: {"social_intake": 4, "parking_card": 5, "pension_application": 3},
}
OTHER_PRODUCT = 0.2

#: month -> factor on everything: quiet autumn and feast days
MONTHS = {8: 0.95, 10: 0.95, 11: 0.9, 12: 0.85}
#: month -> factor on the documents people travel with
TRAVEL = {3: 1.1, 4: 1.3, 5: 1.6, 6: 2.1, 7: 2.3, 8: 1.6, 9: 0.8, 10: 0.8, 11: 0.7}
TRAVEL_PRODUCTS = (
    "passport_request",
    "passport_collect",
    "kids_id_request",
    "kids_id_collect",
    "travel_consent",
    "driving_licence_international",
)
#: (first month, last month, products, factor)
WAVES = [
    # families from Ukraine
    ((2022, 3), (2022, 3), ("foreigner_registration",), 5),
    ((2022, 3), (2022, 3), ("address_change", "certificate"), 3),
    ((2022, 4), (2022, 6), ("foreigner_registration",), 2.2),
    ((2022, 4), (2022, 8), ("residence_card_collect",), 1.6),
    # ten years after their introduction: eID cards and licences in card form
    ((2023, 1), (2023, 12), ("eid_request", "eid_collect"), 1.4),
    (
        (2023, 1),
        (2023, 12),
        ("driving_licence_request", "driving_licence_collect"),
        1.9,
    ),
]

#: ISO weekday -> how gladly people come
WEEKDAYS = {1: 1.15, 2: 1.0, 3: 1.1, 4: 1.0, 5: 0.95}
#: local hour -> how gladly people come
HOURS = {8: 1.0, 9: 1.5, 10: 1.5, 11: 1.2, 13: 1.0, 14: 1.1, 15: 1.1, 16: 1.2, 17: 1.1}
OTHER_HOUR = 0.7

#: one, two, three ... pieces of a product that can be asked more than once
QUANTITIES = (62, 24, 10, 4)
#: products for which the children, or the partner, come along
WITH_CHILDREN = ("kids_id_request", "passport_request", "address_change")
WITH_PARTNER = ("marriage_declaration", "legal_cohabitation", "recognition")


def product_weight(service, code, year, month):
    """Return how many visits a product draws in a month, compared with others."""
    weight = PRODUCTS.get(service, {}).get(code, OTHER_PRODUCT)
    if code in TRAVEL_PRODUCTS:
        weight *= TRAVEL.get(month, 0.75)
    for first, last, codes, factor in WAVES:
        if code in codes and first <= (year, month) <= last:
            weight *= factor
    return weight * MONTHS.get(month, 1)


def half_years(last_day):
    """Return the half-years of the history that are over on a day, in order."""
    result = []
    for year in range(FIRST_DAY.year, last_day.year + 1):
        for half, first, end in (
            (1, date(year, 1, 1), date(year, 6, 30)),
            (2, date(year, 7, 1), date(year, 12, 31)),
        ):
            if first >= FIRST_DAY and end <= last_day:
                result.append(((year, half), first, end))
    return result

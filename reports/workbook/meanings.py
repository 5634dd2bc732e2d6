"""What the figures of visitors mean, for who was not there when they were chosen."""


def meanings(env):
    """Explain the figures to somebody who was not there when they were chosen."""
    return [*_meanings_of_visits(env), *_meanings_of_times(env)]


def _meanings_of_visits(env):
    return [
        (
            env._("Visit"),
            env._(
                "One contact of one visitor or party, through whatever channel, "
                "for one product or more. It counts once."
            ),
        ),
        (
            env._("Visitors"),
            env._(
                "Visits of people who came to the building: by appointment, "
                "without appointment, at the free walk-in or at the quick counter; "
                "not cancelled, and not given up as missed. Hours, half-hours, "
                "persons and waits are theirs alone."
            ),
        ),
        (
            env._("Contacts"),
            env._(
                "Visitors, and who was helped by phone, by mail or at the digital "
                "counter. What the digital counter counted itself is one row for "
                "each product and day, without an hour."
            ),
        ),
        (
            env._("Persons"),
            env._(
                "People in these visits: a parent with two children is one visit "
                "and three persons."
            ),
        ),
        (
            env._("On the agenda"),
            env._(
                "Visitors by appointment, and urgent visitors without appointment "
                "who were put on a free slot: the contacts in the appointment "
                "system."
            ),
        ),
        (
            env._("No-show"),
            env._(
                "Nobody turned up, or nobody answered when called. The share is "
                "counted of the appointments that were kept or missed; those "
                "cancelled in time do not matter."
            ),
        ),
        (
            env._("Pieces asked, delivered"),
            env._(
                "Of visits that came. Two Kids-ID in one visit are two pieces. "
                "Nothing is delivered when, for instance, a document was missing."
            ),
        ),
        (
            env._("Share of visitors"),
            env._(
                "Per product: a visit for two products counts in both rows, so "
                "that the shares add up to more than 100%."
            ),
        ),
    ]


def _meanings_of_times(env):
    return [
        (
            env._("Day, hour, half-hour"),
            env._(
                "On the clock of the location: of the appointment time, or of the "
                "arrival of visitors without appointment."
            ),
        ),
        (
            env._("Week"),
            env._(
                "From Monday to Sunday, numbered as in the calendar (ISO 8601): "
                "2026 W53 is the 53rd week of 2026."
            ),
        ),
        (
            env._("Empty"),
            env._("Not measured. A 0 was counted or measured."),
        ),
        (
            env._("Waited"),
            env._(
                "Minutes from arrival, or from the appointment time if that was "
                "later, until called to the desk. Visitors who are "
                "helped before the appointment time waited 0 minutes; of those "
                "whose arrival nobody registered, the wait is not known."
            ),
        ),
        (
            env._("At the desk"),
            env._("Minutes from start to finish of finished visits."),
        ),
        (
            env._("This product alone"),
            env._(
                "Minutes at the desk of visits for one product only: how long each "
                "product of a longer visit took was not measured."
            ),
        ),
        (
            env._("Median, nine in ten"),
            env._(
                "Half of the visits took less than the median; nine in ten took "
                "less than the last figure. One very long visit moves the mean, "
                "not these."
            ),
        ),
        (
            env._("Times not reliable"),
            env._(
                "Such visits count in every number, but their minutes are left out "
                "of means, medians and shares of ten."
            ),
        ),
        (
            env._("Half-year"),
            env._("H1 is January to June, H2 is July to December."),
        ),
        (
            env._("Sensitive products"),
            env._(
                "Those of a service stand together in one row, under a name that "
                "does not tell which they are."
            ),
        ),
        (
            env._("Personal data"),
            env._(
                "No names, addresses, codes of appointments or exact times. The "
                "last sheet still has a row for each visit: whoever knows that "
                "somebody came at a half-hour can read for what and how long. Keep "
                "it within the administration, and delete that sheet before you "
                "publish the workbook."
            ),
        ),
    ]


def how_to_read(env, agrees, differs):
    """Say what the words and lines on the sheets tell.

    :param str agrees: the word for figures that are the same
    """
    return [
        (
            env._("Agrees"),
            env._(
                "Figures are grouped by the database and recounted by formulas "
                "from the rows on the last sheet; the word “%(agrees)s” or "
                "“%(differs)s” says whether both are the same.",
                agrees=agrees,
                differs=differs,
            ),
        ),
        (
            env._("Thick line"),
            env._(
                "Above the first row in which figures are counted otherwise; the "
                "number in the last column refers to the notes."
            ),
        ),
    ]

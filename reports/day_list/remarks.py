"""What a receptionist should know of an appointment besides its time and products."""


def remarks(booking, known=True):
    """Return what is to be said of a booking, the most urgent first.

    :param bool known: whether what tells of the person may be on the list
    """
    return [
        *_of_progress(booking),
        *_of_party(booking),
        *(_of_person(booking) if known else ()),
    ]


def _of_progress(booking):
    state = booking._fields["visit_state"]._description_selection(booking.env)
    channel = booking._fields["channel"]._description_selection(booking.env)
    if booking.visit_state != "booked":
        yield dict(state).get(booking.visit_state, "")
    if booking.channel != "appointment":
        yield dict(channel)[booking.channel]


def _of_party(booking):
    env, visit = booking.env, booking.visit_id
    if visit.persons > 1:
        yield env._("%(count)s persons", count=visit.persons)
    if visit.priority:
        yield env._("Cannot wait well")
    if booking.hours_exception:
        yield env._("Stands although the hours changed")


def _of_person(booking):
    env = booking.env
    if booking.to_call:
        yield env._("Mail did not arrive")
    if booking.lang and booking.lang[:2] != (env.user.lang or "")[:2]:
        languages = dict(booking._fields["lang"]._description_selection(env))
        yield languages.get(booking.lang, booking.lang)
    if booking.visit_id.note:
        yield " ".join(booking.visit_id.note.split())

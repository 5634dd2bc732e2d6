from odoo.exceptions import UserError


class HoursConflict(UserError):
    """A change of hours that leaves appointments without a place.

    Whoever catches it reads the message. The web client gets a context besides,
    from which it offers the way to the list of these appointments.

    :param str message: translated, names the appointments
    :param dict context: ``action`` (id) and ``button`` (translated) of that way, and
        ``change``, the change to come
    """

    def __init__(self, message, context):
        super().__init__(message)
        self.context = context

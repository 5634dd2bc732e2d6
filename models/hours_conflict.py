from odoo.exceptions import RedirectWarning, UserError


class HoursConflict(UserError, RedirectWarning):
    """A change of hours that leaves appointments without a place.

    The web client offers the way to the list of these appointments. Imports and
    other programs read the message alone: the way is nothing to them.

    :param str message: translated, names the appointments
    :param action: what opens the list
    :param str button_text: translated
    :param dict context: the change to come, for that action
    """

    def __init__(self, message, action, button_text, context):
        RedirectWarning.__init__(self, message, action, button_text, context)

    def __str__(self):
        return self.args[0]

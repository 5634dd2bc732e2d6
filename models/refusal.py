from odoo.exceptions import ValidationError


class Refusal(ValidationError):
    """A request of a visitor that cannot be met, in words that a visitor understands.

    :param str message: translated, says what is wrong and what to do
    :param str about: the part of the request it is about: ``products``,
        ``moment``, ``name``, ``email`` or ``phone``; the page shows it there
    """

    def __init__(self, message, about):
        super().__init__(message)
        self.about = about

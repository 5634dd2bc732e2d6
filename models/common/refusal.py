from odoo.exceptions import ValidationError


class Refusal(ValidationError):
    """A request of a visitor that cannot be met, in words that a visitor understands.

    :param str message: translated, says what is wrong and what to do
    :param str about: the part of the request it is about: ``products``,
        ``moment``, ``name``, ``email`` or ``phone``; the page shows it there
    :param str suggestion: what the visitor probably meant instead
    :param str reason: of a ticket that is not given, as unmet demand counts it
    """

    def __init__(self, message, about, suggestion="", reason=""):
        super().__init__(message)
        self.about = about
        self.suggestion = suggestion
        self.reason = reason
        #: everything that is wrong, one refusal for each part; the first is this one
        self.all = [self]

    @classmethod
    def together(cls, refusals):
        """Return one refusal that says all of these, about the part of the first.

        Each of them is in ``all``, for a page that shows them beside their fields.

        :param list refusals: one or more
        """
        if len(refusals) == 1:
            return refusals[0]
        message = "\n".join(str(refusal) for refusal in refusals)
        suggestions = [refusal.suggestion for refusal in refusals]
        meant = next(filter(None, suggestions), "")
        refusal = cls(message, refusals[0].about, meant)
        refusal.all = list(refusals)
        return refusal

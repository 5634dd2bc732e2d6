from odoo import fields


class Minutes(fields.Float):
    """Minutes that somebody measured, or nothing.

    A ``Float`` writes 0 for what it does not know, and a mean counts that 0. Here
    what was not measured is NULL in the database, ``False`` in a record, and empty on
    screens and in exports.
    """

    #: ``= False`` asks for what was not measured, and finds no 0
    falsy_value = None

    def convert_to_column(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if value is False or value is None else value

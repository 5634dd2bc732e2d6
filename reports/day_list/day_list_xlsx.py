from odoo import models

from .day_sheet import DaySheet


class DayListXlsx(models.AbstractModel):
    """The appointments of a day on paper, for the reception.

    It is made when it is asked for and kept nowhere: names are on it.
    """

    _name = "report.municipal_appointment.day_list_xlsx"
    _inherit = "report.municipal_appointment.book"
    _description = "List of the appointments of a day"

    def _write_sheets(self, book, choice, parts):
        """Write a sheet for each building in which somebody is received that day."""
        bookings = choice._bookings()
        for place in choice._places(bookings):
            here = bookings.filtered(
                lambda booking, place=place: booking.location_id == place
            )
            DaySheet(book, choice, place).fill(here)
        return True

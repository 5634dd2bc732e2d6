"""The sheet of charts, drawn by Excel from the other sheets."""

from dateutil.relativedelta import relativedelta

from ..sheets.sheet import HEADER, INK

#: of a chart in pixels, and in rows and columns of the sheet
WIDTH, HEIGHT, ROWS, COLUMNS = 1088, 300, 16, 17


class ChartsSheet:
    def __init__(self, content, sheet):
        self.content = content
        self.env = content.book.env
        self.sheet = sheet

    def fill(self, months, half_years, hours):
        if not self.content.figures.visitors:
            self.sheet.empty()
            return
        for text in self.content.notes.texts():
            self.sheet.paragraph(text, width=150, columns=COLUMNS)
        self._draw(self.env._("Visitors per month"), months, 1, self._months(months))
        self._draw(
            self.env._("Visitors per half-year"),
            half_years,
            1,
            self._halves(half_years),
        )
        self._draw(self.env._("Visitors per hour of the day"), hours, 1, [])

    def _months(self, months):
        return [
            self.content.notes.mark(key, key + relativedelta(day=31))
            for key in months._keys()
        ]

    def _halves(self, half_years):
        return [
            self.content.notes.mark(*half_years._range(key, None))
            for key in half_years._keys()
        ]

    def _draw(self, title, source, column, marks):
        """Draw the figures of a sheet as bars; a number marks a break, not a colour."""
        chart = self.content.book.workbook.add_chart({"type": "column"})
        lead = source.sheet.area(0, source.first_row, source.last_row)
        values = source.sheet.area(column, source.first_row, source.last_row)
        series = {
            "name": title,
            "categories": f"={lead}",
            "values": f"={values}",
            "fill": {"color": HEADER},
            "gap": 40,
        }
        if any(marks):
            series["data_labels"] = {
                "value": True,
                "font": {"bold": True, "color": INK},
                "custom": [
                    {"value": f"▼ {mark}"} if mark else {"delete": True}
                    for mark in marks
                ],
            }
        chart.add_series(series)
        chart.set_title({"name": title, "name_font": {"size": 13, "color": INK}})
        chart.set_legend({"none": True})
        chart.set_y_axis({"name": self.env._("Visitors"), "min": 0})
        chart.set_x_axis({"num_format": "mmm yyyy", "text_axis": True})
        chart.set_size({"width": WIDTH, "height": HEIGHT})
        self.sheet.worksheet.insert_chart(
            self.sheet.next_row + 1,
            0,
            chart,
            {"description": title},
        )
        self.sheet.next_row += ROWS

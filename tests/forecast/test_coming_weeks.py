"""The tile and the favourites of what is to come, and the setting."""

from ast import literal_eval
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ..clock_common import NOW
from ..forecast_common import TODAY, ForecastCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComingWeeks(ForecastCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.count(cls.days)

    def tile(self, user=None, **choice):
        self.env.flush_all()
        report = self.env["municipal.visit.report"].with_user(user or self.manager)
        data = report.dashboard({"service_id": self.service.id} | choice)
        return next(tile for tile in data["tiles"] if tile["name"] == "coming")

    def test_the_tile_shows_each_day_with_its_range(self):
        rows = self.make()
        tile = self.tile()
        self.assertEqual(len(tile["rows"]), len(rows))
        for shown, row in zip(tile["rows"], rows, strict=True):
            values = [cell["values"][0] for cell in shown["cells"]]
            self.assertEqual(values, [row.expected, row.low, row.high])
        self.assertIn("Autumn holiday", str([row["label"] for row in tile["rows"]]))

    def test_a_number_leads_to_the_rows_behind_it(self):
        self.make()
        tile = self.tile()
        found = self.forecasts.search(
            [*tile["days"], ("service_id", "=", self.service.id)]
        )
        self.assertEqual(found, self.coming())
        day = self.forecasts.search(tile["days"] + tile["rows"][3]["match"])
        day = day.filtered(lambda row: row.service_id == self.service)
        self.assertEqual(day.expected, tile["rows"][3]["cells"][0]["values"][0])

    def test_the_next_seven_days_and_who_is_missing_in_them(self):
        rows = self.make()
        [total] = self.tile()["totals"]
        near = rows.filtered(lambda row: row.day < TODAY + 7 * DAY)
        self.assertAlmostEqual(total["values"][0], sum(near.mapped("expected")))
        self.assertIn(f"{round(sum(near.mapped('low')))} to", total["hint"])
        near[0].write({"expected": None, "unknown": 1, "reason": "few_days"})
        [total] = self.tile()["totals"]
        self.assertIn("without Test service", total["hint"])

    def test_where_nobody_can_say_anything_no_number_is_shown(self):
        self.make().write(
            {"expected": None, "low": None, "high": None, "reason": "new_hours"}
        )
        tile = self.tile()
        self.assertFalse(tile["totals"])
        values = {c["values"][0] for row in tile["rows"] for c in row["cells"]}
        self.assertEqual(values, {None})
        self.assertIn("too new", tile["empty"])

    def test_whatever_period_is_chosen(self):
        self.make()
        tile = self.tile(period="previous_year")
        self.assertTrue(tile["rows"])

    def test_a_location_narrows(self):
        self.make()
        other = self.env["municipal.location"].create({"name": "Other hall"})
        self.assertFalse(self.tile(location_id=other.id)["rows"])

    def test_it_begins_with_the_day_of_the_town(self):
        """Where the manager is, tomorrow has begun."""
        self.make()
        with freeze_time(datetime(2026, 10, 12, 20, 30)):
            self.env = self.env(context={**self.env.context, "tz": "Pacific/Auckland"})
            first = self.tile()["rows"][0]["key"]
        self.assertEqual(first, str(TODAY))

    def test_clerks_do_not_read_it(self):
        with self.assertRaises(AccessError):
            self.forecasts.with_user(self.clerk).search([])

    # Favourites ----------------------------------------------------------------------

    def ask(self, action, name):
        """Return the groups of a favourite, as a manager opens it in a pivot."""
        action = self.env.ref(f"municipal_appointment.{action}")
        env = self.env(user=self.manager)
        offered = env["ir.filters"].get_filters(action.res_model, action.id)
        [favourite] = [each for each in offered if each["name"] == name]
        context = literal_eval(favourite["context"])
        today = {"context_today": lambda: TODAY, "relativedelta": relativedelta}
        rows = env[action.res_model]
        groups = context["pivot_row_groupby"] + context["pivot_column_groupby"]
        measures = [
            f"{measure}:{rows._fields[measure].aggregator}"
            for measure in context["pivot_measures"]
        ]
        domain = safe_eval(favourite["domain"], today)
        domain += [("service_id", "=", self.service.id)]
        return rows.formatted_read_group(domain, groups, measures)

    def test_next_month_per_day(self):
        """Each open day of November, to its last one."""
        rows = self.make()
        found = self.ask("municipal_forecast_action", "How busy next month, per day")
        november = rows.filtered(lambda row: row.day.month == 11)
        self.assertEqual(max(november.mapped("day")).day, 30)
        self.assertEqual(len(found), len(november))
        for group, row in zip(found, november.sorted("day"), strict=True):
            self.assertEqual(group["day:day"][0], str(row.day))
            self.assertAlmostEqual(group["expected:sum"], row.expected)
            self.assertAlmostEqual(group["high:sum"], row.high)

    def test_how_good_we_were(self):
        self.make(look_back=True)
        [group] = self.ask("municipal_forecast_action", "How good were we")
        judged = self.forecasts.search(
            [("service_id", "=", self.service.id), ("error", "!=", False)]
        )
        for name in ("error", "naive_error", "inside"):
            mean = sum(judged.mapped(name)) / len(judged)
            self.assertAlmostEqual(group[f"{name}:avg"], mean)

    def test_weekday_and_half_hour(self):
        rows = self.make().filtered(lambda row: row.day < TODAY + 7 * DAY)
        found = self.ask(
            "municipal_forecast_half_hour_action",
            "Weekday and half-hour of the coming week",
        )
        self.assertEqual(len(found), 5 * 6)
        total = sum(group["expected:sum"] for group in found)
        self.assertAlmostEqual(total, sum(rows.half_hour_ids.mapped("expected")))

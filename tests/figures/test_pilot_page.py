from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from ...engine.satisfaction import satisfaction
from ..clock_common import NOW
from ..pilot_common import APPOINTMENTS, BEFORE, GUIDANCE, PERIODS, PilotCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPilotPage(PilotCase):
    def test_what_came_of_it(self):
        self.usual()
        page = self.page()
        self.assertEqual(
            [column["name"] for column in page["columns"]],
            ["Before", "With guidance", "With guidance and appointments"],
        )
        self.assertEqual(self.cells(page, "Open days"), ["20", "10", "20"])
        self.assertEqual(
            self.cells(page, "Visitors of an open day"),
            ["3.0", "3.0", "6.0 more than before"],
        )
        self.assertEqual(
            self.cells(page, "By appointment"), ["0.0", "0.0", "6.0 more than before"]
        )
        self.assertEqual(
            self.cells(page, "Free walk-in"), ["3.0", "3.0", "0.0 less than before"]
        )
        self.assertEqual(
            self.cells(page, "Called within 10 minutes"),
            ["0.0%", "100% more than before", "100% more than before"],
        )
        self.assertEqual(
            page["sentences"],
            [
                "On an open day 6.0 visitors came, 100% more than before (3.0).",
                "100% of the visitors came by appointment, more than before (0.0%).",
                "100% of the visitors were helped within 10 minutes, more than before "
                "(0.0%).",
                "For 0.0% of the appointments nobody came.",
                "No visitor was asked, or answered, how it was.",
                "No colleague was asked, or answered, how the day was.",
            ],
        )

    def test_figures_are_those_of_the_rows(self):
        """The table beside what the database says of the visits themselves."""
        self.usual()
        page = self.page()
        told = [
            self.cells(page, "Waits measured"),
            self.cells(page, "Mean (min)"),
            self.cells(page, "Nine in ten had less than (min)"),
            self.cells(page, "Visitors of an open day"),
        ]
        for place, days in enumerate(PERIODS):
            self.env.cr.execute(
                """SELECT COUNT(waiting_minutes), AVG(waiting_minutes)::float8,
                          percentile_cont(0.9) WITHIN GROUP (ORDER BY waiting_minutes),
                          SUM(persons)::float8 / COUNT(DISTINCT day)
                     FROM municipal_visit
                    WHERE service_id = %s AND day BETWEEN %s AND %s""",
                [self.service.id, *days],
            )
            [row] = self.env.cr.fetchall()
            self.assertTrue(row[0])
            for cells, value in zip(told, row, strict=True):
                self.assertEqual(float(cells[place].split()[0]), round(value, 1))

    def test_alike_is_not_called_different(self):
        self.weeks(BEFORE, 10, 3, channel="walk_in")
        page = self.page()
        marks = [cell["mark"] for row in page["rows"] for cell in row["cells"]]
        self.assertFalse(any(marks))
        self.assertEqual(page["sentences"][0], "On an open day 3.0 visitors came.")

    def test_seven_days_are_too_few_to_judge(self):
        self.weeks(BEFORE, 1, 2, channel="walk_in")
        self.weeks(GUIDANCE, 4, 9, channel="walk_in")
        page = self.page(date_from=date(2026, 8, 24))
        self.assertNotIn("more", " ".join(self.cells(page, "Visitors of an open day")))

    def test_what_was_not_measured_says_so(self):
        """Before guidance nobody was called: no wait is known, and none is 0."""
        for day in range(5):
            at = BEFORE + timedelta(days=day)
            self.visit(
                None,
                [(self.kids_id, 1, 1)],
                at=at,
                arrival=at,
                channel="walk_in",
                state="finished",
            )
        self.weeks(GUIDANCE, 4, 3, channel="walk_in")
        page = self.page()
        for label in ("Waits measured", "Mean (min)", "Called within 10 minutes"):
            self.assertEqual(self.cells(page, label)[0], "not measured", label)
        self.assertIn("Before the pilot waits were not measured.", page["sentences"])

    def test_a_period_without_visits_is_not_zero(self):
        self.weeks(APPOINTMENTS, 4, 3)
        page = self.page()
        self.assertEqual(
            self.cells(page, "Visitors of an open day"),
            ["not measured", "not measured", "3.0"],
        )
        self.assertEqual(
            self.cells(page, "By appointment"), ["not measured", "not measured", "3.0"]
        )
        self.assertIn(
            "Before the pilot nothing was counted: nothing is compared.",
            page["sentences"],
        )

    def test_phone_calls_nobody_noted_are_not_none(self):
        self.usual()
        self.visit(
            at=APPOINTMENTS,
            lines=[(self.kids_id, 1, 1)],
            arrival=APPOINTMENTS,
            channel="phone",
            state="finished",
        )
        page = self.page()
        self.assertEqual(
            self.cells(page, "Phone"), ["not measured", "not measured", "0.05"]
        )

    def test_hours_that_changed_meanwhile_are_told(self):
        self.usual()
        other = self.calendar.copy({"name": "Other hours"})
        other.attendance_ids[0].hour_to = 11
        openings = self.env["municipal.opening"]
        for calendar, first, last in (
            (self.calendar, "2026-01-01", "2026-08-16"),
            (other, "2026-08-17", False),
        ):
            openings.create(
                {
                    "name": calendar.name,
                    "type_id": self.type.id,
                    "calendar_id": calendar.id,
                    "date_from": first,
                    "date_to": last,
                }
            )
        [note] = self.page()["notes"]
        self.assertIn("08/17/2026", note)
        self.assertIn("opening hours", note)

    def test_breaks_are_told(self):
        self.usual()
        self.env["municipal.series.break"].create(
            {"name": "Other counting", "date": "2026-09-01", "kind": "break"}
        )
        self.assertIn("Other counting", " ".join(self.page()["notes"]))


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPilotAnswers(PilotCase):
    """What visitors and staff answered, beside each other."""

    def test_shares_with_their_uncertainty(self):
        scores = [5, 5, 4, 4, 2, 5]
        self.answer(self.usual(), scores)
        self.day_ends(APPOINTMENTS, 4, 5, 2, 4, 4)
        page = self.page()
        told = satisfaction({5: 3, 4: 2, 2: 1})
        self.assertEqual(
            self.cells(page, "Satisfied"),
            [
                "not measured",
                "not measured",
                f"{told.share:.0f}% {told.low:.0f}% to {told.high:.0f}%",
            ],
        )
        staff = satisfaction({4: 3, 5: 1, 2: 1})
        self.assertEqual(
            self.cells(page, "Good days")[-1],
            f"{staff.share:.0f}% {staff.low:.0f}% to {staff.high:.0f}%",
        )
        self.assertIn(
            "83% of the 6 visitors who answered were satisfied; of all of them it is "
            "probably between 44% and 97%.",
            page["sentences"],
        )
        self.assertIn(
            "Staff called 80% of the days good, in 5 answers at closing time; it is "
            "probably between 38% and 96%.",
            page["sentences"],
        )

    def test_of_few_answers_the_number_alone(self):
        least = self.company.municipal_open_data_least
        self.answer(self.usual(), [1] * (least - 1))
        self.day_ends(APPOINTMENTS, *[2] * (least - 1))
        page = self.page()
        for label in ("Satisfied", "Good days"):
            self.assertEqual(self.cells(page, label)[-1], "too few answers")
        texts = " ".join(page["sentences"])
        self.assertIn(f"Answers of visitors: {least - 1}, too few", texts)
        self.assertIn(f"Answers of staff: {least - 1}, too few", texts)

    def test_more_satisfied_by_more_than_chance(self):
        before = self.weeks(BEFORE, 4, 2, channel="walk_in")
        self.weeks(GUIDANCE, 2, 2, channel="walk_in")
        after = self.weeks(APPOINTMENTS, 4, 2)
        self.answer(before, [2, 4, 2, 1] * 10)
        self.answer(after, [5, 4, 4, 5, 3] * 8)
        self.day_ends(BEFORE, *[4, 4, 5, 4, 4] * 2)
        self.day_ends(APPOINTMENTS, *[1, 2, 2, 4, 1] * 2)
        page = self.page()
        self.assertTrue(self.cells(page, "Satisfied")[-1].endswith("more than before"))
        self.assertTrue(self.cells(page, "Good days")[-1].endswith("less than before"))
        self.assertIn(
            "80% of the 40 visitors who answered were satisfied, more than before "
            "(25%).",
            page["sentences"],
        )
        self.assertIn(
            "Staff called 20% of the days good, in 10 answers at closing time: fewer "
            "than before (100%).",
            page["sentences"],
        )

    def test_an_answer_about_two_products_counts_once(self):
        visits = [
            self.served(
                APPOINTMENTS + timedelta(days=day),
                [(self.kids_id, 1, 1), (self.passport, 1, 1)],
            )
            for day in range(5)
        ]
        self.answer(visits, [5, 5, 5, 5, 5])
        self.assertEqual(self.cells(self.page(), "Answers")[2], "5")

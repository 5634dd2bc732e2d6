from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..rights_models import EVERYTHING
from ..towns_common import TwoTownsCase

#: what of Odoo and of upstream tells of appointments, beside our own models
STOCK = {
    "calendar.attendee",
    "calendar.event",
    "ir.attachment",
    "mail.activity",
    "mail.followers",
    "mail.mail",
    "mail.message",
    "mail.notification",
    "mail.tracking.value",
    "bus.bus",
    "res.partner",
    "resource.booking",
    "resource.booking.combination",
    "resource.booking.type",
    "resource.booking.type.combination.rel",
    "resource.calendar",
    "resource.calendar.attendance",
    "resource.calendar.leaves",
    "resource.resource",
}
QUIET = (
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
    "odoo.models",
    "odoo.models.unlink",
)
ROLES_B = ("clerk_b", "manager_b", "administrator_b")


class NeighboursCase(TwoTownsCase):
    def setUp(self):
        super().setUp()
        self.records = self._records_of_the_first_town()
        self.env.flush_all()

    def _records_of_the_first_town(self):
        """Return an existing record of every model that the add-on touches."""
        records = self._records(self.clerk)
        booking = self.booking
        message = booking.message_post(
            body="About the visitor", attachments=[("note.txt", b"secret")]
        )
        booking.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.clerk.id, summary="Call"
        )
        contact = booking.partner_ids
        booking.message_subscribe(contact.ids)
        closing = self.env["resource.calendar.leaves"].create(
            {
                "name": "Bridge day",
                "date_from": "2026-12-24 00:00:00",
                "date_to": "2026-12-26 00:00:00",
                "company_id": self.company.id,
            }
        )
        mails = self.env["mail.mail"].search([("res_id", "=", booking.id)])
        relation = self.desks[0]._own_combination().type_rel_ids
        return records | {
            "calendar.attendee": booking.meeting_id.attendee_ids,
            "calendar.event": booking.meeting_id,
            "ir.attachment": message.attachment_ids,
            "mail.activity": booking.activity_ids,
            "mail.followers": booking.message_follower_ids.filtered(
                lambda follower: follower.partner_id in contact
            ),
            "mail.mail": mails,
            "mail.message": message,
            "mail.notification": self.env["mail.notification"].search(
                [("mail_message_id", "in", booking.message_ids.ids)]
            ),
            "mail.tracking.value": self.env["mail.tracking.value"].search(
                [("mail_message_id", "in", booking.message_ids.ids)]
            ),
            "bus.bus": self.env["bus.bus"].create({"channel": "a", "message": "b"}),
            "res.partner": contact,
            "resource.booking": booking,
            "resource.booking.combination": self.desks[0]._own_combination(),
            "resource.booking.type": self.type,
            "resource.booking.type.combination.rel": relation,
            "resource.calendar": self.calendar,
            "resource.calendar.attendance": self.calendar.attendance_ids[0],
            "resource.calendar.leaves": closing,
            "resource.resource": self.desks[0],
        }

    def rpc(self, role, model, method, *args, **kwargs):
        """Call a method as the JSON door does."""
        records = self.env[model].with_env(
            self.env(user=self.user_of(role), context={})
        )
        result = call_kw(records, method, list(args), kwargs)
        self.env.flush_all()
        return result

    def sweep(self, check):
        """Try something as everybody of the other town, on every record of this one.

        :param check: function of (role, model, ids)
        """
        for model, records in sorted(self.records.items()):
            for role in ROLES_B:
                if records:
                    with self.subTest(model=model, role=role), mute_logger(*QUIET):
                        check(role, model, records.ids)

    def asked(self, *args, **kwargs):
        """Return the answer to a question, nothing when it is refused."""
        try:
            with self.env.cr.savepoint():
                return self.rpc(*args, **kwargs)
        except UserError:
            return []


@tagged("post_install", "-at_install")
class TestTwoTowns(NeighboursCase):
    """People of one town try every operation on every record of the other."""

    def test_the_list_is_whole(self):
        self.assertEqual(set(self.records), EVERYTHING | STOCK)
        empty = {model for model, records in self.records.items() if not records}
        # what nobody was told of, and what nobody tracked, yet
        self.assertLessEqual(empty, {"mail.notification", "mail.tracking.value"})

    def test_they_exist_for_their_own_town(self):
        """Else the sweep below would find nothing for another reason."""
        for model in ("res.partner", "calendar.attendee", "calendar.event"):
            found = self.rpc(
                "clerk", model, "search_count", [("id", "in", self.records[model].ids)]
            )
            self.assertEqual(found, len(self.records[model]), model)

    def test_search_and_count(self):
        def check(role, model, ids):
            domain = [("id", "in", ids)]
            self.assertFalse(self.asked(role, model, "search", domain))
            self.assertFalse(self.asked(role, model, "search_count", domain))
            self.assertFalse(self.asked(role, model, "search_read", domain, ["id"]))

        self.sweep(check)

    def test_names(self):
        def check(role, model, ids):
            domain = [("id", "in", ids)]
            self.assertFalse(self.asked(role, model, "name_search", "", domain))

        self.sweep(check)

    def test_groups(self):
        def check(role, model, ids):
            domain = [("id", "in", ids)]
            groups = self.asked(
                role, model, "formatted_read_group", domain, [], ["__count"]
            )
            self.assertFalse(sum(group["__count"] for group in groups))

        self.sweep(check)

    def test_read(self):
        def check(role, model, ids):
            self.assertFalse(self.asked(role, model, "read", ids, ["display_name"]))
            specification = {"display_name": {}}
            self.assertFalse(self.asked(role, model, "web_read", ids, specification))

        self.sweep(check)

    def test_export(self):
        def check(role, model, ids):
            answer = self.asked(role, model, "export_data", ids, ["id"]) or {}
            self.assertFalse(answer.get("datas"))

        self.sweep(check)

    def test_write_copy_and_delete(self):
        def check(role, model, ids):
            for method, args in (
                ("write", (self.change_of(model),)),
                ("copy", ()),
                ("unlink", ()),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    self.rpc(role, model, method, ids, *args)
            self.assertEqual(self.env[model].browse(ids).exists().ids, ids)

        self.sweep(check)

    def change_of(self, model):
        """Return a change that says nothing but that somebody could write."""
        fields = self.env[model]._fields
        for name in ("name", "note", "summary", "state", "active"):
            if name in fields and fields[name].type in ("char", "text"):
                return {name: "Ours now"}
        return {"id": 1} if "create_uid" not in fields else {"create_uid": 1}


@tagged("post_install", "-at_install")
class TestNothingOfTheOther(NeighboursCase):
    """A record of one town names nothing of the other, and is not given to it."""

    def refused(self, role, model, method, *args):
        with self.subTest(model=model, method=method, args=args):
            with (
                mute_logger(*QUIET),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                self.rpc(role, model, method, *args)

    def test_nothing_is_given_away(self):
        b = self.company_b.id
        for model, record in (
            ("municipal.location", self.location),
            ("municipal.service", self.service),
            ("municipal.series.break", self.series_break),
            ("resource.calendar", self.calendar),
            ("resource.resource", self.desks[0]),
            ("resource.booking.type", self.type),
        ):
            self.refused("administrator", model, "write", record.ids, {"company_id": b})

    def test_not_even_by_who_works_for_both(self):
        self.administrator.company_ids |= self.company_b
        for model, record in (
            ("municipal.location", self.location),
            ("municipal.service", self.service),
            ("resource.calendar", self.calendar),
            ("resource.resource", self.desks[0]),
            ("resource.booking.type", self.type),
        ):
            self.refused(
                "administrator",
                model,
                "write",
                record.ids,
                {"company_id": self.company_b.id},
            )

    def test_nothing_is_named(self):
        theirs, combination = self.b, self.b.desk._own_combination()
        desk, own = self.desks[0], self.desks[0]._own_combination()
        for model, record, values in (
            ("resource.booking", self.booking, {"type_id": theirs.type.id}),
            ("resource.booking", self.booking, {"combination_id": combination.id}),
            ("municipal.visit", self.visit, {"desk_id": theirs.desk.id}),
            ("municipal.visit", self.visit, {"for_desk_id": theirs.desk.id}),
            ("resource.resource", desk, {"location_id": theirs.location.id}),
            ("resource.resource", desk, {"calendar_id": theirs.calendar.id}),
            ("resource.resource", desk, {"desk_type_ids": [(4, theirs.type.id)]}),
            (
                "resource.resource",
                desk,
                {"served_product_ids": [(4, theirs.product.id)]},
            ),
            ("resource.booking.type", self.type, {"service_id": theirs.service.id}),
            (
                "resource.booking.type",
                self.type,
                {"location_ids": [(4, theirs.location.id)]},
            ),
            (
                "resource.booking.type",
                self.type,
                {"resource_calendar_id": theirs.calendar.id},
            ),
            (
                "resource.booking.combination",
                own,
                {"resource_ids": [(4, theirs.desk.id)]},
            ),
            (
                "resource.booking.combination",
                own,
                {"forced_calendar_id": theirs.calendar.id},
            ),
            ("municipal.product", self.kids_id, {"type_id": theirs.type.id}),
            ("municipal.product", self.kids_id, {"calendar_id": theirs.calendar.id}),
            (
                "municipal.product",
                self.kids_id,
                {"combinable_ids": [(4, theirs.product.id)]},
            ),
            ("municipal.opening", self.opening, {"calendar_id": theirs.calendar.id}),
            ("municipal.opening", self.opening, {"type_id": theirs.type.id}),
            (
                "municipal.series.break",
                self.series_break,
                {"service_id": theirs.service.id},
            ),
            (
                "municipal.screen",
                self.records["municipal.screen"],
                {"location_id": theirs.location.id},
            ),
            (
                "municipal.screen",
                self.records["municipal.screen"],
                {"service_ids": [(4, theirs.service.id)]},
            ),
            (
                "municipal.booking.line",
                self.booking.line_ids[0],
                {"product_id": theirs.product.id},
            ),
            (
                "municipal.visit.line",
                self.visit.line_ids[0],
                {"product_id": theirs.product.id},
            ),
        ):
            self.refused("administrator", model, "write", record.ids, values)

    def test_nothing_is_made_in_the_other(self):
        theirs = self.b
        for model, values in (
            ("municipal.product", {"name": "Ours", "type_id": theirs.type.id}),
            (
                "municipal.opening",
                {
                    "name": "Ours",
                    "type_id": theirs.type.id,
                    "calendar_id": self.calendar.id,
                },
            ),
            ("municipal.release", {"type_id": theirs.type.id, "days_before": 3}),
            ("municipal.screen", {"name": "X", "location_id": theirs.location.id}),
            (
                "resource.calendar",
                {"name": "Ours", "company_id": theirs.company.id},
            ),
            ("resource.calendar", {"name": "Everybody's", "company_id": False}),
            (
                "resource.calendar.attendance",
                {
                    "name": "Late",
                    "calendar_id": theirs.calendar.id,
                    "dayofweek": "5",
                    "hour_from": 9,
                    "hour_to": 12,
                    "day_period": "morning",
                },
            ),
            (
                "resource.calendar.leaves",
                {
                    "name": "Closed",
                    "calendar_id": theirs.calendar.id,
                    "date_from": "2026-12-24 00:00:00",
                    "date_to": "2026-12-26 00:00:00",
                },
            ),
            (
                "resource.booking.type.combination.rel",
                {
                    "type_id": theirs.type.id,
                    "combination_id": self.desks[0]._own_combination().id,
                },
            ),
            (
                "resource.booking.combination",
                {"resource_ids": [Command.set((self.desks[0] | theirs.desk).ids)]},
            ),
            (
                "municipal.visit.line",
                {"visit_id": theirs.visit.id, "product_id": self.kids_id.id},
            ),
            (
                "municipal.booking.line",
                {"booking_id": theirs.booking.id, "product_id": self.kids_id.id},
            ),
        ):
            self.refused("administrator", model, "create", values)

    def test_a_closing_closes_one_town(self):
        closing = {
            "name": "All closed",
            "company_id": False,
            "date_from": "2026-12-24 00:00:00",
            "date_to": "2026-12-26 00:00:00",
        }
        made = self.rpc("manager_b", "resource.calendar.leaves", "create", closing)
        closings = self.env["resource.calendar.leaves"]
        self.assertEqual(closings.browse(made).company_id, self.company_b)
        self.refused(
            "manager_b",
            "resource.calendar.leaves",
            "write",
            [made],
            {"company_id": False},
        )

    def test_shared_hours_are_read_only(self):
        always = self.env.ref("municipal_appointment.calendar_always")
        self.assertTrue(self.rpc("manager_b", "resource.calendar", "read", always.ids))
        self.refused(
            "manager_b", "resource.calendar", "write", always.ids, {"name": "Ours"}
        )
        self.refused(
            "manager_b",
            "resource.calendar.attendance",
            "unlink",
            always.attendance_ids[:1].ids or [0],
        )

    def test_reminders_of_appointments_are_left_alone(self):
        """Upstream lets every employee change every reminder."""
        alarm = self.env["calendar.alarm"].create(
            {"name": "A day before", "alarm_type": "email", "duration": 24}
        )
        self.type.alarm_ids = alarm
        for role in ("manager_b", "administrator_b", "employee", "clerk"):
            for method, args in (("write", ({"duration": 1},)), ("unlink", ())):
                self.refused(role, "calendar.alarm", method, alarm.ids, *args)
        self.rpc("manager", "calendar.alarm", "write", alarm.ids, {"duration": 12})
        self.assertEqual(alarm.duration, 12)

    def test_a_product_of_the_neighbours_at_the_desk(self):
        """It would make every export of the town end in a refusal."""
        desk = self.desks[0]
        self.rpc("clerk", "resource.resource", "desk_sit_down", desk.ids)
        self.visit._take_step("checked_in")
        self.visit._take_step("called", desk=desk)
        lines = [{"product_id": self.b.product.id, "delivered": 1}]
        self.refused(
            "clerk",
            "resource.resource",
            "desk_finish",
            desk.ids,
            self.visit.id,
            lines,
        )
        self.assertNotEqual(self.visit.state, "finished")

    def test_the_change_of_hours_of_others_is_not_opened(self):
        """What is shown of it is read by the system."""
        change = {
            "model": "resource.calendar",
            "method": "create",
            "ids": self.calendar.ids,
            "values": {"name": "x"},
            "context": {},
        }
        changes = self.env["municipal.hours.change"].with_user(self.manager_b)
        with mute_logger(*QUIET), self.assertRaises(AccessError):
            changes.with_context(municipal_hours_change=change)._open_draft()

    def test_a_company_is_still_founded(self):
        """Its first calendar belongs to a company that is nobody's yet."""
        admin = self.env.ref("base.user_admin")
        company = self.rpc_as(admin, "res.company", "create", {"name": "A third town"})
        calendar = self.env["res.company"].browse(company).resource_calendar_id
        self.assertEqual(calendar.company_id.id, company)

    def rpc_as(self, user, model, method, *args):
        records = self.env[model].with_env(self.env(user=user, context={}))
        return call_kw(records, method, list(args), {})

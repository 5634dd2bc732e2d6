"""Field by field: staff change nothing that figures rest on without a trace."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ...models.visit.municipal_visit_steps import FREE_FIELDS
from ..desk_common import TUESDAY, DeskCase, at

MODELS = ("municipal.visit", "municipal.visit.line", "municipal.visit.event")
#: a refusal of ours, or of Odoo's own rights (``AccessError``)
REFUSED = UserError


class GuardCase(DeskCase):
    """A visit that was finished, and everybody of the staff."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(TUESDAY):
            cls.desk.desk_sit_down()
            cls.done = cls.env["municipal.visit"].browse(
                cls.desk.desk_ticket([{"product_id": cls.passport.id, "quantity": 1}])[
                    "id"
                ]
            )
            cls.desk.desk_sit_down()
            cls.desk.desk_call(cls.done.id)
            line = {"product_id": cls.passport.id, "delivered": 1}
            cls.desk.desk_finish(cls.done.id, [line])

    def records(self):
        return {
            "municipal.visit": self.done,
            "municipal.visit.line": self.done.line_ids,
            "municipal.visit.event": self.done.event_ids[-1],
        }

    def rpc(self, user, model, method, *args, **kwargs):
        """Call a method as the web client does, for a user of the staff."""
        env = self.env(user=user, su=False)
        return call_kw(env[model], method, args, kwargs)

    def steps(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT count(*) FROM municipal_visit_event")
        return self.env.cr.fetchone()[0]

    def row(self, record):
        """Return what the database holds of a record."""
        self.env.flush_all()
        self.env.cr.execute(
            f'SELECT * FROM "{record._table}" WHERE id = %s', [record.id]
        )
        columns = [column.name for column in self.env.cr.description]
        row = dict(zip(columns, self.env.cr.fetchone(), strict=True))
        return {k: v for k, v in row.items() if k not in ("write_date", "write_uid")}

    def other_value(self, field):
        """Return a value that a field does not have now."""
        if field.type in ("many2one", "reference"):
            return self.env[field.comodel_name].search([], limit=1, order="id desc").id
        return {
            "boolean": True,
            "char": "other",
            "text": "other",
            "integer": 7,
            "float": 7.5,
            "date": "2023-07-03",
            "datetime": "2023-07-03 08:00:00",
            "json": {"state": "waiting"},
            "one2many": [Command.clear()],
            "many2many": [Command.clear()],
            "selection": None,
        }[field.type]

    def values(self, field):
        """Return values to try on a field: of a selection all, and to empty it."""
        if field.type == "selection":
            return [key for key, _label in field._description_selection(self.env)]
        return [self.other_value(field), False]


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestFieldByField(GuardCase):
    """Every field that there is, so that one that is added is tried by itself."""

    def try_field(self, user, record, name, value):
        """Write a field by RPC; return whether it was written."""
        before, steps = self.row(record), self.steps()
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db", "odoo.http"):
                self.rpc(user, record._name, "write", record.ids, {name: value})
                self.env.flush_all()
        except REFUSED as refusal:
            self.env.invalidate_all()
            self.assertTrue(str(refusal.args[0]))
            self.assertEqual(self.row(record), before)
            return False
        changed = {k for k, v in self.row(record).items() if v != before[k]}
        logged = self.steps() > steps
        self.assertFalse(changed - FREE_FIELDS and not logged, changed)
        return True

    def test_no_field_is_written_without_a_trace(self):
        for user in (self.clerk, self.manager, self.administrator):
            for model, record in self.records().items():
                written = set()
                for name, field in self.env[model]._fields.items():
                    if name == "id":
                        continue
                    for value in self.values(field):
                        with self.subTest(user=user.login, field=f"{model}.{name}"):
                            if self.try_field(user, record, name, value):
                                written.add(name)
                free = FREE_FIELDS if model == "municipal.visit" else set()
                self.assertEqual(written, free)

    def test_nothing_is_made_copied_or_deleted(self):
        doors = {
            "create": lambda record: [{}],
            "copy": lambda record: [record.ids],
            "unlink": lambda record: [record.ids],
        }
        for user in (self.clerk, self.manager, self.administrator):
            for model, record in self.records().items():
                before = self.row(record)
                for method in ("create", "copy", "unlink"):
                    with (
                        self.subTest(user=user.login, model=model, method=method),
                        self.assertRaises(REFUSED),
                        mute_logger("odoo.addons.base.models.ir_model"),
                        self.env.cr.savepoint(),
                    ):
                        self.rpc(user, model, method, *doors[method](record))
                self.assertEqual(self.row(record), before)

    def test_an_import_changes_nothing(self):
        external = self.done._BaseModel__ensure_xml_id()
        [[_record, name]] = list(external)
        before, steps = self.row(self.done), self.steps()
        rows = [[name, "2023-07-03"]]
        for user in (self.clerk, self.administrator):
            with mute_logger("odoo.sql_db"):
                result = self.rpc(user, "municipal.visit", "load", ["id", "day"], rows)
            self.assertFalse(result["ids"])
        self.assertEqual((self.row(self.done), self.steps()), (before, steps))

    def test_a_context_brings_in_nothing(self):
        """Nobody makes a log of another day by a default that is sent along."""
        context = {
            "default_moment": "2023-07-03 08:00:00",
            "default_persons": 50,
            "default_inaccurate": True,
            "default_before": {"state": "booked"},
            "default_delivered": 9,
        }
        line = {"product_id": self.passport.id, "quantity": 1}
        values = self.desk.with_context(**context).desk_ticket([line])
        visit = self.visit(values)
        self.assertRecordValues(visit, [{"persons": 1, "inaccurate": False}])
        self.assertEqual(visit.line_ids.delivered, 0)
        self.assertRecordValues(visit.event_ids, [{"moment": TUESDAY, "before": False}])

    def test_what_is_no_figure_is_written(self):
        visit = self.done.with_user(self.clerk)
        visit.write({"note": "Comes back tomorrow", "priority": True})
        self.assertEqual((visit.note, visit.priority), ("Comes back tomorrow", True))

    def test_the_refusal_says_what_to_do(self):
        with self.assertRaisesRegex(UserError, "Press “Correct”"):
            self.done.with_user(self.clerk).persons = 9
        with self.assertRaises(REFUSED):
            self.done.line_ids.with_user(self.clerk).delivered = 500


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestLines(GuardCase):
    def test_a_product_of_another_town_is_no_product_of_the_visit(self):
        town = self.env["res.company"].create({"name": "Other town"})
        service = self.env["municipal.service"].create(
            {"name": "Other", "code": "OT", "company_id": town.id}
        )
        hours = self.env["resource.calendar"].create(
            {"name": "Other hours", "company_id": town.id}
        )
        kind = self.env["resource.booking.type"].create(
            {
                "name": "Other type",
                "service_id": service.id,
                "company_id": town.id,
                "resource_calendar_id": hours.id,
            }
        )
        product = self.env["municipal.product"].create(
            {"name": "Other product", "type_id": kind.id}
        )
        line = {"product_id": product.id, "delivered": 1}
        visit = self.served()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.desk.desk_finish(visit.id, [line])
        self.env.invalidate_all()
        self.assertEqual(visit.state, "serving")
        self.assertNotIn(product, visit.line_ids.product_id)

    def test_undoing_the_end_takes_back_what_was_delivered(self):
        visit = self.served()
        extra = {"product_id": self.kids_id.id, "delivered": 2}
        asked = {"product_id": self.passport.id, "delivered": 1, "reason": False}
        self.desk.desk_finish(visit.id, [extra, asked], persons=4)
        self.assertEqual((visit.persons, len(visit.line_ids)), (4, 2))
        with at(1):
            self.desk.desk_step(visit.id, "undone")
        self.assertEqual((visit.state, visit.persons), ("serving", 1))
        self.assertRecordValues(
            visit.line_ids, [{"product_id": self.passport.id, "delivered": 0}]
        )


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestAuthor(GuardCase):
    """The log keeps its author."""

    def test_who_took_a_step_is_not_deleted(self):
        clerk = new_test_user(
            self.env, "leaves", groups="municipal_appointment.group_clerk"
        )
        visit = self.visit(self.give())
        visit.with_user(clerk).action_leave()
        with self.assertRaisesRegex(UserError, "Archive the user instead"):
            clerk.unlink()
        clerk.active = False
        self.assertEqual(visit.event_ids.sorted("id")[-1].user_id, clerk)

    def test_the_database_keeps_users_and_desks_too(self):
        for table, column in (
            ("municipal_visit_event", "user_id"),
            ("municipal_visit_event", "desk_id"),
            ("municipal_visit", "user_id"),
            ("municipal_visit", "desk_id"),
            ("municipal_visit", "location_id"),
        ):
            self.env.cr.execute(
                """
                SELECT delete_rule FROM information_schema.referential_constraints
                 WHERE constraint_name = %s
                """,
                [f"{table}_{column}_fkey"],
            )
            self.assertEqual(self.env.cr.fetchone(), ("RESTRICT",), (table, column))

    def test_who_did_nothing_is_deleted(self):
        user = new_test_user(self.env, "never_here", groups="base.group_user")
        user.unlink()
        self.assertFalse(user.exists())

import inspect
import re
from contextlib import contextmanager, suppress
from datetime import datetime
from unittest.mock import patch

from odoo import Command, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..method_rights import DIALOGS, HARMLESS, METHODS
from ..towns_common import ROLES, TwoTownsCase

ADDON = "odoo.addons.municipal_appointment."
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
#: what must not be read in an answer to the other town
SECRETS = ("Test hall", "Test service", "Test desk", "An Peeters", "Test Kids-ID")
QUIET = ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")


def is_callable(model, name):
    """Tell whether a method can be called from outside."""
    try:
        get_public_method(model, name)
    except AccessError:
        return False
    return True


class MethodRightsCase(TwoTownsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls.desks[0]
        cls.screen = cls.env["municipal.screen"].create(
            {"name": "Kiosk", "kind": "kiosk", "location_id": cls.location.id}
        )
        cls.settings = cls.env["res.config.settings"].create({})
        cls.leave = cls.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "date_from": datetime(2026, 12, 24),
                "date_to": datetime(2026, 12, 26),
                "company_id": cls.company.id,
            }
        )
        cls.difference = cls.env["municipal.reservation.difference"].create(
            {
                "kind": "missing",
                "booking_id": cls.booking.id,
                "resource_id": cls.desk.id,
                "start": "2027-01-04 08:00:00",
                "stop": "2027-01-04 08:10:00",
            }
        )
        cls.visit_difference = cls.env["municipal.visit.difference"].create(
            {"visit_id": cls.visit.id, "field": "state"}
        )
        cls.history_import = cls.env["municipal.history.import"].create(
            {"name": "report.csv", "company_id": cls.company.id, "state": "done"}
        )
        cls.workbook = cls.env["municipal.workbook"].create(
            {
                "name": "Workbook",
                "company_id": cls.company.id,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
                "job_state": "waiting",
                "made_at": "2026-10-12 08:00:00",
            }
        )
        ratings = cls.env["rating.rating"]
        answer = ratings.create(ratings._prepare_for_visit(cls.visit, "page"))
        cls.reply = cls.env["municipal.reply"].create(
            {"rating_id": answer.id, "company_id": cls.company.id}
        )
        cls.regime = cls.env["municipal.regime"].create(
            {
                "name": "New hours",
                "type_ids": [Command.set(cls.type.ids)],
                "date_from": "2027-02-01",
            }
        )
        cls.review = cls.env["municipal.review"].create(
            {
                "name": "Review",
                "service_ids": [Command.set(cls.service.ids)],
                "date_from": "2026-01-01",
                "date_to": "2026-06-30",
                "state": "drawing",
            }
        )
        cls.alternative = cls.env["municipal.review.alternative"].create(
            {"name": "Alternative", "review_id": cls.review.id}
        )
        cls.notice = cls.booking.notice_ids[:1]
        cls.type.waiting_list = True
        cls.service.email = "desk@town.example.com"
        cls.waiting_place = cls.env["municipal.waiting"]._join(
            [(cls.kids_id, 1)], cls.contact
        )
        cls.change_line = cls.hours_change.line_ids
        cls.product_id = cls.kids_id.id
        cls.visit_id = cls.visit.id
        cls.location_id = cls.location.id
        cls.service_id = cls.service.id
        cls.figures = [{"product": "TESTKID", "day": "2026-10-01", "count": 1}]
        cls.delivered = [{"product_id": cls.kids_id.id, "delivered": 1}]
        cls.wanted = [{"product_id": cls.kids_id.id, "quantity": 1}]
        cls.code = cls.booking.reference
        cls.kids_id.code = "TESTKID"
        cls.env.flush_all()

    def dialog(self, model, role):
        """Return a dialog that a role opened, or a clerk when it cannot."""
        user = self.user_of(role)
        if not self.env[model].with_user(user).has_access("create"):
            user = self.administrator
        values = {
            key: getattr(self, name) if not role.endswith("_b") else False
            for key, name in DIALOGS[model].items()
        }
        return self.env[model].with_user(user).sudo().create(values)

    def args(self, door):
        """Return the arguments of a call as they come from outside."""
        return [
            getattr(self, arg) if isinstance(arg, str) and hasattr(self, arg) else arg
            for arg in door.args
        ]

    def call(self, role, key, ids, door):
        """Call a method as the JSON door does.

        :param ids: ``None`` for a method of a model
        """
        model, name = key
        args = self.args(door) if ids is None else [list(ids), *self.args(door)]
        records = self.env[model].with_env(self.env(user=self.user_of(role)))
        result = call_kw(records, name, args, {})
        self.env.flush_all()
        return result

    @contextmanager
    def taken_back(self):
        """Take back what happens inside, and note what was written meanwhile."""
        self.env.flush_all()
        written = []
        execute = Cursor.execute

        def note(cursor, query, *args, **kwargs):
            text = getattr(query, "code", query)
            if isinstance(text, str) and WRITES.match(text):
                written.append(text)
            return execute(cursor, query, *args, **kwargs)

        savepoint = self.env.cr.savepoint(flush=False)
        try:
            with patch.object(Cursor, "execute", note):
                yield written
        finally:
            self.env.invalidate_all(flush=False)
            self.env.cr.clear()
            savepoint.close(rollback=True)

    @contextmanager
    def each(self, **params):
        """Try something on its own, without the log of what is refused."""
        with self.subTest(**params), mute_logger(*QUIET), self.taken_back() as written:
            yield written


@tagged("post_install", "-at_install")
class TestMethodRights(MethodRightsCase):
    """Every public method of ours, called by everybody who can reach it."""

    def public_methods(self):
        """Return (model, method) of every class of this add-on, as a set."""
        found = set()
        for model_name, cls in self.env.registry.items():
            if cls._abstract:
                continue
            for parent in cls.mro():
                if not parent.__module__.startswith(ADDON):
                    continue
                for name, value in vars(parent).items():
                    if name.startswith("_") or not inspect.isfunction(value):
                        continue
                    if hasattr(models.BaseModel, name):
                        # what every model has is tried in test_two_towns
                        continue
                    if is_callable(self.env[model_name], name):
                        found.add((model_name, name))
        return found

    def test_somebody_decided_about_every_public_method(self):
        self.assertEqual(self.public_methods() - HARMLESS, set(METHODS))

    def test_what_only_the_server_calls_cannot_be_called(self):
        for cls in self.env.registry.values():
            if not cls._abstract or not cls.__module__.startswith(ADDON):
                continue
            for name, value in vars(cls).items():
                if inspect.isfunction(value) and not name.startswith("_"):
                    with self.subTest(model=cls._name, method=name):
                        self.assertFalse(is_callable(self.env[cls._name], name))

    def ids(self, key, door, role):
        """Return records of the first town for a call, ``None`` when it needs none."""
        if door.records is None:
            return None
        if key[0] in DIALOGS:
            return self.dialog(key[0], "administrator").ids
        return getattr(self, door.records).ids

    def test_who_may_not_is_refused(self):
        """Nobody gets through with records of the town, or with none at all."""
        for key, door in METHODS.items():
            for role in set(ROLES) - door.roles:
                ids = self.ids(key, door, role)
                if ids is None and role.removesuffix("_b") in door.roles:
                    # in the own town; see test_the_other_town_learns_nothing
                    continue
                with self.each(method=key, role=role):
                    with self.assertRaises(AccessError):
                        self.call(role, key, ids, door)

    def test_nobody_writes_by_naming_no_record(self):
        for key, door in METHODS.items():
            if door.records is None:
                continue
            for role in set(ROLES) - door.roles:
                if role.removesuffix("_b") in door.roles:
                    continue
                with self.each(method=key, role=role) as written:
                    try:
                        self.call(role, key, [], door)
                    except (UserError, ValueError):
                        # what was written is taken back with the request
                        continue
                    self.assertFalse(written)

    def test_who_may_is_let_through(self):
        """Whether it can be done is another question: not for want of rights."""
        for key, door in METHODS.items():
            for role in door.roles:
                if key[0] in DIALOGS and door.records is not None:
                    ids = self.dialog(key[0], role).ids
                else:
                    ids = self.ids(key, door, role)
                with self.each(method=key, role=role):
                    try:
                        self.call(role, key, ids, door)
                    except AccessError as error:
                        self.fail(f"{role} may, but: {error}")
                    except UserError:
                        continue

    def test_what_auditors_may_call_writes_nothing(self):
        for key, door in METHODS.items():
            if "auditor" not in door.roles:
                continue
            with self.each(method=key) as written:
                ids = self.ids(key, door, "auditor")
                with suppress(UserError):
                    self.call("auditor", key, ids, door)
                self.assertFalse(written)

    def test_the_other_town_learns_nothing(self):
        """Records of one's own with arguments of the other town, and no records."""
        for key, door in METHODS.items():
            if key[0] in DIALOGS and door.records is not None:
                continue
            for role in (role for role in ROLES if role.endswith("_b")):
                if role.removesuffix("_b") not in door.roles:
                    continue
                ids = None
                if door.records is not None:
                    own = {
                        "resource.resource": self.b.desk,
                        "municipal.location": self.b.location,
                    }.get(key[0])
                    if not (door.args and own):
                        continue
                    ids = own.ids
                with self.each(method=key, role=role):
                    try:
                        answer = repr(self.call(role, key, ids, door))
                    except UserError as error:
                        answer = str(error)
                    for secret in SECRETS:
                        self.assertNotIn(secret, answer)
                    self.env.invalidate_all()
                    self.assertEqual(self.visit.state, "booked")
                    self.assertFalse(self.visit.desk_id == self.b.desk)

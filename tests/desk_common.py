from datetime import datetime, timedelta

from odoo.tests import freeze_time

from .common import MunicipalCase

#: Tuesday 13 October 2026, 09:00 in Brussels: free walk-in
TUESDAY = datetime(2026, 10, 13, 7, 0)


def at(minutes):
    return freeze_time(TUESDAY + timedelta(minutes=minutes))


class DeskCase(MunicipalCase):
    """Two clerks at two desks of the small town hall, on a Tuesday morning."""

    #: whether both sit down before each test
    desks_open = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["resource.calendar.leaves"].search([]).unlink()
        cls.desk = cls.desks[0].with_user(cls.clerk)
        cls.other_desk = cls.desks[1].with_user(cls.manager)

    def setUp(self):
        super().setUp()
        if self.desks_open:
            self.desk.desk_sit_down()
            self.other_desk.desk_sit_down()

    def give(self, product=None, quantity=1, **values):
        line = {"product_id": (product or self.passport).id, "quantity": quantity}
        return self.desk.desk_ticket([line], **values)

    def visit(self, values):
        return self.env["municipal.visit"].browse(values["id"])

    def served(self):
        """Return a visit at the desk of the clerk."""
        visit = self.visit(self.give())
        self.desk.desk_call(visit.id)
        self.desk.desk_step(visit.id, "started")
        return visit

    def queries(self, method, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        method(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def told(self, kind):
        """Return what the bus tells from now on, as (channel, payload)."""
        sent = []
        Bus = self.env.registry["bus.bus"]

        def note(_self, target, name, payload):
            if name == kind:
                sent.append((target, payload))

        self.patch(Bus, "_sendone", note)
        return sent

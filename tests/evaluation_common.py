from datetime import timedelta
from uuid import uuid4

from odoo import fields

from .screens_common import ScreenCase


class EvaluationCase(ScreenCase):
    """The small town hall, which asks visitors how it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {"municipal_evaluation": True, "municipal_evaluation_share": 100}
        )
        cls.service.email = "dienst@voorbeeld.be"
        cls.feedback = cls.env["municipal.screen"].create(
            {"name": "Exit", "kind": "feedback", "location_id": cls.location.id}
        )
        cls.ratings = cls.env["rating.rating"]
        cls.replies = cls.env["municipal.reply"]

    def ended(self, visit, ago=timedelta(0)):
        """Let a visitor be helped; it ended some time ago."""
        if not visit.arrival:
            visit._take_step("checked_in")
        visit._take_step("started")
        lines = [
            {"product_id": line.product_id.id, "delivered": 1}
            for line in visit.line_ids
        ]
        visit._finish(lines, False, 1)
        if ago:
            visit.sudo().finished_at = fields.Datetime.now() - ago
        self.env.flush_all()
        return visit

    def helped(self, *products, **values):
        """Return the visit of somebody with a ticket, who was helped."""
        return self.ended(self.ticket(*products), **values)

    def path(self, visit):
        return f"/mening/{visit.access_token}"

    def reply(self, path, score="4", **values):
        """Send the form of a page, without following the answer."""
        return self.url_open(
            path, data={"score": score, **values}, allow_redirects=False
        )

    def touch(self, score="5", key=None, screen=None, **values):
        """Touch a face on the screen at the exit."""
        key = key or str(uuid4())
        screen = screen or self.feedback
        return self.press("/feedback", screen, score=score, key=key, **values)

    def answers(self, **values):
        domain = [
            ("municipal_door", "!=", False),
            ("municipal_location_id", "=", self.location.id),
            ("consumed", "=", True),
        ]
        return self.ratings.search(domain + [(k, "=", v) for k, v in values.items()])

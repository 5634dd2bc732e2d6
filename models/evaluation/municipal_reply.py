from odoo import api, fields, models


class MunicipalReply(models.Model):
    """A visitor wrote a remark and wants an answer: a task for the managers.

    Kept apart from the answer that is counted, and deleted when the contact data of
    that day are wiped.
    """

    _name = "municipal.reply"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Remark that asks for an answer"
    _order = "day desc, id desc"
    _rec_name = "service_id"

    rating_id = fields.Many2one(
        comodel_name="rating.rating",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    service_id = fields.Many2one(comodel_name="municipal.service", readonly=True)
    location_id = fields.Many2one(comodel_name="municipal.location", readonly=True)
    day = fields.Date(string="Day of the visit", readonly=True)
    remark = fields.Text(readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    phone = fields.Char(readonly=True)
    state = fields.Selection(
        selection=[("open", "Waits for an answer"), ("done", "Answered")],
        required=True,
        readonly=True,
        default="open",
    )

    _rating_once = models.UniqueIndex("(rating_id)", "One task for each remark.")

    @api.model
    def _follow(self, rating, contact):
        """Make, change or take back the task that belongs to an answer.

        What a colleague has answered is left alone: it happened.

        :param dict contact: ``email`` and ``phone``; empty when nothing is asked
        """
        reply = self.search([("rating_id", "=", rating.id)])
        if not contact:
            reply.filtered(lambda task: task.state == "open").unlink()
            return
        values = {
            "remark": rating.feedback,
            "email": contact.get("email"),
            "phone": contact.get("phone"),
        }
        if reply and all(reply[name] == (values[name] or False) for name in values):
            return
        if reply:
            reply.write({**values, "state": "open"})
        else:
            reply = self.create({**self._of_rating(rating), **values})
        reply._ask_managers()

    @api.model
    def _of_rating(self, rating):
        return {
            "rating_id": rating.id,
            "company_id": rating.municipal_company_id.id,
            "service_id": rating.municipal_service_id.id,
            "location_id": rating.municipal_location_id.id,
            "day": rating.municipal_day,
        }

    def _ask_managers(self):
        """Put the task on the list of every manager who has not got it."""
        group_sudo = self.env.ref("municipal_appointment.group_manager").sudo()
        managers = group_sudo.all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        managers -= self.activity_ids.user_id | self.env.ref("base.user_root")
        for manager in managers:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.with_context(lang=manager.lang).env._(
                    "A visitor asks for an answer"
                ),
                user_id=manager.id,
            )

    def action_answered(self):
        """Note that somebody answered: nobody else need do it."""
        self.check_access("read")
        replies_sudo = self.sudo().filtered(lambda task: task.state == "open")
        replies_sudo.write({"state": "done"})
        replies_sudo.activity_ids.unlink()

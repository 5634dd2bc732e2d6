from odoo import Command, api, fields, models


class MunicipalHoursChange(models.Model):
    """Changes that a program or a colleague without say made.

    They are made already; their bookings wait for a decision of a manager.
    """

    _inherit = "municipal.hours.change"

    @api.model
    def _leave_open(self, records, changed, before, conflicts):
        """Note a change that was made, and ask the managers about its bookings.

        :param records: what was changed; gone when it was deleted
        :param changed: the same, or what is new
        :param before: lines that tell how it was
        :param dict conflicts: from booking to reasons
        """
        after = changed.sudo()._hours_in_words()
        words = self._difference(before, after)
        words["name"] = (changed or records.exists()).sudo()._hours_name()
        self._leave_open_in_words(words, conflicts)

    @api.model
    def _leave_open_in_words(self, words, conflicts):
        """Ask the managers of each municipality about its bookings."""
        Line = self.env["municipal.hours.change.line"].sudo()
        by_company = {}
        for booking, reasons in conflicts.items():
            company = booking.type_id.company_id
            by_company.setdefault(company, {})[booking] = reasons
        for company, own in by_company.items():
            lines = [Command.create(line) for line in Line._prepare(own)]
            change = self.sudo().create(
                dict(
                    words,
                    state="open",
                    user_id=self.env.uid,
                    company_id=company.id,
                    line_ids=lines,
                )
            )
            change._ask_managers()

    def _ask_managers(self):
        """Put a decision that waits on the list of every manager."""
        group = self.env.ref("municipal_appointment.group_manager")
        managers = group.all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        for manager in managers - self.env.ref("base.user_root"):
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.with_context(lang=manager.lang).env._(
                    "Appointments no longer fit the hours"
                ),
                user_id=manager.id,
            )

    @api.model
    def _cron_check(self):
        """List promised bookings that fit no hours and that nobody was asked about.

        Every day, and a minute after each change of hours, for what no guard sees: who
        books at the same instant, or a database that was edited by hand.
        """
        self._end_settled()
        bookings = self.env["resource.booking"]._promises()._concerned([])
        asked = self.env["municipal.hours.change.line"].sudo()
        asked = asked.search(
            [("change_id.state", "in", ("open", "running"))]
        ).booking_id
        kept = bookings.filtered("hours_exception")
        conflicts = (bookings - asked - kept)._hours_conflicts()
        words = {"name": self.env._("Found when hours and appointments were compared")}
        self._leave_open_in_words(words, conflicts)
        return len(conflicts)

    @api.model
    def _end_settled(self):
        """End lists with nothing to decide: hours were put back, visitors cancelled."""
        for change in self.search([("state", "=", "open")]):
            todo = change.line_ids.filtered(lambda line: not line.result)
            gone, fitting = todo.filtered(lambda x: x._is_gone()), todo._fitting()
            if todo <= gone | fitting:
                gone.sudo().result = "gone"
                fitting.sudo().result = "fits"
                change.sudo().applied_at = fields.Datetime.now()
                change._finish()

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Let one scheduled action do everything that goes on in the background."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    cron = env.ref("municipal_appointment.ir_cron_jobs", raise_if_not_found=False)
    if cron:
        cron.write(
            {
                "name": "Appointments: work that goes on in the background",
                "model_id": env["ir.model"]._get_id("municipal.job.mixin"),
                "code": "model._cron_jobs()",
            }
        )
    running = env["municipal.hours.change"].search([("state", "=", "running")])
    for change in running:
        change.with_user(change.decided_by_id).sudo()._start_job()

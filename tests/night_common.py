from unittest.mock import patch


def night(env):
    """Let the jobs of the night run in the transaction of a test.

    :return: what they said of their progress, as (processed, remaining)
    """
    progress = []

    def _commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
        cron.env.flush_all()
        progress.append((processed, remaining))
        return float("inf")

    crons = type(env["ir.cron"])
    with patch.object(crons, "_commit_progress", _commit_progress):
        env["municipal.visit"]._cron_night()
        env["municipal.location"]._cron_learn()
        env["resource.resource"]._cron_close_desks()
    return progress

import secrets
from datetime import timedelta

from odoo import api, fields, models, release
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, config, consteq

from ...engine.prometheus import Metric, exposition

#: where the secret of those who watch is kept
TOKEN = "municipal_appointment.health_token"
#: a replica that is further behind, with something left to do, stands still
REPLICA_SECONDS = 300
#: what compares in the night -> the job that does it
CHECKS = {
    "municipal.reservation.difference": "ir_cron_check_reservations",
    "municipal.visit.difference": "ir_cron_check_visits",
}
#: figure -> what it means, for whoever draws it
METRICS = {
    "up": "Odoo answers and reaches its database",
    "attention": "1 while something needs attention",
    "mails_waiting": "Mails that have to leave",
    "mails_failed": "Mails that were given up, of the whole database",
    "mails_oldest_seconds": "Age of the mail that has waited longest",
    "mails_overdue": "Mails to visitors that should have left",
    "jobs_late": "Scheduled jobs that nobody runs",
    "jobs_off": "Scheduled jobs that somebody switched off",
    "jobs_failing": "Scheduled jobs that fail",
    "screens": "Kiosks and displays in use",
    "screens_silent": "Screens that were not heard of for minutes",
    "screens_silent_open": "Silent screens where clerks are at work",
    "differences": "What the nightly checks found to differ",
    "check_age_seconds": "Time since the older one of the nightly checks",
    "database_bytes": "Size of the database, without the files beside it",
    "replica_up": "1 while the replica answers",
    "replica_lag_bytes": "What the replica has still to read",
    "replica_lag_seconds": "Time by which the replica is behind",
}


class MunicipalHealth(models.AbstractModel):
    """How the whole server is, for the programs of an IT department that watch it.

    Numbers only, and names of jobs: nothing about a person, and nothing of one town
    that another may not know. Whoever asks has a token, not an account.
    """

    _name = "municipal.health"
    _description = "Health of the server"

    @api.model
    def _new_token(self):
        """Make another token; whoever has the one before is shut out.

        :raise AccessError: for everybody but administrators of the whole database
        """
        self._check_system()
        token = secrets.token_urlsafe(32)
        self.env["ir.config_parameter"].set_param(TOKEN, token)
        return token

    @api.model
    def _no_token(self):
        """Let nobody watch any more.

        :raise AccessError: for everybody but administrators of the whole database
        """
        self._check_system()
        self.env["ir.config_parameter"].set_param(TOKEN, False)

    @api.model
    def _check_system(self):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._("Only administrators of the whole server let it be watched.")
            )

    @api.model
    def _token(self):
        return self.env["ir.config_parameter"].sudo().get_param(TOKEN) or ""

    @api.model
    def _is_token(self, typed):
        """Tell whether somebody has the token; how long it takes tells nothing of it.

        :return: ``None`` where nobody may ask, for there is no token
        """
        token = self._token()
        return consteq(token.encode(), typed.encode()) if token else None

    @api.model
    def _state(self):
        """Return how everything is, and in ``reasons`` what needs attention.

        The number of statements depends on nothing: neither towns, screens nor mails.
        """
        state = {
            "versions": self._versions(),
            "mails": self._mails(),
            "jobs": self._jobs(),
            "screens": self._screens(),
            "checks": self._checks(),
            "database": {"bytes": self._database_bytes()},
            "replica": self._replica(),
        }
        reasons = [reason for reason, so in self._reasons(state) if so]
        return {"status": "warn" if reasons else "ok", "reasons": reasons, **state}

    @api.model
    def _reasons(self, state):
        """Yield what may need attention, and whether it does."""
        mails, jobs, replica = state["mails"], state["jobs"], state["replica"]
        versions = state["versions"]
        yield (
            "not_updated",
            (
                versions["municipal_appointment"]
                != versions["municipal_appointment_database"]
            ),
        )
        patience = self.env["municipal.problem"]._mail_patience().total_seconds()
        yield "mails_waiting", mails["overdue"] or mails["oldest_seconds"] > patience
        for fault in ("late", "off", "failing"):
            yield f"jobs_{fault}", jobs[fault]
        yield "screens_silent", state["screens"]["silent_open"]
        yield "differences", state["checks"]["differences"]
        yield "replica_away", replica and not replica["up"]
        yield "replica_behind", replica and _stands_still(replica)

    @api.model
    def _versions(self):
        """Tell what is at work; the add-on as its files say and as the tables are."""
        addon_sudo = self.env.ref("base.module_municipal_appointment").sudo()
        [(postgres,)] = self.env.execute_query(SQL("SHOW server_version"))
        return {
            "odoo": release.version,
            "municipal_appointment": addon_sudo.installed_version,
            "municipal_appointment_database": addon_sudo.latest_version,
            "postgresql": postgres.split()[0],
        }

    @api.model
    def _mails(self):
        """Count the mails of the queue, and those that are promised and not written."""
        now = fields.Datetime.now()
        mails_sudo = self.env["mail.mail"].sudo()
        due = Domain("state", "=", "outgoing") & (
            Domain("scheduled_date", "=", False) | Domain("scheduled_date", "<=", now)
        )
        [(waiting, oldest)] = mails_sudo._read_group(
            due, [], ["__count", "create_date:min"]
        )
        notices_sudo = self.env["municipal.notice"].sudo()
        promised = [("state", "=", "queued"), ("unwritten", "=", True)]
        [(unwritten, first)] = notices_sudo._read_group(
            promised, [], ["__count", "create_date:min"]
        )
        since = min(filter(None, (oldest, first)), default=now)
        overdue = self.env["municipal.problem"]._overdue_notices()
        return {
            "waiting": waiting + unwritten,
            "failed": mails_sudo.search_count([("state", "=", "exception")]),
            "oldest_seconds": _seconds(now - since),
            "overdue": notices_sudo.search_count(overdue),
        }

    @api.model
    def _jobs(self):
        """Name the jobs that managers are warned of, too."""
        problems = self.env["municipal.problem"]
        names = problems._watched_jobs()
        return {
            fault: [names[job.id] for job in jobs]
            for fault, jobs in problems._jobs_at_fault().items()
        }

    @api.model
    def _screens(self):
        """Count the screens; at night they are dark because nobody is there."""
        screens_sudo = self.env["municipal.screen"].sudo()
        silent = screens_sudo._silent_domain()
        at_work = Domain("location_id.desk_ids.desk_user_id", "!=", False)
        return {
            "used": screens_sudo.search_count(Domain.TRUE),
            "silent": screens_sudo.search_count(silent),
            "silent_open": screens_sudo.search_count(silent & at_work),
        }

    @api.model
    def _checks(self):
        """Count what the nightly checks found, and say when they last ran."""
        data = self.env["ir.model.data"]
        jobs_sudo = (
            self.env["ir.cron"]
            .sudo()
            .browse(
                data._xmlid_to_res_id(f"municipal_appointment.{job}")
                for job in CHECKS.values()
            )
        )
        found = {
            model: self.env[model].sudo().search_count(Domain.TRUE) for model in CHECKS
        }
        ran = [job.lastcall for job in jobs_sudo.exists()]
        whole = len(ran) == len(CHECKS) and all(ran)
        last = min(ran) if whole else None
        return {
            "differences": sum(found.values()),
            "last_run": f"{last.isoformat()}Z" if last else None,
            "age_seconds": _seconds(fields.Datetime.now() - last) if last else None,
        }

    @api.model
    def _database_bytes(self):
        [(size,)] = self.env.execute_query(
            SQL("SELECT pg_database_size(current_database())")
        )
        return size

    # What the replica has not read yet is known by the primary alone: a replica that
    # lost its primary believes to be up to date.

    @api.model
    def _replica(self):
        """Return how far the replica is behind, nothing where none is configured."""
        if not config["db_replica_host"]:
            return None
        [(wanted,)] = self.env.execute_query(SQL("SELECT pg_current_wal_lsn()::text"))
        with self.env.registry.cursor(readonly=True) as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            if not cursor.fetchone()[0]:
                # it was not reached, so that Odoo reads from the primary
                return {"up": False, "lag_bytes": None, "lag_seconds": None}
            cursor.execute(
                """SELECT greatest(
                        pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn()), 0),
                    extract(epoch FROM
                        clock_timestamp() - pg_last_xact_replay_timestamp())""",
                [wanted],
            )
            behind, seconds = cursor.fetchone()
        return {
            "up": True,
            "lag_bytes": int(behind),
            "lag_seconds": round(seconds or 0, 1) if behind else 0,
        }

    @api.model
    def _metrics(self, state):
        """Return the same figures as the text that Prometheus reads."""
        values = self._values(state)
        known = [
            Metric(f"municipal_{name}", words, {}, values[name])
            for name, words in METRICS.items()
            if values.get(name) is not None
        ]
        versions = Metric(
            "municipal_info", "Versions that are at work", state["versions"], 1
        )
        return exposition([versions, *known])

    @api.model
    def _values(self, state):
        """Return the figures of a state by the names of their metrics."""
        screens, checks = state["screens"], state["checks"]
        replica = state["replica"] or {}
        return {
            "up": 1,
            "attention": int(state["status"] != "ok"),
            **{f"mails_{name}": value for name, value in state["mails"].items()},
            **{f"jobs_{name}": len(jobs) for name, jobs in state["jobs"].items()},
            "screens": screens["used"],
            "screens_silent": screens["silent"],
            "screens_silent_open": screens["silent_open"],
            "differences": checks["differences"],
            "check_age_seconds": checks["age_seconds"],
            "database_bytes": state["database"]["bytes"],
            "replica_up": int(replica["up"]) if replica else None,
            "replica_lag_bytes": replica.get("lag_bytes"),
            "replica_lag_seconds": replica.get("lag_seconds"),
        }


def _seconds(duration):
    return max(0, int(duration / timedelta(seconds=1)))


def _stands_still(replica):
    """Tell whether a replica has something to read, and has not for a long time."""
    return replica["lag_bytes"] and replica["lag_seconds"] > REPLICA_SECONDS

import secrets
from datetime import timedelta

from pytz import utc

from odoo import api, fields, models
from odoo.tools import SQL, hmac

from ...engine.proof import make_task, read_answer, why_wrong

#: numbers among which a browser looks: some 0.1 ms each, more on an old phone
MOST = 10_000
#: for which a challenge holds; whoever fills in a form for longer gets another one
HOLDS = timedelta(hours=1)


class MunicipalProof(models.Model):
    """The small sums that browsers did: each is good for one appointment.

    A challenge is signed and not kept; only what was used is, until it is worth nothing
    any more. The format is that of ALTCHA, see ``engine/proof``.
    """

    _name = "municipal.proof"
    _description = "Used proof of work"
    _order = "id desc"
    _log_access = False

    challenge = fields.Char(required=True)
    moment = fields.Datetime(required=True)
    _used_once = models.UniqueIndex("(challenge)", "This proof was used before.")

    @api.model
    def _task(self):
        """Return a challenge for a browser, as ALTCHA writes it. Nothing is written."""
        until = utc.localize(fields.Datetime.now() + HOLDS)
        return make_task(
            self._secret(),
            secrets.token_hex(12),
            secrets.randbelow(MOST + 1),
            int(until.timestamp()),
            MOST,
        )

    @api.model
    def _spend(self, text):
        """Take an answer for a proof, once.

        Undone with the transaction: who is refused for something else uses it again.
        Two requests with the same answer wait for each other: the database knows both.

        :param str text: as a browser sends it
        :return: whether it is right and was not used before
        """
        answer = read_answer(text)
        now = int(utc.localize(fields.Datetime.now()).timestamp())
        if why_wrong(self._secret(), answer, now):
            return False
        query = SQL(
            """INSERT INTO municipal_proof (challenge, moment) VALUES (%s, %s)
            ON CONFLICT (challenge) DO NOTHING RETURNING id""",
            answer.challenge,
            fields.Datetime.now(),
        )
        # who waited for the other one begins again: that is no error for the log
        self.env.cr.execute(query, log_exceptions=False)
        return bool(self.env.cr.fetchall())

    @api.model
    def _secret(self):
        """Return the secret of this database with which challenges are signed."""
        return hmac(self.env(su=True), "municipal-proof", "signature").encode()

    @api.autovacuum
    def _gc_proofs(self):
        """Forget used challenges that would be refused by their age."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM municipal_proof WHERE moment < %s",
                fields.Datetime.now() - HOLDS,
            )
        )

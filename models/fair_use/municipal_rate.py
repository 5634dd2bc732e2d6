from datetime import timedelta
from ipaddress import ip_address, ip_network

from odoo import api, fields, models
from odoo.tools import SQL, hmac

#: in which steps are counted
WINDOW = timedelta(hours=1)


class MunicipalRate(models.Model):
    """What was done lately from one internet address: a row for each time.

    In the database, so that all processes of a server count together; rows that are
    added, and none that is changed, so that nobody in a library waits for the others.
    Two who come at the same instant may not count each other.

    It tells nothing of a person: an address is kept as the result of a function that
    has another key each day, of IPv6 the network of a home, and no row is kept for more
    than two days.
    """

    _name = "municipal.rate"
    _description = "Use of the website by one internet address"
    _order = "id desc"
    _log_access = False

    moment = fields.Datetime(required=True)
    purpose = fields.Char(required=True, help="What was done.")
    address = fields.Char(required=True, help="From which it was done, unreadable.")
    _by_address = models.Index("(address, purpose, moment)")

    @api.model
    def _is_crowded(self, purpose, address, most):
        """Note that something is done, and tell whether it was often in the last hour.

        Undone with the transaction: what was refused is not counted.

        :param str purpose: what is done, and in which town
        :param str address: IP address of the browser
        :param int most: times in an hour that are nothing special
        """
        now = fields.Datetime.now()
        [[times]] = self.env.execute_query(
            SQL(
                """WITH noted AS (
                    INSERT INTO municipal_rate (moment, purpose, address)
                    VALUES (%(now)s, %(purpose)s, %(address)s)
                ), known AS (
                    SELECT FROM municipal_rate
                     WHERE address = %(address)s AND purpose = %(purpose)s
                       AND moment > %(since)s LIMIT %(most)s
                ) SELECT count(*) FROM known""",
                now=now,
                since=now - WINDOW,
                purpose=purpose,
                address=self._hide(address, now),
                most=most,
            )
        )
        return times >= most

    @api.model
    def _hide(self, address, now):
        """Return an address as it is kept on a day."""
        try:
            ip = ip_address(address or "")
        except ValueError:
            ip = ""
        if ip and ip.version == 6:
            ip = ip_network((ip, 64), strict=False)
        key = f"{now:%Y-%m-%d}"
        return hmac(self.env(su=True), "municipal-rate", (key, str(ip)))

    @api.autovacuum
    def _gc_rates(self):
        """Forget what nobody counts any more."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM municipal_rate WHERE moment < %s",
                fields.Datetime.now() - timedelta(days=1),
            )
        )

import re
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...engine.ticks import local
from ..common.refusal import Refusal
from .rating_rating import HALF_HOUR

#: made by the page of the screen: pressing twice, or sending again, is one answer
KEY = re.compile(r"[0-9a-f-]{36}")
#: what people can touch in half an hour, one after the other; more is a machine
MOST_IN_HALF_HOUR = 300
#: a screen without network keeps answers so long
LATEST = timedelta(hours=24)


class MunicipalLocation(models.Model):
    """What visitors who leave a building touch on its feedback screen."""

    _inherit = "municipal.location"

    def _evaluate(self, score, key, services, seconds=0):
        """Keep an answer of somebody who leaves the building, and nobody else.

        It holds no visit and no user, and of its moment the half-hour only: by the
        second it could be laid beside the moment at which a visit ended.

        :param str score: as it was sent
        :param str key: of the form; the same one twice is one answer
        :param services: those of the screen: told when there is but one
        :param int seconds: ago, when the screen had no network
        :raise Refusal: for what no screen sends
        """
        self.ensure_one()
        ratings_sudo = self.env["rating.rating"].sudo()
        chosen = ratings_sudo._read_score(score)
        if not (isinstance(key, str) and KEY.fullmatch(key)):
            raise Refusal(self.env._("This page is too old: begin again."), "key")
        moment = _half_hour(
            fields.Datetime.now() - min(LATEST, timedelta(seconds=max(0, seconds)))
        )
        if ratings_sudo.search_count([("access_token", "=", key)], limit=1):
            return
        self._check_evaluations(moment)
        rating = ratings_sudo.create(
            {
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "access_token": key,
                "rating": chosen,
                "consumed": True,
                "municipal_door": "screen",
                "municipal_company_id": self.company_id.id,
                "municipal_service_id": services.id if len(services) == 1 else False,
                "municipal_location_id": self.id,
                "municipal_day": local(moment, self._zone()).date(),
            }
        )
        self._blur(rating, moment)

    def _check_evaluations(self, moment):
        """Refuse what no visitors of one building can touch."""
        count = (
            self.env["rating.rating"]
            .sudo()
            .search_count(
                [
                    ("municipal_door", "=", "screen"),
                    ("res_id", "=", self.id),
                    ("rated_on", "=", moment),
                ],
                limit=MOST_IN_HALF_HOUR,
            )
        )
        if count >= MOST_IN_HALF_HOUR:
            raise Refusal(
                self.env._("Too many answers at once: try again later."), "score"
            )

    def _blur(self, rating, moment):
        """Leave nothing but the half-hour of an answer, in any column."""
        rating.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE rating_rating SET rated_on = %(at)s, create_date = %(at)s,"
                " write_date = %(at)s, create_uid = NULL, write_uid = NULL"
                " WHERE id = %(id)s",
                at=moment,
                id=rating.id,
            )
        )
        rating.invalidate_recordset()


def _half_hour(moment):
    """Return the beginning of the half-hour of a naive UTC moment."""
    seconds = (moment.minute * 60 + moment.second) % int(HALF_HOUR.total_seconds())
    return (moment - timedelta(seconds=seconds)).replace(microsecond=0)

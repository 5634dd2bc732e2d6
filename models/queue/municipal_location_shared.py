from time import monotonic

from odoo import models, tools

#: What a hall full of screens and phones asks at the same time is worked out once in
#: so many seconds. Whoever looks again because of a message waits longer than this, see
#: ``SOON`` in static/src/screens: he never gets what was worked out before it.
SHARED_SECONDS = 2


class MunicipalLocation(models.Model):
    """What many ask at the same time: the line, and how long people will wait.

    Played on for a full hall it takes longer than all the rest of an answer. Who waits,
    who is called and whose turn it is are never shared: these are read anew each time.
    """

    _inherit = "municipal.location"

    @tools.ormcache("self.id")
    def _shared(self):
        """Return what this process knows of the building: key -> (moment, value)."""
        return {}

    def _for_a_moment(self, key, make, fits=lambda value: True):
        """Return what ``make`` returns, or what it returned just now for others.

        :param key: what is asked, without the building
        :param fits: whether what others were told is an answer for who asks now
        """
        known, now = self._shared(), monotonic()
        found = known.get(key)
        if not found or now - found[0] >= SHARED_SECONDS or not fits(found[1]):
            # a copy: threads share what is known, and add to it
            for old, value in list(known.items()):
                if now - value[0] >= SHARED_SECONDS:
                    known.pop(old, None)
            found = known[key] = now, make()
        return found[1]

    def _shared_line(self):
        """Return the line of this building as it was just now."""
        return self._for_a_moment("line", self._line)

    def _shared_wait(self, visit):
        """Return the engine.estimate.Wait of a visitor who waits in this building.

        Who took a ticket since the others were told waits as long as who comes now.
        """
        waits = self._shared_line().waits
        if visit.id in waits or visit.state != "waiting":
            return waits.get(visit.id)
        if visit.planned_start or visit.priority or visit.for_desk_id:
            return self._line().waits.get(visit.id)
        lines = [(line.product_id, line.quantity) for line in visit.sudo().line_ids]
        return self._shared_wait_of_newcomer(lines)

    def _shared_position(self, visit):
        """Return how many are called before a visitor, ``None`` if none can tell.

        Before the first desk opens, it is told as if all of them were open.
        """
        if visit.state != "waiting":
            return None
        wait = self._shared_wait(visit)
        if not (wait or self._shared_line().desks):
            line = self._for_a_moment(
                "hall", self._line_of_all_desks, lambda line: visit.id in line.waits
            )
            wait = line.waits.get(visit.id)
        return wait and wait.ahead

    def _shared_wait_of_newcomer(self, lines):
        """Return the engine.estimate.Wait of somebody who came now.

        :param lines: list of pairs (product, quantity)
        """
        key = tuple((product.id, quantity) for product, quantity in lines)
        return self._for_a_moment(
            key, lambda: self._wait_of_newcomer(lines, self._shared_line())
        )

    def _tell_line_moved(self):
        """Let phones and displays look again, soon."""
        if not self._was_told("screens"):
            self.env["bus.bus"]._sendone(self._queue_channel(), "municipal_queue", {})

    def _tell_counters(self, moves):
        """Let counters and boards of the building look again; they may read it all.

        :param bool moves: whether the line has moved: then at once. What else happens
            at the desks can wait.
        """
        if moves or not self._was_told("counters"):
            clerks = self.env.ref("municipal_appointment.group_clerk").sudo()
            message = {"location_id": self.id, "moves": moves}
            self.env["bus.bus"]._sendone(clerks, "municipal_queue", message)

    def _was_told(self, whom):
        """Tell whether somebody was told just now, and note that he is told now.

        He looks later than this: telling him again adds nothing. What is rolled back
        was told to nobody.
        """
        known, now = self._shared(), monotonic()
        if whom in known and now - known[whom][0] < SHARED_SECONDS:
            return True
        note = {whom: (monotonic(), True)}
        self.env.cr.postcommit.add(lambda: known.update(note))
        return False

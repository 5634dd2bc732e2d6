import re
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools.misc import file_open

from ...models.queue import municipal_location
from ..desk_common import TUESDAY, DeskCase

SHARED = "odoo.addons.municipal_appointment.models.queue.municipal_location"
LONG = 1000


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestShared(DeskCase):
    """What many ask at the same time is worked out once, and never for long."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(municipal_location, "SHARED_SECONDS", LONG)
        cls.displays = cls.env["municipal.screen"].create(
            [
                {"name": name, "kind": "display", "location_id": cls.location.id}
                for name in ("Hall", "Corridor")
            ]
        )

    def setUp(self):
        super().setUp()
        self.desk.desk_sit_down()
        self.lines = self.count("_queue")

    def count(self, method):
        """Return a list that grows with each call of a method of the building."""
        done = []
        Location = self.env.registry["municipal.location"]
        original = getattr(Location, method)

        def counting(location, *args):
            done.append(args)
            return original(location, *args)

        self.patch(Location, method, counting)
        return done

    def states(self):
        return [display._display_state() for display in self.displays]

    def test_displays_share_the_estimate_and_nothing_else(self):
        self.give()
        self.states()
        self.assertEqual(len(self.lines), 1)
        visit = self.visit(self.give())
        self.desk.desk_call(visit.id)
        states = self.states()
        self.assertEqual(len(self.lines), 1)
        for state in states:
            self.assertEqual([call["id"] for call in state["calls"]], [visit.id])
            self.assertEqual(state["waiting"][0]["count"], 1)

    def test_it_is_worked_out_anew_after_a_moment(self):
        self.give()
        self.states()
        later = municipal_location.monotonic() + LONG
        with patch(f"{SHARED}.monotonic", lambda: later):
            self.states()
        self.assertEqual(len(self.lines), 2)

    def test_buildings_share_nothing(self):
        self.states()
        other = self.location.copy({"name": "Other"})
        self.displays[1].location_id = other
        self.states()
        self.assertEqual(other._shared_queue().visits, ())
        self.give()
        self.assertIsNot(other._shared(), self.location._shared())

    def test_who_came_a_moment_ago_has_a_place_and_an_estimate(self):
        first = self.visit(self.give())
        self.assertEqual((first._ahead(), first._wait_in_words()), (0, "0–5"))
        second = self.visit(self.give(self.kids_id))
        self.assertEqual(second._ahead(), 1)
        with patch.object(municipal_location, "SHARED_SECONDS", 0):
            exact = second._wait_in_words()
        self.assertRegex(exact, r"\d–\d")
        self.assertEqual(second._wait_in_words(), exact)

    def test_who_cannot_wait_is_not_told_the_wait_of_others(self):
        for _number in range(8):
            self.give()
        self.visit(self.give())._wait_in_words()
        urgent = self.visit(self.give(priority=True))
        self.assertEqual((urgent._ahead(), urgent._wait_in_words()), (0, "0–5"))

    def test_who_was_called_has_no_place_in_the_line(self):
        visit = self.visit(self.give())
        self.assertEqual(visit._ahead(), 0)
        self.desk.desk_call(visit.id)
        self.assertIsNone(visit._ahead())

    def test_who_was_told_finds_what_happened_until_others_are_told(self):
        """The worst of what can follow each other between a message and the look."""
        told = self.real("NOTIFIED_SECONDS")
        self.patch(municipal_location, "SHARED_SECONDS", self.real("SHARED_SECONDS"))
        self.patch(municipal_location, "NOTIFIED_SECONDS", told)
        moved = self.told("municipal_queue")
        with self.seconds(0):
            self.give()
            self.env.cr.postcommit.run()
        with self.seconds(told - 0.02):
            self.assertEqual(len(self.location._shared_queue().visits), 1)
        moved.clear()
        with self.seconds(told - 0.01):
            self.give()
        screens = [target for target, payload in moved if not payload]
        self.assertEqual(screens, [], "they were told a moment ago")
        scripts = "screens/display", "screens/waiting", "backend/desk/later"
        with self.seconds(min(map(self.patience, scripts))):
            self.assertEqual(len(self.location._shared_queue().visits), 2)

    def seconds(self, seconds):
        """Let it be so many seconds later than all that a process remembers."""
        moment = 10 * LONG + seconds
        return patch(f"{SHARED}.monotonic", lambda: moment)

    @staticmethod
    def real(name):
        """Return how many seconds this is outside of tests."""
        path = "municipal_appointment/models/queue/municipal_location.py"
        with file_open(path) as source:
            return float(re.search(rf"^{name} = (\S+)", source.read(), re.M)[1])

    @staticmethod
    def patience(script):
        """Return after how many seconds at least a script looks again."""
        with file_open(f"municipal_appointment/static/src/{script}.js") as source:
            least = re.search(r"const (SOON|LATER) = \[(\d+),", source.read())[2]
        return int(least) / 1000


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestCost(DeskCase):
    """What a call or an estimate asks the database does not grow with the building."""

    def more_desks(self):
        """Open ten more desks, which do what the first one does."""
        for number in range(10):
            self.desks[0].copy(
                {
                    "name": f"More {number}",
                    "desk_type_ids": [(6, 0, self.desks[0].desk_type_ids.ids)],
                    "desk_user_id": self.env.uid,
                    "desk_since": TUESDAY,
                }
            )

    def let_wait(self, number):
        for _visitor in range(number):
            self.give()

    def test_an_estimate(self):
        self.other_desk.desk_get_up()
        self.let_wait(3)
        few = self.queries(self.location._queue)
        self.more_desks()
        self.let_wait(20)
        self.assertEqual(len(self.location._queue().desks), 11)
        self.assertEqual(self.queries(self.location._queue), few)

    def test_a_call(self):
        self.let_wait(12)
        self.call_and_end()
        few = self.call_and_end()
        self.more_desks()
        self.let_wait(90)
        # new desks make the process forget what it knew, also of Odoo
        self.call_and_end()
        self.assertEqual(self.call_and_end(), few)

    def call_and_end(self):
        """Return how many statements a call takes; nobody stays at the desk."""
        queries = self.queries(self.desk.desk_call_next)
        self.desk._at_desk().action_leave()
        return queries


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestMessages(DeskCase):
    """Screens are told what they have to show at once, and no more than that."""

    def setUp(self):
        super().setUp()
        self.display = self.env["municipal.screen"].create(
            {"name": "Hall", "kind": "display", "location_id": self.location.id}
        )
        self.moved = self.told("municipal_queue")
        self.env.cr.postcommit.clear()

    def line_moved(self):
        """Tell whether phones and displays heard since the last time."""
        channel = self.location._queue_channel()
        heard = channel in [str(target) for target, _payload in self.moved]
        self.moved.clear()
        return heard

    def test_the_line_moves_with_tickets_and_calls(self):
        visit = self.visit(self.give())
        self.assertTrue(self.line_moved())
        self.desk.desk_call(visit.id)
        self.assertTrue(self.line_moved())
        self.desk.desk_step(visit.id, "started")
        self.assertFalse(self.line_moved())
        self.desk.desk_finish(visit.id, [])
        self.assertFalse(self.line_moved())

    def test_the_line_moves_when_somebody_leaves_or_comes_back(self):
        visit = self.visit(self.give())
        self.desk.desk_call(visit.id)
        self.line_moved()
        self.desk.desk_step(visit.id, "undone")
        self.assertTrue(self.line_moved())
        self.desk.desk_step(visit.id, "left")
        self.assertTrue(self.line_moved())

    def test_who_was_told_just_now_is_not_told_again(self):
        self.patch(municipal_location, "NOTIFIED_SECONDS", LONG)
        self.give()
        self.assertTrue(self.line_moved())
        self.give()
        self.assertTrue(self.line_moved(), "the first message is not sent yet")
        self.env.cr.postcommit.run()
        self.give()
        self.assertFalse(self.line_moved())
        later = municipal_location.monotonic() + LONG
        with patch(f"{SHARED}.monotonic", lambda: later):
            self.give()
        self.assertTrue(self.line_moved())

    def test_no_call_ends_that_never_was(self):
        ends = self.told("municipal_call_end")
        visit = self.visit(self.give())
        self.assertEqual(ends, [])
        self.desk.desk_call(visit.id)
        self.assertEqual(ends, [])
        self.desk.desk_step(visit.id, "undone")
        self.assertEqual(ends, [(self.display._channel(), {"id": visit.id})])

    def desk_messages(self):
        """Return of each message to desks whether the queue moved."""
        said = [payload["moves"] for _target, payload in self.moved if payload]
        self.moved.clear()
        return said

    def test_counters_hear_at_once_how_the_line_moves_and_of_the_rest_once(self):
        self.patch(municipal_location, "NOTIFIED_SECONDS", LONG)
        first, second = self.visit(self.give()), self.visit(self.give())
        self.desk.desk_call(first.id)
        self.assertEqual(self.desk_messages(), [True, True, True])
        self.desk.desk_step(first.id, "started")
        self.assertEqual(self.desk_messages(), [False])
        self.env.cr.postcommit.run()
        self.desk.desk_finish(first.id, [])
        self.assertEqual(self.desk_messages(), [])
        self.desk.desk_call(second.id)
        self.assertEqual(self.desk_messages(), [], "they look again in any case")
        later = municipal_location.monotonic() + LONG
        with patch(f"{SHARED}.monotonic", lambda: later):
            self.desk.desk_step(second.id, "undone")
        self.assertEqual(self.desk_messages(), [True])

    def test_who_sits_down_is_told_always(self):
        self.patch(municipal_location, "NOTIFIED_SECONDS", LONG)
        self.give()
        self.env.cr.postcommit.run()
        self.desk_messages()
        self.desk.desk_sit_down()
        self.assertEqual(self.desk_messages(), [True])

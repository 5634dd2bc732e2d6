import unittest

from odoo import Command
from odoo.tests import freeze_time, tagged

from ...engine import queue
from ...engine.queue import Desk, Visit
from ...models.common.refusal import Refusal
from .. import queue_common as slow
from ..desk_common import TUESDAY, DeskCase, at
from ..properties import given, st

asked = st.lists(st.sampled_from(slow.PRODUCTS), unique=True, max_size=3)


class TestNeeded(unittest.TestCase):
    """Which desk calls somebody who comes for several things."""

    def desks_for(self, products, opened, desks):
        """Return the ids of the open desks that would call the visitor."""
        found = queue.needed(1, products, opened, desks)
        visit = Visit(1, 0, service=1, products=found)
        return {desk.id for desk in opened if desk.serves(visit)}

    def deals_with(self, desk, product):
        """Say in other words what a desk deals with."""
        service = desk.services is None or 1 in desk.services
        return service and (desk.products is None or product in desk.products)

    @given(asked, slow.desks(min_size=1), st.data())
    def test_nobody_is_stranded(self, products, desks, data):
        """Where an open desk deals with any of it, an open desk calls."""
        opened = [desk for desk in desks if data.draw(st.booleans())]
        found = self.desks_for(products, opened, desks)
        some = {d.id for d in opened if any(self.deals_with(d, p) for p in products)}
        every = {d.id for d in opened if all(self.deals_with(d, p) for p in products)}
        if products and every:
            self.assertEqual(found, every, "a desk that deals with all of it")
        elif products and some:
            self.assertTrue(found)
            self.assertLessEqual(found, some)

    @given(asked, slow.desks(min_size=1))
    def test_who_waits_for_a_closed_desk_is_called_when_it_opens(self, products, desks):
        """As long as no open desk deals with it; then somebody always can."""
        needed = queue.needed(1, products, [], desks)
        visit = Visit(1, 0, service=1, products=needed)
        receives = [desk for desk in desks if desk.services in (None, frozenset([1]))]
        self.assertEqual(any(d.serves(visit) for d in desks), bool(receives))

    def test_the_part_with_what_was_asked_first(self):
        first, second = (Desk(i, products=frozenset([i + 1])) for i in (0, 1))
        both = Desk(2, products=frozenset([1, 2]))
        self.assertEqual(self.desks_for([1, 2], [first, second], [first, second]), {0})
        self.assertEqual(self.desks_for([2, 1], [first, second], [first, second]), {1})
        everything = [first, second, both]
        self.assertEqual(self.desks_for([1, 2], everything, everything), {2})
        self.assertEqual(self.desks_for([1, 2], [second], everything), {1})


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestTypesOfADesk(DeskCase):
    """A desk deals with the products of its types: the agenda knew it already."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.declarations = cls.type.copy({"name": "Declarations"})
        cls.marriage = cls.passport.copy(
            {"name": "Marriage", "type_id": cls.declarations.id}
        )
        cls.desks[0].desk_type_ids = [Command.set(cls.type.ids)]
        cls.desks[1].desk_type_ids = [Command.set(cls.declarations.ids)]

    def queue_of(self, desk):
        return [visit["id"] for visit in desk.desk_state()["queue"]]

    def test_each_desk_calls_for_what_it_receives(self):
        passport, marriage = self.give(), self.give(self.marriage)
        self.assertEqual(self.queue_of(self.desk), [passport["id"]])
        self.assertEqual(self.queue_of(self.other_desk), [marriage["id"]])
        self.assertEqual(self.other_desk.desk_call_next(), marriage["id"])

    def test_it_is_not_called_by_hand_either(self):
        passport = self.give()
        [other] = self.other_desk.desk_state()["others"]
        self.assertFalse(other["callable"])
        with self.assertRaisesRegex(Refusal, "does not deal with"):
            self.other_desk.desk_call(passport["id"])
        answer = self.other_desk.desk_scan(passport["ticket"])
        self.assertEqual(answer["done"], "nothing")
        self.assertEqual(self.desk.desk_call(passport["id"]), passport["id"])

    def test_the_estimate_counts_desks_that_receive_it(self):
        for _visitor in range(6):
            self.give()
        together = self.location._wait_of_newcomer([(self.passport, 1)])
        self.other_desk.desk_get_up()
        alone = self.location._wait_of_newcomer([(self.passport, 1)])
        self.assertEqual(together, alone)
        self.assertIsNone(self.location._wait_of_newcomer([(self.marriage, 1)]))

    def test_of_several_things_nobody_waits_for_ever(self):
        """No desk deals with both: who deals with the first one calls."""
        lines = [
            {"product_id": product.id, "quantity": 1}
            for product in (self.marriage, self.passport)
        ]
        visit = self.desk.desk_ticket(lines)
        self.assertEqual(self.queue_of(self.desk), [])
        self.assertEqual(self.queue_of(self.other_desk), [visit["id"]])
        [other] = self.desk.desk_state()["others"]
        self.assertTrue(other["callable"], "by hand: it deals with a part")
        self.desks[1].desk_type_ids = [Command.link(self.type.id)]
        self.assertEqual(self.queue_of(self.other_desk), [visit["id"]])
        self.other_desk.desk_get_up()
        self.assertEqual(self.queue_of(self.desk), [visit["id"]])

    def test_only_these_products_cuts_the_types(self):
        self.desks[1].served_product_ids = self.passport
        passport = self.give()
        self.assertEqual(self.queue_of(self.other_desk), [])
        self.assertEqual(self.queue_of(self.desk), [passport["id"]])

    def test_a_product_that_was_archived_since_is_still_called_for(self):
        passport = self.give()
        self.passport.active = False
        self.assertEqual(self.queue_of(self.desk), [passport["id"]])
        self.assertEqual(self.queue_of(self.other_desk), [])

    def test_a_product_that_no_desk_receives_is_left_to_the_service(self):
        visit = self.give()
        self.desks[0].desk_type_ids = [Command.set(self.declarations.ids)]
        self.assertEqual(self.queue_of(self.desk), [visit["id"]])

    def test_the_board_of_waiting_times_agrees_with_who_is_called(self):
        passport, marriage = self.give(), self.give(self.marriage)
        self.assertEqual(
            set(self.location._queue().waits), {passport["id"], marriage["id"]}
        )
        self.desk.desk_get_up()
        self.assertEqual(set(self.location._queue().waits), {marriage["id"]})


@tagged("post_install", "-at_install")
@freeze_time(TUESDAY)
class TestForward(DeskCase):
    """What one desk knows, the next one reads; its calls begin again."""

    def forwarded(self, visit, **values):
        self.desk.desk_forward(visit.id, **values)
        return visit

    def shown(self, desk):
        [visit] = desk.desk_state()["visits"]
        return visit

    def test_the_note_is_shown_at_the_next_desk(self):
        visit = self.visit(self.give(note="Comes with a wheelchair"))
        self.desk.desk_call(visit.id)
        self.forwarded(visit, desk_id=self.desks[1].id, note="Needs a residence card")
        self.other_desk.desk_call_next()
        note = "Comes with a wheelchair\nNeeds a residence card"
        self.assertEqual(self.shown(self.other_desk)["note"], note)
        self.assertEqual(visit.event_ids.filtered("note").mapped("step"), ["forwarded"])

    def test_the_same_note_twice_stands_there_once(self):
        visit = self.served()
        self.forwarded(visit, desk_id=self.desks[1].id, note="Card")
        self.desk.desk_step(visit.id, "undone")
        self.forwarded(visit, desk_id=self.desks[1].id, note="Card")
        self.assertEqual(visit.note, "Card")

    def test_calls_are_counted_for_each_desk(self):
        visit = self.visit(self.give())
        self.desk.desk_call(visit.id)
        for minute in (1, 2, 3):
            with at(minute):
                self.desk.desk_recall(visit.id)
        with at(4):
            self.forwarded(visit, desk_id=self.desks[1].id)
            self.other_desk.desk_call_next()
            self.assertEqual(self.shown(self.other_desk)["calls"], 1)
        with at(5):
            self.other_desk.desk_recall(visit.id)

    def test_a_call_that_was_forwarded_leaves_the_display(self):
        display = self.env["municipal.screen"].create(
            {"name": "Hall", "kind": "display", "location_id": self.location.id}
        )
        visit = self.visit(self.give())
        self.desk.desk_call(visit.id)
        told = self.told("municipal_call_end")
        self.forwarded(visit, desk_id=self.desks[1].id)
        self.assertEqual([payload["id"] for _to, payload in told], [visit.id])
        self.assertTrue(display.exists())

    def other_service(self):
        service = self.env["municipal.service"].create({"name": "Other", "code": "YY"})
        type_ = self.type.copy({"name": "Other", "service_id": service.id})
        self.permit, self.plan = (
            self.passport.copy({"name": name, "type_id": type_.id})
            for name in ("Permit", "Plan")
        )
        self.desks[0].desk_type_ids = [Command.set(self.type.ids)]
        self.desks[1].desk_type_ids = [Command.set(type_.ids)]
        return service

    def test_to_another_service_every_desk_of_it_calls(self):
        service = self.other_service()
        visit = self.forwarded(self.served(), service_id=service.id)
        self.assertEqual(self.desk.desk_state()["queue"], [])
        self.assertEqual(self.other_desk.desk_call_next(), visit.id)

    def test_with_the_product_the_right_desk_calls(self):
        self.other_service()
        self.desks[1].served_product_ids = self.plan
        third = self.desks[1].copy(
            {
                "name": "Third",
                "served_product_ids": [Command.set(self.permit.ids)],
                "desk_type_ids": [Command.set(self.desks[1].desk_type_ids.ids)],
            }
        )
        third = third.with_user(self.administrator)
        third.desk_sit_down()
        visit = self.forwarded(self.served(), product_id=self.permit.id)
        self.assertEqual(visit.service_id, self.permit.service_id)
        self.assertEqual(visit.line_ids.product_id, self.passport | self.permit)
        self.assertEqual(self.other_desk.desk_state()["queue"], [])
        self.assertEqual(third.desk_call_next(), visit.id)

    def test_bad_targets_are_refused_in_words(self):
        elsewhere = self.location.copy({"name": "Elsewhere"})
        far = self.desks[1].copy({"name": "Far", "location_id": elsewhere.id})
        far.with_user(self.administrator).desk_sit_down()
        visit = self.served()
        for values in (
            {"desk_id": far.id},
            {"desk_id": 2**40},
            {"desk_id": "1; DROP"},
            {"service_id": -1},
            {"service_id": "x"},
            {"service_id": [1]},
            {"product_id": {"id": 1}},
            {"product_id": 2**31 - 1},
        ):
            with self.subTest(values), self.assertRaises(Refusal):
                self.forwarded(visit, **values)
        self.assertEqual((visit.state, visit.for_desk_id.id), ("serving", False))

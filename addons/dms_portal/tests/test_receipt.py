from unittest.mock import patch

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .order_common import OrderCommon


class ReceiptCommon(OrderCommon):
    """An approved order with goods in stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.wine, 100)
        cls._stock(cls.beer, 100)
        cls.order = cls._approved()

    def _receive(self, picking, user=None, **payload):
        return picking.with_user(user or self.stocker)._dms_confirm_receipt(payload)

    def _move(self, picking, product):
        return picking.move_ids.filtered(lambda move: move.product_id == product)

    def _count(self, picking, product, **counted):
        return {"move_id": self._move(picking, product).id, **counted}


@tagged("post_install", "-at_install")
class TestReceipt(ReceiptCommon):
    """The dealer says what arrived, once, and the brand hears of differences."""

    def test_all_as_shipped_in_one_word(self):
        picking = self._ship(self.order)
        receipt = self._receive(picking)
        self.assertEqual(receipt.user_id, self.stocker)
        self.assertEqual(receipt.dealer_id, self.dealer)
        self.assertEqual(receipt.order_id, self.order)
        self.assertFalse(receipt.has_difference)
        self.assertEqual(
            [(line.shipped_qty, line.received_qty) for line in receipt.line_ids],
            [(3.0, 3.0), (5.0, 5.0)],
        )
        self.assertFalse(self.order.activity_ids)
        self.assertEqual(picking.dms_received_at, receipt.received_at)

    def test_difference_is_recorded_told_and_becomes_a_to_do(self):
        picking = self._ship(self.order)
        receipt = self._receive(
            picking,
            lines=[
                self._count(picking, self.wine, received=2, note="one missing"),
                self._count(picking, self.beer, received="6", damaged="1"),
            ],
            note="the driver saw it",
        )
        wine, beer = receipt.line_ids
        # shipped 3, came 2: 1 short; shipped 5, came 6: 1 too many, 1 of them damaged
        self.assertEqual((wine.short_qty, wine.damaged_qty), (1.0, 0.0))
        self.assertEqual((beer.short_qty, beer.damaged_qty), (-1.0, 1.0))
        self.assertTrue(receipt.has_difference)
        self.assertTrue(self.order.dms_has_difference)
        self.assertTrue(picking.dms_has_difference)
        self.assertEqual(receipt.claim_ids.activity_ids.user_id, self.north_staff)
        for document in (self.order, picking):
            body = document.message_ids[0].body
            self.assertIn("1 Units short (one missing)", body)
            self.assertIn("1 Units too many, 1 Units damaged", body)
            self.assertEqual(document.message_ids[0].author_id, self.stocker.partner_id)
        found = self.env["sale.order"].search([("dms_has_difference", "=", True)])
        self.assertEqual(found, self.order)

    def test_note_of_a_dealer_is_shown_as_text(self):
        picking = self._ship(self.order)
        evil = "<img src=x onerror=alert(1)>"
        self._receive(
            picking, lines=[self._count(picking, self.wine, received=2, note=evil)]
        )
        self.assertNotIn("<img", self.order.message_ids[0].body)
        self.assertIn("&lt;img", self.order.message_ids[0].body)

    def test_second_confirmation_changes_nothing_and_shows_the_first(self):
        picking = self._ship(self.order)
        first = self._receive(picking)
        again = self._receive(
            picking,
            user=self.buyer,
            lines=[self._count(picking, self.wine, received=0)],
        )
        self.assertEqual(again, first)
        self.assertFalse(first.has_difference)
        self.assertEqual(first.user_id, self.stocker)

    @mute_logger("odoo.sql_db")
    def test_two_at_once_are_told_apart_by_the_database(self):
        picking = self._ship(self.order)
        self._receive(picking)
        cls = type(picking)
        blind = patch.object(
            cls, "_dms_known_receipt", lambda self: self.env["dms.receipt"]
        )
        with self.assertRaises(ConcurrencyError), self.env.cr.savepoint(), blind:
            self._receive(picking)

    def test_only_part_of_the_wrong_count_is_no_receipt(self):
        picking = self._ship(self.order)
        foreign = self._ship(self._approved(ref="PO-2"))
        for lines, word in (
            ([self._count(picking, self.wine, received=-1)], "less than zero"),
            ([self._count(picking, self.wine, received="x")], "number"),
            ([self._count(picking, self.wine, received=1, damaged=2)], "damaged"),
            ([self._count(foreign, self.wine, received=1)], "not part of"),
            (["no line"], "not part of"),
        ):
            with self.subTest(word), self.assertRaisesRegex(UserError, word):
                self._receive(picking, lines=lines)
        self.assertFalse(picking.dms_receipt_ids)

    def test_nothing_to_confirm_before_it_is_shipped(self):
        with self.assertRaisesRegex(UserError, "not been shipped"):
            self._receive(self.order.picking_ids)

    def test_who_may_confirm(self):
        picking = self._ship(self.order)
        for user in (self.finance, self.other_buyer, self.north_staff):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._receive(picking, user=user)
        self.assertFalse(picking.dms_receipt_ids)
        self.assertTrue(self._receive(picking, user=self.owner))

    def test_dealer_that_may_only_look_confirms_nothing(self):
        picking = self._ship(self.order)
        self.dealer._dms_change_state("suspended", "audit", "view_only")
        with self.assertRaisesRegex(UserError, "audit"):
            self._receive(picking)
        self.assertFalse(picking.dms_receipt_ids)

    def test_receipt_is_never_edited(self):
        receipt = self._receive(self._ship(self.order))
        for record in (receipt, receipt.line_ids):
            with self.assertRaises(UserError):
                record.write({"note": "changed"})
            with self.assertRaises(UserError):
                record.unlink()
        for user in (self.stocker, self.north_staff):
            with self.assertRaises(AccessError):
                self.env["dms.receipt"].with_user(user).create(
                    {
                        "picking_id": receipt.picking_id.id,
                        "dealer_id": self.dealer.id,
                    }
                )

    def test_who_sees_the_receipt(self):
        receipt = self._receive(self._ship(self.order))
        seers = self.owner + self.buyer + self.stocker + self.north_staff
        for user in seers + self.other_buyer + self.south_staff + self.finance:
            with self.subTest(user.login):
                for record in (receipt, receipt.line_ids[0]):
                    seen = record.with_user(user).has_access("read")
                    self.assertEqual(seen, user in seers)


@tagged("post_install", "-at_install")
class TestProgress(ReceiptCommon):
    """How far an order has come, as its deliveries go on their way."""

    def _assert_story(self, *expected):
        """The timeline as (step, state) pairs, with a date on all that is done."""
        story = self.order._dms_timeline()
        self.assertEqual([(step["key"], step["state"]) for step in story], [*expected])
        for step in story:
            self.assertEqual(bool(step["at"]), step["state"] in ("done", "stopped"))

    def test_from_ordered_to_received_in_two_deliveries(self):
        order = self.order
        self.assertEqual(order.dms_progress, "approved")
        self._assert_story(
            ("ordered", "done"),
            ("approved", "done"),
            ("shipped", "now"),
            ("received", "later"),
        )
        first = self._ship(order, {self.wine: 2, self.beer: 5})
        self.assertEqual(order.dms_progress, "part_shipped")
        self.assertEqual(order._dms_timeline()[2]["detail"], "1 of 2 deliveries")
        self._receive(first)
        self.assertEqual(order.dms_progress, "part_received")
        second = self._ship(order)
        self.assertEqual(order.dms_progress, "part_received")
        self._assert_story(
            ("ordered", "done"),
            ("approved", "done"),
            ("shipped", "done"),
            ("received", "now"),
        )
        self._receive(second)
        self.assertEqual(order.dms_progress, "received")
        self._assert_story(
            ("ordered", "done"),
            ("approved", "done"),
            ("shipped", "done"),
            ("received", "done"),
        )
        sides = [step["side"] for step in order._dms_timeline()]
        self.assertEqual(sides, ["dealer", "brand", "brand", "dealer"])

    def test_rest_that_the_brand_cancels_is_not_waited_for(self):
        self._ship(self.order, {self.wine: 2, self.beer: 5})
        rest = self.order.picking_ids.filtered(lambda p: p.state != "done")
        rest.action_cancel()
        self.assertEqual(self.order.dms_progress, "shipped")

    def test_goods_sent_back_leave_the_receipt_as_it_was(self):
        picking = self._ship(self.order)
        receipt = self._receive(picking)
        form = Form(
            self.env["stock.return.picking"].with_context(
                active_id=picking.id, active_model="stock.picking"
            )
        )
        wizard = form.save()
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self.assertEqual(self.order.dms_progress, "received")
        back.move_ids.picked = True
        back.button_validate()
        self.assertEqual(self.order.dms_progress, "received")
        # 3 shipped and 3 received, whatever came back; core counts 3 - 1 delivered
        self.assertEqual(receipt.line_ids[0].received_qty, 3.0)
        self.assertEqual(self.order.order_line[0].qty_delivered, 2.0)
        with self.assertRaises(UserError):
            self._receive(back)

    def test_refused_order_ends_with_its_reason(self):
        order = self._order(ref="PO-9")
        order.with_user(self.north_staff)._dms_refuse("sold out")
        story = order._dms_timeline()
        self.assertEqual([step["key"] for step in story], ["ordered", "refused"])
        self.assertEqual(story[-1]["detail"], "sold out")

    def test_cancelled_order_says_so(self):
        self.order.action_cancel()
        self.assertEqual(self.order.dms_progress, "cancelled")

    def test_orders_of_others_have_no_progress(self):
        customer = self.env["res.partner"].create({"name": "Customer"})
        order = self.env["sale.order"].create({"partner_id": customer.id})
        order.action_confirm()
        self.assertFalse(order.dms_progress)

    def test_order_that_the_brand_typed_in_has_progress_too(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "order_line": [(0, 0, {"product_id": self.wine.id})],
            }
        )
        self.assertFalse(order.dms_progress)
        order.action_confirm()
        self.assertEqual(order.dms_progress, "approved")
        self._ship(order)
        self.assertEqual(order.dms_progress, "shipped")

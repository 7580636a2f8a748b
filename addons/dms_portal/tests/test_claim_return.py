from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ConcurrencyError, MissingError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .claim_common import ClaimCommon, photo


@tagged("post_install", "-at_install")
class TestClaimReturn(ClaimCommon):
    """From a dealer's request to send goods back to the posted credit note."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receipt = cls.picking.with_user(cls.stocker)._dms_confirm_receipt()

    def _left(self, product):
        return float(self._move(self.picking, product)._dms_claimable())

    def test_request_waits_for_the_brand_and_moves_nothing(self):
        claim = self._ask(self.beer, 2, note="please")
        self.assertEqual((claim.kind, claim.state), ("return", "requested"))
        self.assertTrue(claim.name.startswith("RMA/"))
        self.assertEqual(claim.requester_id, self.buyer)
        self.assertEqual(claim.activity_ids.user_id, self.north_staff)
        # 2 × 1.80 = 3.60, and 13 %: 4.07
        self.assertAlmostEqual(claim.amount, 4.07)
        self.assertFalse(claim.line_ids.move_ids)
        self.assertEqual(self._line_of(self.beer).qty_delivered, 5.0)

    def test_from_request_to_posted_credit_note(self):
        invoice = self._invoice()
        claim = self._ask(self.beer, 2)
        claim.with_user(self.north_staff).action_dms_decide()
        self.assertEqual(claim.state, "approved")
        back = claim._dms_return_pickings()
        self.assertEqual(back.picking_type_id.code, "incoming")
        self.assertEqual(back.return_id, self.picking)
        self.assertEqual(back.move_ids.product_uom_qty, 2.0)
        self.assertTrue(back.move_ids.to_refund)
        self.assertFalse(claim._dms_credit_notes())
        self._bring_back(claim)
        self.assertEqual(claim.state, "received")
        sold = self._line_of(self.beer)
        self.assertEqual(sold.qty_delivered, 3.0)
        note = claim._dms_credit_notes()
        self.assertEqual(note.reversed_entry_id, invoice)
        note.action_post()
        # 2 × 1.80 = 3.60, tax 0.468 → 0.47
        self.assertEqual(
            self._ledger(note), {"income": 3.6, "tax": 0.47, "asset_receivable": -4.07}
        )
        self.assertEqual(claim.state, "credited")
        self.assertEqual((sold.qty_invoiced, sold.qty_to_invoice), (3.0, 0.0))

    def test_part_that_comes_back_is_credited_and_the_rest_waits(self):
        self._invoice()
        claim = self._ask(self.beer, 4)
        claim.with_user(self.north_staff).action_dms_decide()
        self._bring_back(claim, 1)
        self.assertEqual(claim.state, "approved")
        self.assertEqual(claim._dms_credit_notes().invoice_line_ids.quantity, 1.0)
        self._bring_back(claim)
        # a credit note of its own for the 3 that came later
        quantities = claim._dms_credit_notes().invoice_line_ids.mapped("quantity")
        self.assertEqual(sorted(quantities), [1.0, 3.0])
        self.assertEqual(claim.state, "received")
        claim._dms_credit_notes().action_post()
        self.assertEqual(claim.state, "credited")

    def test_what_does_not_come_back_is_not_waited_for(self):
        self._invoice()
        claim = self._ask(self.beer, 4)
        claim.with_user(self.north_staff).action_dms_decide()
        self._bring_back(claim, 1)
        claim.with_user(self.north_staff).action_dms_close()
        self.assertEqual(claim.state, "received")
        self.assertEqual(self._line_of(self.beer).qty_delivered, 4.0)
        # 5 shipped, 1 came back: 4 may be asked for again
        self.assertEqual(self._left(self.beer), 4.0)
        with self.assertRaisesRegex(UserError, "does not wait"):
            claim.with_user(self.north_staff).action_dms_close()

    def test_brand_grants_less(self):
        claim = self._ask(self.beer, 4)
        self._decide(claim, **{"return": ("credit", 3)})
        self.assertEqual(claim._dms_return_pickings().move_ids.product_uom_qty, 3.0)
        self.assertEqual(self._left(self.beer), 2.0)

    def test_warehouse_that_receives_more_than_granted_credits_what_is_granted(self):
        self._invoice()
        claim = self._ask(self.beer, 2)
        claim.with_user(self.north_staff).action_dms_decide()
        self._bring_back(claim, 3)
        self.assertEqual(claim._dms_credit_notes().invoice_line_ids.quantity, 2.0)

    def test_not_invoiced_return_closes_without_money(self):
        claim = self._ask(self.wine, 3)
        claim.with_user(self.north_staff).action_dms_decide()
        self._bring_back(claim)
        self.assertEqual(claim.state, "closed")
        # 5 × 1.80 = 9.00, and 13 %: 10.17
        self.assertAlmostEqual(self._invoice().amount_total, 10.17)

    def test_two_invoices_bear_one_return_the_newest_first(self):
        order = self._approved(self._line(self.beer, 6), ref="PO-TWICE")
        self._ship(order, {self.beer: 4})
        first = self._invoice(order)
        second_picking = self._ship(order)
        second = self._invoice(order)
        self.assertEqual(second.invoice_line_ids.quantity, 2.0)
        self._receive(second_picking)
        claim = self._ask(self.beer, 2, picking=second_picking)
        claim.with_user(self.north_staff).action_dms_decide()
        self._bring_back(claim)
        self.assertEqual(claim._dms_credit_notes().reversed_entry_id, second)
        first_picking = order.picking_ids.sorted("id")[0]
        self._receive(first_picking)
        third = self._ask(self.beer, 3, picking=first_picking)
        third.with_user(self.north_staff).action_dms_decide()
        self._bring_back(third)
        # nothing is left of the second invoice: the first one bears it
        self.assertEqual(third._dms_credit_notes().reversed_entry_id, first)
        self.assertEqual(third._dms_credit_notes().invoice_line_ids.quantity, 3.0)

    def test_no_more_than_delivered_less_returned_less_requested(self):
        self.assertEqual(self._left(self.beer), 5.0)
        first = self._ask(self.beer, 2)
        self.assertEqual(self._left(self.beer), 3.0)
        with self.assertRaisesRegex(UserError, "at most 3"):
            self._ask(self.beer, 4)
        first.with_user(self.north_staff).action_dms_decide()
        self.assertEqual(self._left(self.beer), 3.0)
        self._bring_back(first)
        self.assertEqual(self._left(self.beer), 3.0)
        second = self._ask(self.beer, 3)
        self.assertEqual(self._left(self.beer), 0.0)
        second.with_user(self.north_staff)._dms_refuse("sold as seen")
        self.assertEqual(self._left(self.beer), 3.0)

    def test_goods_that_went_back_meanwhile_are_not_granted_again(self):
        claim = self._ask(self.beer, 4)
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": self.picking.id}
        )
        wizard.product_return_moves.filtered(
            lambda line: line.product_id == self.beer
        ).quantity = 2
        wizard._create_return()
        with self.assertRaisesRegex(UserError, "only 3 are left"):
            claim.with_user(self.north_staff).action_dms_decide()
        self.assertEqual(claim.state, "requested")

    def test_same_request_sent_twice_is_one(self):
        first = self._ask(self.beer, 2, key="form-1")
        again = self._ask(self.beer, 2, key="form-1")
        self.assertEqual(first, again)
        self.assertEqual(self._left(self.beer), 3.0)

    @mute_logger("odoo.sql_db")
    def test_same_request_at_once_is_told_apart_by_the_database(self):
        self._ask(self.beer, 2, key="form-1")
        claims = type(self.env["dms.claim"])
        blind = patch.object(claims, "_dms_known_request", lambda self, *key: self)
        with self.assertRaises(ConcurrencyError), self.env.cr.savepoint(), blind:
            self._ask(self.beer, 2, key="form-1")

    def test_other_phone_waits_for_its_turn(self):
        """Who finds the delivery locked is served again, and then counts anew."""
        pickings = type(self.picking)
        busy = patch.object(pickings, "try_lock_for_update", lambda self: self.browse())
        with self.assertRaises(ConcurrencyError), busy:
            self._ask(self.beer, 2)
        self.assertEqual(self._left(self.beer), 5.0)

    def test_every_request_writes_the_row_that_it_locks(self):
        """Otherwise who began to read before would count what is taken by now."""
        before = self.picking.dms_request_count
        self._ask(self.beer, 1)
        self._ask(self.beer, 1)
        self.assertEqual(self.picking.dms_request_count, before + 2)

    def test_what_may_be_asked(self):
        cases = (
            ({"quantity": "x"}, "as a number"),
            ({"quantity": -1}, "above zero"),
            ({"quantity": "0.001"}, "above zero"),
            ({"quantity": 1, "reason": "whim"}, "choose why"),
            ({"quantity": 6}, "at most 5"),
            ({"quantity": 0}, "how many you want"),
            ({"quantity": 1, "move_id": 0}, "not part of"),
        )
        for line, words in cases:
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._ask(self.beer, 1, line=line)
        self.assertFalse(self.picking.dms_claim_ids)

    def test_line_of_another_delivery_is_refused(self):
        foreign = self._ship(self._approved(ref="PO-2"))
        with self.assertRaisesRegex(UserError, "not part of"):
            self._ask(self.beer, 1, line={"move_id": self._move(foreign, self.beer).id})

    def test_days_are_over(self):
        self._set_company(dms_return_days=10)
        self.picking.date_done = fields.Datetime.now() - timedelta(days=10)
        self.assertTrue(self._ask(self.beer, 1))
        self.picking.date_done = fields.Datetime.now() - timedelta(days=11)
        with self.assertRaisesRegex(UserError, "within 10 days"):
            self._ask(self.beer, 1)
        self._set_company(dms_return_days=0)
        with self.assertRaisesRegex(UserError, "no goods back"):
            self._ask(self.beer, 1)

    def test_product_and_category_that_are_not_taken_back(self):
        self.wine.product_tmpl_id.dms_no_return = True
        with self.assertRaisesRegex(UserError, "not taken back"):
            self._ask(self.wine, 1)
        below = self.env["product.category"].create(
            {"name": "Draught", "parent_id": self.category.id}
        )
        self.beer.categ_id = below
        self.assertTrue(self._ask(self.beer, 1))
        self.category.dms_no_return = True
        with self.assertRaisesRegex(UserError, "not taken back"):
            self._ask(self.beer, 1)

    def test_receipt_comes_first(self):
        picking = self._ship(self._approved(ref="PO-3"))
        with self.assertRaisesRegex(UserError, "confirm first"):
            self._ask(self.beer, 1, picking=picking)

    def test_who_may_ask(self):
        for user in (self.stocker, self.finance, self.other_buyer, self.north_staff):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._ask(self.beer, 1, user=user)
        self.assertFalse(self.picking.dms_claim_ids)
        self.assertTrue(self._ask(self.beer, 1, user=self.owner))

    def test_dealer_that_may_only_look_asks_for_nothing(self):
        self.dealer._dms_change_state("suspended", "audit", "view_only")
        with self.assertRaisesRegex(UserError, "audit"):
            self._ask(self.beer, 1)

    def test_withdraw_before_the_decision_and_not_after(self):
        claim = self._ask(self.beer, 2)
        for user in (self.stocker, self.other_buyer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                claim.with_user(user)._dms_withdraw()
        claim.with_user(self.buyer)._dms_withdraw()
        claim.with_user(self.buyer)._dms_withdraw()  # a second tap
        self.assertEqual(claim.state, "withdrawn")
        self.assertFalse(claim.activity_ids)
        self.assertEqual(self._left(self.beer), 5.0)
        with self.assertRaises(UserError):
            claim.with_user(self.north_staff).action_dms_decide()
        decided = self._ask(self.beer, 2)
        decided.with_user(self.north_staff).action_dms_decide()
        with self.assertRaisesRegex(UserError, "decided"):
            decided.with_user(self.buyer)._dms_withdraw()
        self.assertEqual(decided.state, "approved")

    def test_return_is_not_delivered_again(self):
        claim = self._ask(self.beer, 2)
        with self.assertRaisesRegex(UserError, "choose something else"):
            self._decide(claim, **{"return": "redeliver"})

    def test_return_of_a_return_is_no_part_of_the_claim(self):
        claim = self._ask(self.beer, 2)
        claim.with_user(self.north_staff).action_dms_decide()
        back = self._bring_back(claim)
        wizard = self.env["stock.return.picking"].create({"picking_id": back.id})
        wizard.product_return_moves.quantity = 1
        again = wizard._create_return()
        self.assertFalse(again.move_ids.dms_claim_line_id)
        self.assertEqual(claim.state, "closed")

    def test_photos_stay_with_their_line(self):
        claim = self._ask(self.beer, 1, line={"photos": [photo(), photo("PNG")]})
        files = claim.line_ids._dms_photos()
        self.assertEqual(files.mapped("mimetype"), ["image/jpeg"] * 2)
        self.assertFalse(any(files.mapped("public")))
        self.assertEqual(
            claim.with_user(self.finance)._dms_portal_photo(files[0].id), files[0]
        )
        with self.assertRaises(AccessError):
            claim.with_user(self.other_buyer)._dms_portal_photo(files[0].id)
        with self.assertRaises(MissingError):
            self._ask(self.wine, 1).with_user(self.buyer)._dms_portal_photo(files[0].id)
        self.assertFalse(files[0].with_user(self.other_buyer).has_access("read"))

    def test_slip_is_for_who_sends_the_goods(self):
        claim = self._ask(self.beer, 2)
        claim.with_user(self.north_staff).action_dms_decide()
        for user in (self.finance, self.other_buyer):
            with self.subTest(user.login), self.assertRaises(AccessError):
                claim.with_user(user)._dms_slip()

    def test_home_page_says_what_is_to_be_sent_back(self):
        claim = self._ask(self.beer, 2)
        claim.with_user(self.north_staff).action_dms_decide()
        refused = self._ask(self.wine, 1)
        refused.with_user(self.north_staff)._dms_refuse("opened bottles")
        for user in (self.stocker, self.buyer):
            texts = [todo["text"] for todo in user.with_user(user)._dms_todos()]
            self.assertIn("Returns to send back: 1", texts)
            self.assertIn(f"Claim {refused.name} was refused", texts)
        texts = [
            todo["text"] for todo in self.finance.with_user(self.finance)._dms_todos()
        ]
        self.assertNotIn("Returns to send back: 1", texts)

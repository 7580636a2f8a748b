from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestClaimDifference(ClaimCommon):
    """From a receipt that differs to the credit note, or to a new delivery."""

    def test_receipt_that_differs_opens_one_claim(self):
        claim = self._claim_of(
            self._count(self.picking, self.wine, received=2, note="one missing"),
            self._count(self.picking, self.beer, received=6, damaged=1, wrong=2),
        )
        self.assertEqual((claim.kind, claim.state), ("difference", "requested"))
        self.assertEqual(claim.requester_id, self.stocker)
        self.assertEqual(claim.user_id, self.north_staff)
        self.assertEqual(claim.activity_ids.user_id, self.north_staff)
        found = [(line.kind, line.product_id, line.quantity) for line in claim.line_ids]
        # wine: 3 shipped, 2 came; beer: 5 shipped, 6 came, 1 broken, 2 something else
        self.assertEqual(
            found,
            [
                ("short", self.wine, 1.0),
                ("damaged", self.beer, 1.0),
                ("wrong", self.beer, 2.0),
                ("over", self.beer, 1.0),
            ],
        )
        # with 13 %: wine 9.00 → 10.17; beer 1.80 → 2.034, of three 6.10 in two lines
        # of 2.03 and 4.07; too many is worth nothing
        self.assertEqual(claim.line_ids.mapped("amount"), [10.17, 2.03, 4.07, 0.0])
        self.assertAlmostEqual(claim.amount, 16.27)
        self.assertEqual(claim.line_ids[0].note, "one missing")
        self.assertEqual(self.order.dms_claim_count, 1)
        self.assertEqual(self.picking.dms_claim_count, 1)

    def test_receipt_as_shipped_opens_none(self):
        self.assertFalse(self._receive(self.picking).claim_ids)

    def test_a_receipt_never_opens_a_second_claim(self):
        claim = self._claim_of(self._count(self.picking, self.wine, received=2))
        claim.receipt_id._dms_open_claim()
        self._receive(self.picking, user=self.buyer)
        self.assertEqual(self.picking.dms_claim_ids, claim)

    def test_nothing_moves_before_somebody_decides(self):
        self._invoice()
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self.assertEqual(self._line_of(self.wine).qty_delivered, 3.0)
        self.assertFalse(claim.line_ids.move_ids)
        self.assertFalse(claim._dms_credit_notes())
        with self.assertRaisesRegex(UserError, "choose what to do"):
            claim.with_user(self.north_staff).action_dms_decide()
        self.assertEqual(claim.state, "requested")

    def test_short_is_credited_as_it_was_invoiced(self):
        invoice = self._invoice()
        # 3 × 9.00 + 5 × 1.80 = 36.00, and 13 % = 4.68
        self.assertAlmostEqual(invoice.amount_total, 40.68)
        # the price changes afterwards; the credit follows the invoice
        self.wine.list_price = 99.0
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self._decide(claim, short="credit")
        note = claim._dms_credit_notes()
        self.assertEqual(note.move_type, "out_refund")
        self.assertEqual((note.state, claim.state), ("draft", "approved"))
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertIn(claim.name, note.ref)
        line = note.invoice_line_ids
        self.assertEqual((line.quantity, line.price_unit), (2.0, 9.0))
        self.assertEqual(line.tax_ids, self.tax)
        note.action_post()
        # 2 × 9.00 = 18.00, tax 2.34: the dealer owes 20.34 less
        self.assertEqual(
            self._ledger(note),
            {"income": 18.0, "tax": 2.34, "asset_receivable": -20.34},
        )
        self.assertEqual(claim.state, "credited")
        # the order: 3 less 2 delivered, 3 less 2 invoiced, nothing to invoice
        sold = self._line_of(self.wine)
        self.assertEqual((sold.qty_delivered, sold.qty_invoiced), (1.0, 1.0))
        self.assertEqual(sold.qty_to_invoice, 0.0)
        body = claim.message_ids[0].body
        self.assertIn(note.name, body)

    def test_credit_note_is_posted_by_itself_where_the_company_says_so(self):
        self._set_company(dms_claim_post_credit=True)
        self._invoice()
        claim = self._claim_of(self._count(self.picking, self.beer, damaged=2))
        self._decide(claim, damaged="credit")
        note = claim._dms_credit_notes()
        # 2 × 1.80 = 3.60, tax 0.47 (0.468)
        self.assertEqual(note.state, "posted")
        self.assertEqual(
            self._ledger(note), {"income": 3.6, "tax": 0.47, "asset_receivable": -4.07}
        )
        self.assertEqual(claim.state, "credited")

    def test_what_is_not_invoiced_makes_the_next_invoice_smaller(self):
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self._decide(claim, short="credit")
        self.assertFalse(claim._dms_credit_notes())
        self.assertEqual(claim.state, "closed")
        self.assertEqual(self._line_of(self.wine).qty_delivered, 1.0)
        # 1 × 9.00 + 5 × 1.80 = 18.00, and 13 % = 2.34
        self.assertAlmostEqual(self._invoice().amount_total, 20.34)
        self.assertEqual(claim.state, "closed")

    def test_invoice_that_was_still_a_draft_is_credited_when_it_is_posted(self):
        invoice = self._invoice(post=False)
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self._decide(claim, short="credit")
        self.assertFalse(claim._dms_credit_notes())
        invoice.action_post()  # over 3 wine, as it was drafted
        note = claim._dms_credit_notes()
        self.assertEqual(note.invoice_line_ids.quantity, 2.0)
        self.assertEqual(claim.state, "approved")

    def test_goods_billed_by_order_are_taken_off_the_order(self):
        self.wine.invoice_policy = "order"
        order = self._approved(self._line(self.wine, 4), ref="PO-ORDERED")
        self.picking = self._ship(order)
        self._invoice(order)
        order.action_lock()
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self._decide(claim, short="credit")
        claim._dms_credit_notes().action_post()
        sold = order.order_line
        # 4 ordered less 3: one is ordered, delivered and invoiced; nothing more to bill
        self.assertEqual((sold.product_uom_qty, sold.qty_delivered), (1.0, 1.0))
        self.assertEqual((sold.qty_invoiced, sold.qty_to_invoice), (1.0, 0.0))
        self.assertTrue(order.locked)
        waiting = order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        self.assertFalse(waiting)

    def test_redelivery_brings_the_missing_quantity_and_no_more(self):
        self._invoice()
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self._decide(claim, short="redeliver")
        self.assertEqual(claim.state, "approved")
        anew = claim._dms_new_deliveries()
        self.assertEqual(anew.picking_type_id.code, "outgoing")
        self.assertEqual(anew.sale_id, self.order)
        self.assertEqual(anew.move_ids.product_uom_qty, 2.0)
        sold = self._line_of(self.wine)
        # 3 less 2 that never arrived, until the new delivery is shipped
        self.assertEqual(sold.qty_delivered, 1.0)
        self._ship(self.order)
        self.assertEqual(anew.state, "done")
        self.assertEqual(sold.qty_delivered, 3.0)
        self.assertEqual(claim.state, "closed")
        self.assertFalse(claim._dms_credit_notes())
        self.assertEqual(sold.qty_to_invoice, 0.0)

    def test_redelivery_leaves_earlier_returns_alone(self):
        """Core would order all that is not delivered, returned goods included."""
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": self.picking.id}
        )
        back = wizard.product_return_moves.filtered(
            lambda line: line.product_id == self.beer
        )
        back.quantity = 2
        returned = wizard._create_return()
        returned.move_ids.picked = True
        returned.button_validate()
        claim = self._claim_of(self._count(self.picking, self.beer, received=4))
        self._decide(claim, short="redeliver")
        # 1 short; the 2 that were returned for good are not sent again
        self.assertEqual(claim._dms_new_deliveries().move_ids.product_uom_qty, 1.0)

    def test_what_is_lost_is_scrapped_and_what_is_found_is_on_hand(self):
        def on_hand(product):
            return product.with_context(
                location=self.picking.location_id.id
            ).qty_available

        wine, beer = on_hand(self.wine), on_hand(self.beer)
        claim = self._claim_of(
            self._count(self.picking, self.wine, received=1),
            self._count(self.picking, self.beer, damaged=2),
        )
        self.assertEqual(claim.line_ids.mapped("goods"), ["stock", "lost"])
        self._decide(claim, short="credit", damaged="credit")
        # 2 wine never left the warehouse; the 2 broken beers are nowhere
        self.assertEqual(on_hand(self.wine), wine + 2)
        self.assertEqual(on_hand(self.beer), beer)
        scrap = self.env["stock.scrap"].search([("origin", "=", claim.name)])
        self.assertEqual((scrap.scrap_qty, scrap.state), (2.0, "done"))
        claim._dms_go_on()
        self.assertEqual(
            self.env["stock.scrap"].search_count([("origin", "=", claim.name)]), 1
        )

    def test_part_is_granted_and_the_rest_refused_with_a_reason(self):
        self._invoice()
        claim = self._claim_of(
            self._count(self.picking, self.wine, received=0),
            self._count(self.picking, self.beer, damaged=1),
        )
        self._decide(claim, short=("credit", 1), damaged="reject")
        # 1 × 9.00 and 13 %: 10.17
        self.assertAlmostEqual(claim._dms_credit_notes().amount_total, 10.17)
        self.assertEqual(claim.line_ids.mapped("amount"), [10.17, 0.0])
        self.assertEqual(self._line_of(self.beer).qty_delivered, 5.0)

    def test_all_rejected_is_refused(self):
        claim = self._claim_of(self._count(self.picking, self.wine, received=0))
        self._decide(claim, short="reject")
        self.assertEqual((claim.state, claim.refusal_reason), ("refused", "because"))
        self.assertEqual(self._line_of(self.wine).qty_delivered, 3.0)

    def test_refusing_needs_a_reason_that_the_dealer_reads(self):
        claim = self._claim_of(self._count(self.picking, self.wine, received=0))
        mine = claim.with_user(self.north_staff)
        with self.assertRaises(UserError):
            mine._dms_refuse(" ")
        wizard = self.env["dms.claim.refuse"].with_user(self.north_staff)
        wizard.create({"claim_ids": claim.ids, "reason": "count again"}).action_refuse()
        self.assertEqual(claim.state, "refused")
        self.assertIn("count again", claim.message_ids[0].body)
        self.assertIn(self.stocker.partner_id, claim.message_ids[0].partner_ids)

    def test_too_many_is_looked_at_and_moves_nothing(self):
        claim = self._claim_of(self._count(self.picking, self.beer, received=7))
        with self.assertRaisesRegex(UserError, "choose something else"):
            self._decide(claim, over="credit")
        self._decide(claim, over="noted")
        self.assertEqual(claim.state, "closed")
        self.assertFalse(claim.line_ids.move_ids)

    def test_second_decision_changes_nothing(self):
        self._invoice()
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self._decide(claim, short="credit")
        note = claim._dms_credit_notes()
        with self.assertRaisesRegex(UserError, "does not wait"):
            claim.with_user(self.north_staff).action_dms_decide()
        claim.with_user(self.north_staff).action_dms_credit()
        claim._dms_go_on()
        self.assertEqual(claim._dms_credit_notes(), note)
        with self.assertRaises(UserError):
            claim.line_ids.with_user(self.north_staff).write({"granted_qty": 1})

    def test_credit_note_that_was_deleted_is_drafted_again_on_demand(self):
        self._invoice()
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self._decide(claim, short="credit")
        claim._dms_credit_notes().unlink()
        claim._dms_advance()
        claim.with_user(self.north_staff).action_dms_credit()
        self.assertEqual(claim._dms_credit_notes().invoice_line_ids.quantity, 2.0)

    def test_cancelled_credit_note_is_not_counted(self):
        self._invoice()
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self._decide(claim, short="credit")
        note = claim._dms_credit_notes()
        note.action_post()
        note.button_draft()
        self.assertEqual(claim.state, "approved")
        note.button_cancel()
        self.assertEqual(claim.state, "closed")

    def test_only_decisions_are_typed_in(self):
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        mine = claim.with_user(self.north_staff)
        for record, values in (
            (mine, {"state": "credited"}),
            (mine, {"dealer_id": self.other.id}),
            (mine.line_ids, {"quantity": 50}),
            (mine.line_ids, {"move_id": self.picking.move_ids[1].id}),
        ):
            with self.subTest(values), self.assertRaises(UserError):
                record.write(values)
        with self.assertRaises(UserError):
            claim.unlink()

    def test_who_may_see_and_decide(self):
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        seers = self.owner + self.buyer + self.stocker + self.finance + self.north_staff
        for user in seers + self.other_buyer + self.south_staff:
            for record in (claim, claim.line_ids):
                seen = record.with_user(user).has_access("read")
                self.assertEqual(seen, user in seers, user.login)
        for user in (self.owner, self.finance, self.other_buyer, self.south_staff):
            with self.subTest(user.login), self.assertRaises(AccessError):
                claim.with_user(user).action_dms_decide()
        with self.assertRaises(AccessError):
            claim.with_user(self.stocker).read(["amount"])
        self.assertAlmostEqual(claim.with_user(self.finance).amount, 20.34)


@tagged("post_install", "-at_install")
class TestClaimApproval(ClaimCommon):
    """Claims above an amount wait for somebody else's approval."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = cls._staff(cls.country_region, group="manager")
        cls.env["dms.approval.rule"].create(
            {
                "name": "Claims above 15",
                "res_model": "dms.claim",
                "condition": "[('amount', '>', 15)]",
                "approver_kind": "users",
                "approver_user_ids": cls.chief.ids,
            }
        )

    def test_small_claims_need_nobody_else(self):
        claim = self._claim_of(self._count(self.picking, self.wine, received=2))
        self._decide(claim, short="credit")  # 10.17
        self.assertEqual(claim.state, "closed")

    def test_large_claims_wait_and_cannot_be_changed_meanwhile(self):
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self._decide(claim, short="credit")  # 20.34
        self.assertEqual(claim.state, "requested")
        self.assertFalse(claim.line_ids.move_ids)
        mine = claim.with_user(self.north_staff)
        with self.assertRaisesRegex(UserError, "Change Decisions"):
            mine.line_ids.write({"granted_qty": 1})
        with self.assertRaises(AccessError):
            mine.action_dms_decide()
        found = self.env["dms.claim"].with_user(self.chief)
        self.assertEqual(found.search([("approval_can_decide", "=", True)]), claim)
        claim.with_user(self.chief).action_dms_decide()
        self.assertEqual(claim.state, "closed")
        self.assertEqual(claim.decided_by_id, self.chief)
        self.assertEqual(self._line_of(self.wine).qty_delivered, 1.0)

    def test_changed_decisions_are_asked_for_again(self):
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self._decide(claim, short=("credit", 2))
        claim.with_user(self.north_staff).action_dms_change()
        self._decide(claim, short=("credit", 1))  # 10.17: nobody is asked
        self.assertEqual(claim.state, "closed")
        self.assertEqual(self._line_of(self.wine).qty_delivered, 2.0)

    def test_refused_approval_refuses_the_claim(self):
        claim = self._claim_of(self._count(self.picking, self.wine, received=1))
        self._decide(claim, short="credit")
        claim.with_user(self.chief)._dms_refuse("the driver's photo shows three")
        self.assertEqual(claim.state, "refused")
        self.assertEqual(claim.line_ids.decision, "reject")
        self.assertEqual(self._line_of(self.wine).qty_delivered, 3.0)


@tagged("post_install", "-at_install")
class TestClaimUnits(ClaimCommon):
    """Cases are sold and invoiced; single bottles are missing."""

    @mute_logger("odoo.addons.stock.models.stock_rule")
    def test_one_bottle_out_of_a_case_is_one_bottle(self):
        line = {"product_id": self.wine.id, "quantity": 2, "uom_id": self.case.id}
        order = self._approved(line, ref="PO-CASES")
        self.picking = self._ship(order)
        invoice = self._invoice(order)
        # 2 cases of 12 at 9.00 a bottle: 216.00, and 13 % = 28.08
        self.assertAlmostEqual(invoice.amount_total, 244.08)
        move = self.picking.move_ids
        self.assertEqual((move.product_uom, move.quantity), (self.wine.uom_id, 24.0))
        claim = self._claim_of(self._count(self.picking, self.wine, received=19))
        self._decide(claim, short="credit")
        line = claim._dms_credit_notes().invoice_line_ids
        self.assertEqual((line.quantity, line.product_uom_id), (5.0, self.wine.uom_id))
        note = line.move_id
        note.action_post()
        # 5 bottles at 9.00: 45.00, tax 5.85
        self.assertEqual(
            self._ledger(note),
            {"income": 45.0, "tax": 5.85, "asset_receivable": -50.85},
        )
        self.assertEqual(claim.state, "credited")
        claim._dms_go_on()
        self.assertEqual(claim._dms_credit_notes(), note)

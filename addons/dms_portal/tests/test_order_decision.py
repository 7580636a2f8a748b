from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .order_common import OrderCommon


@tagged("post_install", "-at_install")
class TestOrderDecision(OrderCommon):
    """The brand approves or refuses, once, and says why."""

    def _assert_decided(self, order, decision, state, user):
        self.assertEqual((order.dms_state, order.state), (decision, state))
        self.assertEqual(order.dms_decided_by_id, user)
        self.assertTrue(order.dms_decided_at)
        self.assertFalse(order.activity_ids, "the to-do is done")

    def test_approval_confirms_the_order(self):
        order = self._order()
        order.with_user(self.north_staff).action_dms_approve()
        self._assert_decided(order, "approved", "sale", self.north_staff)
        self.assertEqual(order.dms_progress, "approved")
        self.assertTrue(order.picking_ids)

    def test_core_confirmation_by_staff_is_an_approval(self):
        order = self._order()
        order.with_user(self.north_staff).action_confirm()
        self._assert_decided(order, "approved", "sale", self.north_staff)

    def test_refusal_cancels_and_tells_the_dealer_why(self):
        order = self._order()
        wizard = self.env["dms.order.refuse"].with_user(self.north_staff)
        action = order.with_user(self.north_staff).action_dms_refuse()
        wizard.with_context(**action["context"]).create(
            {"reason": " Prices change on Monday. "}
        ).action_refuse()
        self._assert_decided(order, "refused", "cancel", self.north_staff)
        self.assertEqual(order.dms_refusal_reason, "Prices change on Monday.")
        self.assertEqual(order.dms_progress, "refused")
        told = order.message_ids.filtered(lambda m: "Monday" in (m.body or ""))
        self.assertIn(self.buyer.partner_id, told.partner_ids)

    def test_refusal_needs_a_reason(self):
        order = self._order()
        for reason in (False, "", "   "):
            with self.subTest(reason), self.assertRaises(UserError):
                order.with_user(self.north_staff)._dms_refuse(reason)
        self.assertEqual((order.dms_state, order.state), ("submitted", "sent"))

    def test_nothing_is_decided_twice(self):
        staff = self.north_staff
        for first in ("action_dms_approve", "_dms_refuse"):
            order = self._order(ref=first)
            arguments = ["no"] if first == "_dms_refuse" else []
            getattr(order.with_user(staff), first)(*arguments)
            decided = (order.dms_state, order.state, order.dms_decided_at)
            with self.subTest(first):
                with self.assertRaises(UserError):
                    order.with_user(staff).action_dms_approve()
                with self.assertRaises(UserError):
                    order.with_user(staff)._dms_refuse("other")
                with self.assertRaises(UserError):
                    order.with_user(staff).action_dms_refuse()
            self.assertEqual(
                (order.dms_state, order.state, order.dms_decided_at), decided
            )

    def test_dealers_people_cannot_decide(self):
        order = self._order()
        for user in (self.owner, self.buyer, self.finance, self.stocker):
            mine = order.with_user(user)
            for method in ("action_dms_approve", "action_dms_refuse", "action_confirm"):
                with self.subTest(user=user.login, method=method):
                    with self.assertRaises(UserError):
                        getattr(mine, method)()
            with self.assertRaises(AccessError):
                self.env["dms.order.refuse"].with_user(user).create(
                    {"order_ids": order.ids, "reason": "no"}
                )
        # as a portal controller would, with the rights of the superuser
        with self.assertRaises(UserError):
            order.with_user(self.owner).sudo().action_confirm()
        self.assertEqual((order.dms_state, order.state), ("submitted", "sent"))

    def test_staff_of_another_region_cannot_decide(self):
        order = self._order()
        with self.assertRaises(AccessError):
            order.with_user(self.south_staff).action_dms_approve()
        wizard = self.env["dms.order.refuse"].with_user(self.south_staff)
        with self.assertRaises(AccessError):
            wizard.create({"order_ids": order.ids, "reason": "no"}).action_refuse()
        self.assertEqual((order.dms_state, order.state), ("submitted", "sent"))

    def test_salesman_outside_the_dealer_staff_cannot_confirm(self):
        order = self._order()
        seller = self.env["res.users"].create(
            {
                "name": "Seller",
                "login": "seller",
                "group_ids": [
                    Command.link(
                        self.env.ref("sales_team.group_sale_salesman_all_leads").id
                    )
                ],
            }
        )
        with self.assertRaises(UserError):
            order.with_user(seller).action_confirm()
        with self.assertRaises(AccessError):
            order.with_user(seller).action_dms_approve()
        self.assertEqual(order.dms_state, "submitted")

    def test_refused_order_can_be_opened_again_and_approved(self):
        order = self._order()
        order.with_user(self.north_staff)._dms_refuse("mistake")
        order.with_user(self.north_staff).action_draft()
        self.assertEqual((order.dms_state, order.state), ("submitted", "sent"))
        self.assertFalse(order.dms_refusal_reason)
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(order.dms_progress, "approved")

    def test_dealer_suspended_meanwhile_blocks_the_approval(self):
        order = self._order()
        self.dealer._dms_change_state("suspended", "late payer", "no_order")
        with self.assertRaisesRegex(UserError, "late payer"):
            order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual((order.dms_state, order.state), ("submitted", "sent"))

    def test_order_of_the_back_office_for_a_blocked_dealer_is_blocked_too(self):
        self.dealer._dms_change_state("suspended", "late payer", "no_order")
        order = self.env["sale.order"].create({"partner_id": self.dealer.id})
        with self.assertRaisesRegex(UserError, "late payer"):
            order.action_confirm()

    def test_dealer_without_credit_pays_ahead(self):
        self.dealer._dms_change_state("suspended", "late payer", "no_credit")
        order = self._order()
        # 3 × 9.00 + 5 × 1.80 = 36.00 to pay, 30.00 paid: 6.00 are missing
        self._pay(30.0)
        with self.assertRaisesRegex(UserError, r"6\.00"):
            order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(order.state, "sent")
        self._pay(6.0)
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(order.state, "sale")

    def _pay(self, amount):
        """Book money received from the dealer, matched with nothing."""
        receivable = self.dealer.property_account_receivable_id
        bank = self.env["account.account"].search(
            [
                ("account_type", "=", "asset_current"),
                ("company_ids", "in", self.company.ids),
            ],
            limit=1,
        )
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": fields.Date.today(),
                "line_ids": [
                    Command.create({"account_id": bank.id, "balance": amount}),
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "balance": -amount,
                            "partner_id": self.dealer.id,
                        }
                    ),
                ],
            }
        )
        entry.action_post()


@tagged("post_install", "-at_install")
class TestNoSelfConfirmation(OrderCommon, HttpCase):
    """Core's own buttons for customers do not replace the brand's approval."""

    def setUp(self):
        super().setUp()
        self.company.portal_confirmation_sign = True
        self.company.portal_confirmation_pay = True
        self.order = self._order()

    def _assert_still_waiting(self):
        self.assertEqual(
            (self.order.dms_state, self.order.state), ("submitted", "sent")
        )
        self.assertFalse(self.order.signature)

    def test_submitted_order_asks_for_no_signature_and_no_payment(self):
        self.order.write({"require_signature": True, "require_payment": True})
        self.assertFalse(self.order._has_to_be_signed())
        self.assertFalse(self.order._has_to_be_paid())

    def test_signature_over_http_confirms_nothing(self):
        self.order.require_signature = True
        token = self.order._portal_ensure_token()
        self.authenticate(self.buyer.login, self.buyer.login)
        answer = self.make_jsonrpc_request(
            f"/my/orders/{self.order.id}/accept",
            {
                "access_token": token,
                "name": "Dealer A",
                "signature": "R0lGODlhAQABAAAAACw=",
            },
        )
        self.assertIn("error", answer)
        self._assert_still_waiting()

    def test_decline_over_http_cancels_nothing(self):
        token = self.order._portal_ensure_token()
        self.authenticate(self.buyer.login, self.buyer.login)
        page = self.url_open(f"/my/orders/{self.order.id}?access_token={token}")
        self.assertEqual(page.status_code, 200)
        self.url_open(
            f"/my/orders/{self.order.id}/decline",
            data={
                "access_token": token,
                "decline_message": "no",
                "csrf_token": Request.csrf_token(self),
            },
        )
        self._assert_still_waiting()

    def test_payment_confirms_nothing(self):
        self.order.amount_paid = 1000.0
        self.assertFalse(self.order._is_confirmation_amount_reached())
        plain = self.env["sale.order"].create({"partner_id": self.dealer.id})
        self.assertTrue(plain._is_confirmation_amount_reached())

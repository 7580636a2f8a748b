from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .order_common import OrderCommon


@tagged("post_install", "-at_install")
class TestOrderOffice(OrderCommon):
    """Approval rules bind an order that staff type as they bind one from the door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = cls._staff(group="user", login="chief-of-sales")

    def _typed(self, **vals):
        """Return a quotation of 3 bottles of wine, 10.00 each, typed by staff."""
        line = {"product_id": self.wine.id, "product_uom_qty": 3, "price_unit": 10.0}
        return (
            self.env["sale.order"]
            .with_user(self.north_staff)
            .create(
                {
                    "partner_id": self.dealer.id,
                    "order_line": [Command.create({**line, "discount": 20.0})],
                    **vals,
                }
            )
        )

    def _rule(self):
        return self.env["dms.approval.rule"].create(
            {
                "name": "Deep discount",
                "res_model": "sale.order",
                "condition": "[('dms_max_discount', '>', 15.0)]",
                "approver_kind": "users",
                "approver_user_ids": [Command.set(self.chief.ids)],
            }
        )

    def test_without_rules_staff_confirm_what_they_typed(self):
        order = self._typed()
        order.action_confirm()
        self.assertEqual((order.state, order.dms_state), ("sale", False))

    def test_a_rule_that_fits_keeps_the_order_from_being_confirmed(self):
        self._rule()
        order = self._typed()
        with self.assertRaisesRegex(UserError, "needs approval: Deep discount"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")

        order.order_line.discount = 15.0  # the rule asks above 15
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_who_typed_it_asks_and_another_approves(self):
        self._rule()
        order = self._typed()
        order.action_dms_ask_approval()
        self.assertEqual(
            (order.state, order.dms_state, order.dms_source),
            ("sent", "submitted", "staff"),
        )
        self.assertIn("asks for approval", order.message_ids[0].body)
        self.assertEqual(order.activity_ids.user_id, self.chief)
        with self.assertRaises(AccessError):
            order.action_dms_approve()

        order.with_user(self.chief).action_dms_approve()
        self.assertEqual((order.state, order.dms_state), ("sale", "approved"))

    def test_asking_twice_asks_once(self):
        self._rule()
        order = self._typed()
        order.action_dms_ask_approval()
        with self.assertRaisesRegex(UserError, "cannot be put up for approval"):
            order.action_dms_ask_approval()
        self.assertEqual(len(order.sudo().approval_step_ids), 1)

    def test_only_quotations_for_dealers_are_put_up(self):
        self._rule()
        shop = self.env["res.partner"].create({"name": "No dealer"})
        for order in (
            self._typed(partner_id=shop.id),
            self._typed(order_line=False),
        ):
            with self.assertRaisesRegex(UserError, "cannot be put up for approval"):
                order.action_dms_ask_approval()
            self.assertFalse(order.dms_state)

    def test_a_dealer_puts_nothing_up(self):
        order = self._typed()
        order.message_subscribe(self.buyer.partner_id.ids)
        with self.assertRaises(AccessError):
            order.with_user(self.buyer).action_dms_ask_approval()
        self.assertFalse(order.dms_state)

    def test_a_payment_waits_for_the_approval(self):
        order = self._typed(require_payment=True, prepayment_percent=1.0).sudo()
        order.amount_paid = order.amount_total
        self.assertTrue(order._is_confirmation_amount_reached())
        self._rule()
        self.assertFalse(order._is_confirmation_amount_reached())
        self.assertFalse(order._has_to_be_paid())

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .order_common import OrderCommon


@tagged("post_install", "-at_install")
class TestOrderCredit(OrderCommon):
    """Credit stops the approval, says the shortest way out, and can be released."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._staff(group="manager")
        # an order of _submit is 3 × 9.00 + 5 × 1.80 = 36.00
        cls.dealer.credit_limit = 50.0

    def _invoice(self, amount, due):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.dealer.id,
                "invoice_date": due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.wine.id,
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        invoice.action_post()
        return invoice

    def _approve_fails(self, order, pattern):
        with self.assertRaisesRegex(UserError, pattern):
            order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual((order.state, order.dms_state), ("sent", "submitted"))

    def test_orders_within_the_limit_are_approved(self):
        order = self._order()
        self.assertFalse(order.dms_credit_message)
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(order.state, "sale")

    def test_what_is_beyond_is_told_with_the_amount_that_makes_room(self):
        self._approved(ref="first")  # 36 of 50 are on order
        order = self._order(ref="second")
        # 36 + 36 − 50 = 22 are missing; with 14 left the order may be 22 smaller
        self._approve_fails(order, r"\D36\.00 of \D*50\.00 are used.*\D22\.00")
        self.dealer.credit_limit = 72.0
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(order.state, "sale")

    def test_when_nothing_is_left_only_paying_helps(self):
        self._invoice(60.0, fields.Date.today())
        order = self._order()
        # 60 + 36 − 50 = 46
        self._approve_fails(order, r"Paying \D*46\.00 makes room for it\.")

    def test_two_orders_approved_together_do_not_share_the_rest(self):
        orders = self._order(ref="one") | self._order(ref="two")
        with self.assertRaisesRegex(UserError, "goes beyond the credit"):
            orders.with_user(self.north_staff).action_dms_approve()

    def test_a_temporary_increase_makes_room(self):
        self._approved(ref="first")
        order = self._order(ref="second")
        today = fields.Date.today()
        self.env["dms.credit.increase"].create(
            {
                "dealer_id": self.dealer.id,
                "amount": 22.0,
                "date_start": today,
                "date_last": today,
                "reason": "Festival",
            }
        )
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(order.state, "sale")

    def test_overdue_invoices_stop_orders_after_the_days_of_grace(self):
        today = fields.Date.today()
        invoice = self._invoice(5.0, fields.Date.subtract(today, days=16))
        order = self._order()
        self.company.dms_overdue_grace_days = 15
        self.company.dms_overdue_block = False
        self.assertFalse(order.dms_credit_message)
        self.company.dms_overdue_block = True
        order.invalidate_recordset(["dms_credit_message"])
        self._approve_fails(order, f"overdue for 16 days.*Paying {invoice.name}")
        self.company.dms_overdue_grace_days = 16
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(order.state, "sale")

    def test_a_release_is_a_managers_word_for_this_much(self):
        self.dealer.credit_limit = 30.0
        order = self._order()
        wizard = {"order_id": order.id, "reason": "Slip seen"}
        releases = self.env["dms.credit.release"]
        with self.assertRaises(AccessError):
            releases.with_user(self.north_staff).create(wizard).action_release()
        with self.assertRaises(AccessError):
            order.with_user(self.manager).dms_release_reason = "By hand"
        self.assertFalse(order.dms_release_reason)
        releases.with_user(self.manager).create(wizard).action_release()
        self.assertEqual(order.dms_released_by_id, self.manager)
        self.assertEqual(order.dms_release_amount, 36.0)
        # a line more, and the release is for less than the order
        order.order_line[0].product_uom_qty += 1
        self._approve_fails(order, "goes beyond the credit")
        order.order_line[0].product_uom_qty -= 1
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(order.state, "sale")

    def test_orders_of_the_office_are_stopped_too(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "order_line": [
                    Command.create({"product_id": self.wine.id, "product_uom_qty": 6})
                ],
            }
        )
        with self.assertRaisesRegex(UserError, "release the credit"):
            order.action_confirm()  # 6 × 9.00 = 54.00
        self.assertEqual(order.state, "draft")

    def test_without_a_limit_nothing_is_stopped(self):
        self.dealer.credit_limit = 0.0
        self._order(self._line(self.wine, 1000)).with_user(
            self.north_staff
        ).action_dms_approve()

    def test_the_dealer_reads_what_the_order_waits_for(self):
        self.dealer.credit_limit = 30.0
        self.env["dms.approval.rule"].create(
            {"name": "Region", "res_model": "sale.order", "approver_kind": "region"}
        )
        order = self._order()
        waits = order.with_user(self.owner)._dms_portal_page()["waits_for"]
        self.assertEqual(waits[0], "Waits for approval: Region")
        self.assertIn("Paying", waits[1])
        self.dealer.credit_limit = 0.0
        order.with_user(self.north_staff).action_dms_approve()
        self.assertFalse(order.with_user(self.owner)._dms_portal_page()["waits_for"])

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .promotion_common import PromotionCommon


@tagged("post_install", "-at_install")
class TestPromotionBudget(PromotionCommon):
    """A budget is never exceeded, whoever comes first, and waiting orders count."""

    def _given(self, *lines, ref, **more):
        order = self._order(*lines, ref=ref, **more)
        return len(order.order_line.filtered("reward_id"))

    def test_a_number_of_orders(self):
        program = self._buy_and_get(dms_budget_kind="uses", dms_budget=2)
        many = self._line(self.wine, 24)
        given = [self._given(many, ref=f"o{n}") for n in range(3)]
        self.assertEqual(given, [1, 1, 0])
        self.assertEqual(program.dms_budget_used, 2)
        state, text = self._told(many)["Beer for wine"]
        self.assertEqual(state, "not")
        self.assertIn("used up", text)

    def test_an_amount_that_would_be_exceeded_is_not_given(self):
        program = self._percent_off(dms_budget_kind="amount", dms_budget=30)
        # a tenth of 180 is 18; the second 18 would make 36; 12 of 120 fill it up
        self.assertEqual(self._given(self._line(self.wine, 20), ref="a"), 1)
        second = self._quote(self._line(self.wine, 20))
        self.assertEqual(second["totals"]["total"], 180)
        [row] = second["promotions"]
        self.assertEqual(row["state"], "not")
        self.assertEqual(self._given(self._line(self.wine, 20), ref="b"), 0)
        self.assertEqual(self._given(self._line(self.beer, 60), ref="c"), 1)
        program.invalidate_recordset(["dms_budget_used"])
        # 60 beer at 1.80 are 108, a tenth of it 10.80
        self.assertAlmostEqual(program.dms_budget_used, 28.8)

    def test_gifts_use_what_they_would_cost(self):
        program = self._buy_and_get(dms_budget_kind="amount", dms_budget=10)
        self._submit(self._line(self.wine, 50))
        # 50 are two times 24: 4 beer that cost 1.80 each at Gold
        self.assertAlmostEqual(program.dms_budget_used, 7.2)
        self.assertAlmostEqual(program.dms_budget_left, 2.8)

    def test_a_quotation_competes_when_it_is_confirmed(self):
        program = self._buy_and_get(dms_budget_kind="uses", dms_budget=1)
        quotation = (
            self.env["sale.order"]
            .with_user(self.north_staff)
            .create(
                {
                    "partner_id": self.dealer.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.wine.id, "product_uom_qty": 24}
                        )
                    ],
                }
            )
        )
        quotation.action_open_reward_wizard()
        self.assertTrue(quotation.order_line.filtered("reward_id"))
        self.assertEqual(program.dms_budget_used, 0)
        self.assertEqual(self._given(self._line(self.wine, 24), ref="b"), 1)
        quotation.action_confirm()
        self.assertEqual(quotation.state, "sale")
        self.assertFalse(quotation.order_line.filtered("reward_id"))
        program.invalidate_recordset(["dms_budget_used"])
        self.assertEqual(program.dms_budget_used, 1)

    def test_a_countered_order_keeps_its_share(self):
        self._buy_and_get(dms_budget_kind="uses", dms_budget=1)
        order = self._order(self._line(self.wine, 50), ref="a")
        line = order._dms_ordered_lines()
        order.with_user(self.north_staff)._dms_counter(
            {line: {"quantity": 30, "reason": "Sold out"}}
        )
        self.assertEqual(self._given(self._line(self.wine, 24), ref="b"), 0)
        order.with_user(self.buyer)._dms_accept_counter(order._dms_counter_seal())
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.order_line.filtered("reward_id"))

    def test_core_limit_of_uses_is_told(self):
        self._buy_and_get(limit_usage=True, max_usage=1)
        many = self._line(self.wine, 24)
        self.assertEqual(self._given(many, ref="a"), 1)
        self.env.invalidate_all()  # core counts orders once in a transaction
        state, _text = self._told(many)["Beer for wine"]
        self.assertEqual(state, "not")
        self.assertEqual(self._given(many, ref="b"), 0)

    def test_a_budget_says_how_large_it_is(self):
        program = self._buy_and_get()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            program.dms_budget_kind = "uses"

    def test_refused_orders_give_it_back(self):
        program = self._buy_and_get(dms_budget_kind="uses", dms_budget=1)
        order = self._order(self._line(self.wine, 24), ref="a")
        self.assertEqual(program.dms_budget_used, 1)
        order.with_user(self.north_staff)._dms_refuse("sold out")
        program.invalidate_recordset(["dms_budget_used"])
        self.assertEqual(program.dms_budget_used, 0)
        self.assertEqual(self._given(self._line(self.wine, 24), ref="b"), 1)

    def test_approval_keeps_the_share_of_the_order(self):
        self._buy_and_get(dms_budget_kind="uses", dms_budget=1)
        order = self._order(self._line(self.wine, 24), ref="a")
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(order.state, "sale")
        self.assertTrue(order.order_line.filtered("reward_id"))

from odoo.tests import tagged

from .promotion_common import PromotionCommon


@tagged("post_install", "-at_install")
class TestPromotionUnits(PromotionCommon):
    """Buy 24 get 2 counts pieces, in whatever units they are ordered."""

    def _case(self, quantity):
        return self._line(self.wine, quantity, uom_id=self.case.id)

    def _gifts(self, *lines, ref):
        return self._order(*lines, ref=ref).order_line.filtered("reward_id")

    def test_a_case_of_twelve_counts_as_twelve(self):
        self._buy_and_get()
        # 1 case are 12 pieces: 12 are missing; 2 cases are 24: 2 beer
        self.assertFalse(self._gifts(self._case(1), ref="one"))
        self.assertEqual(self._gifts(self._case(2), ref="two").product_uom_qty, 2)
        # 5 cases are 60 pieces: two times 24, 4 beer
        self.assertEqual(self._gifts(self._case(5), ref="five").product_uom_qty, 4)

    def test_cases_and_pieces_add_up(self):
        self._buy_and_get()
        # 12 in a case and 11 alone are 23; with one more they are 24
        lines = [self._case(1), self._line(self.wine, 11)]
        self.assertFalse(self._gifts(*lines, ref="23"))
        lines = [self._case(1), self._line(self.wine, 12)]
        gift = self._gifts(*lines, ref="24")
        self.assertEqual((gift.product_id, gift.product_uom_qty), (self.beer, 2))
        self.assertEqual(gift.product_uom_id, self.beer.uom_id)

    def test_minimum_of_a_rule_counts_pieces(self):
        self._percent_off(minimum=0, minimum_qty=13)
        # 2 cases are 24 ≥ 13; price of Gold 9.00: 216, less a tenth 194.40
        self.assertEqual(self._order(self._case(2), ref="2").amount_total, 194.4)
        # 1 case is 12 < 13: 108
        self.assertEqual(self._order(self._case(1), ref="1").amount_total, 108)

    def test_what_is_missing_is_said_in_pieces(self):
        self._buy_and_get()
        lines = [self._case(1), self._line(self.wine, 6)]
        state, text = self._told(*lines)["Beer for wine"]
        # 24 − 12 − 6 = 6
        self.assertEqual(state, "missing")
        self.assertIn("Add 6 Units more of Wine", text)

    def test_customers_who_are_no_dealers_are_counted_as_core_does(self):
        self._buy_and_get(bought=2)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Street"}).id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.wine.id,
                            "product_uom_id": self.case.id,
                            "product_uom_qty": 2,
                        },
                    )
                ],
            }
        )
        order._update_programs_and_rewards()
        # core counts two, whatever they are two of
        self.assertEqual(order.coupon_point_ids.points, 2)

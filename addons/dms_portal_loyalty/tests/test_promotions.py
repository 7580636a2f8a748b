from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .promotion_common import PromotionCommon, buy_and_get


@tagged("post_install", "-at_install")
class TestPromotions(PromotionCommon):
    """A promotion comes by itself to whom it is meant for, and quote equals order."""

    def _rewards(self, order):
        return [
            (line.product_id.name, line.product_uom_qty, line.price_subtotal)
            for line in order.order_line.filtered("reward_id")
        ]

    def _check_quote_is_order(self, *lines, ref, user=None):
        quote = self._quote(*lines, user=user)
        order = self._order(*lines, ref=ref, user=user)
        self.assertEqual(quote["totals"]["total"], order.amount_total)
        self.assertEqual(quote["totals"]["untaxed"], order.amount_untaxed)
        return order

    def test_free_goods_are_added_at_the_door(self):
        self._buy_and_get()
        order = self._check_quote_is_order(self._line(self.wine, 50), ref="a")
        # 50 are two times 24, so two times 2 beer; 50 wine at 9.00
        self.assertEqual(self._rewards(order), [("Beer", 4, 0)])
        self.assertEqual(order.amount_total, 450)
        self.assertEqual(
            self._told(self._line(self.wine, 50))["Beer for wine"],
            ("applied", "4 Units of Beer free"),
        )

    def test_a_discount_comes_off_the_total(self):
        self._percent_off()
        order = self._check_quote_is_order(self._line(self.wine, 20), ref="a")
        [told] = self._quote(self._line(self.wine, 20))["promotions"]
        self.assertEqual((told["gain"], told["text"]), (18, "10% off the order"))
        # 20 × 9.00 = 180, less a tenth
        self.assertEqual(order.amount_total, 162)
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual((order.state, order.amount_total), ("sale", 162))

    def test_buy_24_get_2_of_the_same(self):
        buy_and_get(self.env, self.wine, self.wine, name="Two more")
        order = self._check_quote_is_order(self._line(self.wine, 48), ref="a")
        # the 4 that are given do not count again: 48 are two times 24
        self.assertEqual(self._rewards(order), [("Wine", 4, 0)])
        self.assertEqual(order.amount_total, 432)
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(sum(order.picking_ids.move_ids.mapped("product_qty")), 52)

    def test_goods_out_of_reach_are_not_told_of(self):
        buy_and_get(self.env, self.tea, self.beer, name="For tea")
        # Dealer A is not authorized for tea
        self.assertEqual(self._quote(self._line(self.wine, 3))["promotions"], [])

    def test_two_promotions_and_taxes(self):
        tax = self.env["account.tax"].create({"name": "13 %", "amount": 13})
        (self.wine | self.beer).taxes_id = tax
        self._buy_and_get()
        self._percent_off(percent=7)
        for number in (1, 11, 12, 23, 24, 25, 49):
            lines = [self._line(self.wine, number), self._line(self.beer, 3)]
            with self.subTest(number=number):
                self._check_quote_is_order(*lines, ref=f"n{number}")

    def test_it_tells_what_is_missing(self):
        self._buy_and_get()
        self._percent_off()
        told = self._told(self._line(self.wine, 10))
        state, text = told["Beer for wine"]
        self.assertEqual(state, "missing")
        self.assertEqual(text, "Add 14 Units more of Wine to get: 2 Units of Beer free")
        # 10 × 9.00 = 90, so 10 are missing
        state, text = told["Ten off"]
        self.assertEqual(state, "missing")
        self.assertIn("10.00", text)

    def test_it_is_for_its_audience_alone_and_nobody_else_learns_of_it(self):
        program = self._buy_and_get(audience_grade_ids=self.dealer.grade_id.ids)
        many = self._line(self.wine, 24)
        self.assertIn("Beer for wine", self._told(many))
        self.assertEqual(self._quote(many, user=self.other_buyer)["promotions"], [])
        order = self._check_quote_is_order(many, ref="b", user=self.other_buyer)
        self.assertEqual(self._rewards(order), [])
        program.write(
            {"audience_grade_ids": False, "audience_region_ids": self.south.ids}
        )
        self.assertEqual(self._quote(many)["promotions"], [])
        self.assertIn("Beer for wine", self._told(many, user=self.other_buyer))
        program.write(
            {"audience_region_ids": False, "audience_dealer_ids": self.dealer.ids}
        )
        self.assertIn("Beer for wine", self._told(many))
        self.assertEqual(self._quote(many, user=self.other_buyer)["promotions"], [])

    def test_the_street_gets_no_promotion_of_dealers(self):
        self._percent_off(audience_region_ids=self.north.ids)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Street"}).id,
                "order_line": [(0, 0, {"product_id": self.wine.id})],
            }
        )
        order.order_line.product_uom_qty = 100
        order._update_programs_and_rewards()
        self.assertFalse(order._get_claimable_rewards())

    def test_the_quote_leaves_nothing_behind(self):
        self._buy_and_get()
        counted = ("sale.order", "loyalty.card", "sale.order.line", "mail.message")
        sequence = self.env["ir.sequence"].search([("code", "=", "sale.order")])[:1]
        before = [self.env[name].search_count([]) for name in counted]
        number = sequence.number_next_actual
        self._quote(self._line(self.wine, 48))
        self.assertEqual([self.env[n].search_count([]) for n in counted], before)
        self.assertEqual(sequence.number_next_actual, number)

    def test_sent_twice_it_is_one_order_with_one_gift(self):
        self._buy_and_get()
        first = self._submit(self._line(self.wine, 24))
        again = self._submit(self._line(self.wine, 24))
        self.assertFalse(again["created"])
        order = self.env["sale.order"].browse(first["order_id"])
        self.assertEqual(self._rewards(order), [("Beer", 2, 0)])
        self.assertEqual(again["amount_total"], first["amount_total"])

    def test_what_was_promised_is_kept_until_the_brand_decides(self):
        today = fields.Date.today()
        program = self._percent_off(date_from=today, date_to=today)
        order = self._order(self._line(self.wine, 20), ref="last day")
        self.assertEqual(order.amount_total, 162)
        program.audience_region_ids = self.south
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            order.with_user(self.north_staff).action_dms_approve()
            self.assertEqual(order.amount_total, 162)
            late = self._order(self._line(self.wine, 20), ref="too late")
            self.assertEqual(late.amount_total, 180)

    # --- what promotions add is not what was ordered ------------------------------

    def test_rules_and_quotas_look_at_what_was_ordered(self):
        self._buy_and_get()
        self.env["dms.order.rule"].create(
            [
                {
                    "name": "Beer by the dozen",
                    "kind": "multiple",
                    "quantity": 12,
                    "product_ids": self.beer.ids,
                },
                {
                    "name": "Two beer a month",
                    "kind": "quota",
                    "quantity": 12,
                    "product_ids": self.beer.ids,
                },
            ]
        )
        order = self._order(self._line(self.wine, 24), ref="gift")
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual(order.state, "sale")
        # the two beer that were given do not count for the quota of twelve
        self._submit(self._line(self.beer, 12), ref="quota")

    def test_a_gift_is_no_discount_that_needs_approval(self):
        self._buy_and_get()
        order = self._order(self._line(self.wine, 24))
        self.assertTrue(order.order_line.filtered("reward_id"))
        self.assertLess(order.dms_max_discount, 100)

    def test_ordering_again_orders_no_gift(self):
        self._buy_and_get()
        order = self._order(self._line(self.wine, 24))
        order.with_user(self.buyer)._dms_reorder()
        draft = self.env["dms.order.draft"].with_user(self.buyer)._dms_load()["draft"]
        self.assertEqual(
            [(x["product_id"], x["quantity"]) for x in draft["lines"]],
            [(self.wine.id, 24)],
        )

    def test_the_orders_page_shows_gift_and_discount(self):
        self._buy_and_get()
        self._percent_off()
        order = self._order(self._line(self.wine, 24))
        lines = order.with_user(self.buyer)._dms_portal_page()["lines"]
        self.assertEqual(
            [(line["subtotal"], bool(line["why"])) for line in lines],
            [(216.0, True), (0.0, False), (-21.6, False)],
        )
        self.assertEqual(
            [(line["name"], line.get("promotion")) for line in lines],
            [
                ("Wine", None),
                ("Beer", "Beer for wine"),
                ("10% off the order", "Ten off"),
            ],
        )

    def test_without_promotions_a_quote_asks_little_more(self):
        lines = [self._line(self.wine, 3), self._line(self.beer, 4)]

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._quote(*lines)
            return self.cr.sql_log_count - before

        count()
        without = count()
        other = self._buy_and_get(audience_dealer_ids=self.other.ids)
        count()
        self.assertEqual(count(), without)
        self.assertTrue(other)

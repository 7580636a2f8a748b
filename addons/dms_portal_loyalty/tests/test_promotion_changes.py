from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .promotion_common import PromotionCommon


@tagged("post_install", "-at_install")
class TestPromotionChanges(PromotionCommon):
    """Gifts and discounts follow an order that changes, and stop nobody."""

    def _line_of(self, order, product=None):
        product = product or self.wine
        return order._dms_ordered_lines().filtered(lambda x: x.product_id == product)

    def _rewards(self, order):
        lines = order.order_line.filtered(
            lambda line: line.reward_id and line.product_uom_qty
        )
        return [(x.product_uom_qty, x.price_subtotal) for x in lines]

    def _cut(self, order, quantity):
        order.with_user(self.north_staff)._dms_counter(
            {self._line_of(order): {"quantity": quantity, "reason": "Sold out"}}
        )

    # --- the brand proposes -------------------------------------------------------

    def test_a_cut_takes_the_gift_along_and_taking_it_back_restores_it(self):
        self._buy_and_get()
        order = self._order(self._line(self.wine, 50))
        self.assertEqual(self._rewards(order), [(4, 0)])
        self._cut(order, 30)
        # 30 are once 24
        self.assertEqual(self._rewards(order), [(2, 0)])
        order.with_user(self.north_staff).action_dms_take_back_counter()
        self.assertEqual(self._rewards(order), [(4, 0)])
        self._cut(order, 23)
        self.assertEqual(self._rewards(order), [])

    def test_the_dealer_accepts_what_the_page_shows(self):
        self._percent_off()
        order = self._order(self._line(self.wine, 30))
        # 30 × 9.00 = 270, less 27
        self.assertEqual(order.amount_total, 243)
        self._cut(order, 20)
        # 20 × 9.00 = 180, less 18
        self.assertEqual((order.amount_total, order.dms_asked_total), (162, 243))
        mine = order.with_user(self.buyer)
        page = mine._dms_portal_page()
        self.assertEqual([line["subtotal"] for line in page["lines"]], [180, -18])
        mine._dms_accept_counter(page["seal"])
        self.assertEqual((order.state, order.amount_total), ("sale", 162))

    def test_the_wizard_offers_no_lines_of_promotions(self):
        self._buy_and_get()
        order = self._order(self._line(self.wine, 24))
        wizard = self.env["dms.order.counter"].create({"order_id": order.id})
        self.assertEqual(wizard.line_ids.order_line_id, self._line_of(order))

    def test_a_refused_order_that_is_opened_again_has_its_promotion(self):
        self._buy_and_get()
        order = self._order(self._line(self.wine, 24))
        staff = order.with_user(self.north_staff)
        staff._dms_refuse("Sold out")
        self.assertEqual(self._rewards(order), [])
        staff.action_draft()
        self.assertEqual(order.dms_state, "submitted")
        self.assertEqual(self._rewards(order), [(2, 0)])

    # --- the dealer asks to change ------------------------------------------------

    def _changed(self, order, quantity, product=None):
        line = self._line_of(order, product)
        change = order.with_user(self.buyer)._dms_request_change(
            {f"qty_{line.id}": str(quantity)}
        )
        change.with_user(self.north_staff)._dms_accept()
        return order

    def test_less_of_a_confirmed_order_is_less_of_the_gift(self):
        self._buy_and_get()
        order = self._approved(self._line(self.wine, 50))
        coupon = order.order_line.coupon_id
        # 50 pieces give 50 points, 48 are used
        self.assertEqual(coupon.points, 2)
        self._changed(order, 30)
        self.assertEqual(self._rewards(order), [(2, 0)])
        self.assertEqual(coupon.points, 6)
        moves = order.picking_ids.move_ids.filtered(lambda m: m.state != "cancel")
        sent = {move.product_id: move.product_uom_qty for move in moves}
        self.assertEqual(sent, {self.wine: 30, self.beer: 2})
        self._changed(order, 10)
        self.assertEqual(self._rewards(order), [])
        self._changed(order, 24)
        self.assertEqual(self._rewards(order), [(2, 0)])

    def test_a_discount_follows_a_confirmed_order(self):
        self._percent_off()
        order = self._approved(self._line(self.wine, 20))
        self._changed(order, 30)
        # 30 × 9.00 = 270, less 27
        self.assertEqual(order.amount_total, 243)
        self._changed(order, 5)
        # 45 is below the 100 from which on there is a discount
        self.assertEqual(order.amount_total, 45)
        lines = order.with_user(self.buyer)._dms_portal_page()["lines"]
        self.assertEqual([line.get("is_gone", False) for line in lines], [False, True])

    def test_a_change_does_not_go_beyond_the_budget(self):
        program = self._percent_off(dms_budget_kind="amount", dms_budget=20)
        order = self._approved(self._line(self.wine, 20))
        # 18 are used; 30 would take 27
        with self.assertRaises(UserError):
            self._changed(order, 30)
        self.assertEqual(program.dms_budget_used, 18)

    def test_a_gift_is_nothing_to_ask_for(self):
        self._buy_and_get()
        order = self._approved(self._line(self.wine, 24))
        rows = order.with_user(self.buyer)._dms_change_page()["rows"]
        self.assertEqual([row["name"] for row in rows], ["Wine"])
        change = order.with_user(self.buyer)._dms_request_change({"kind": "cancel"})
        change.with_user(self.north_staff)._dms_accept()
        self.assertEqual(order.state, "cancel")

    # --- consent, and what is typed -----------------------------------------------

    def test_confirming_does_not_take_back_an_approval(self):
        """Core writes reward lines anew; nothing changed, so what was agreed holds."""
        self._percent_off()
        rule = self.env["dms.approval.rule"].create(
            {
                "name": "Large orders",
                "res_model": "sale.order",
                "approver_kind": "users",
                "approver_user_ids": [Command.set(self.north_staff.ids)],
            }
        )
        order = self._order(self._line(self.wine, 20))
        self.assertEqual(order._dms_open_steps().rule_id, rule)
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual((order.state, order.amount_total), ("sale", 162))

    def test_staff_cannot_type_what_a_promotion_gives(self):
        self._percent_off()
        order = self._approved(self._line(self.wine, 20))
        line = order.order_line.filtered("reward_id").with_user(self.north_staff)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            line.price_unit = -100
        goods = self._line_of(order).with_user(self.north_staff)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            goods.write({"reward_id": line.reward_id.id})
        self.assertEqual(order.amount_total, 162)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env["sale.order.line"].with_user(self.north_staff).create(
                {
                    "name": "A second helping",
                    "order_id": order.id,
                    "product_id": line.product_id.id,
                    "price_unit": -50,
                    "reward_id": line.reward_id.id,
                    "coupon_id": line.coupon_id.id,
                }
            )
        self.assertEqual(len(order.order_line), 2)

    def test_a_line_that_only_says_it_is_a_reward_counts_as_a_discount(self):
        program = self._percent_off()
        order = self._order(self._line(self.wine, 10))
        # 10 × 9.00 = 90: no promotion; as superuser, as a careless add-on would
        order.write(
            {
                "order_line": [
                    Command.create(
                        {
                            "name": "A discount in disguise",
                            "product_id": self.beer.id,
                            "price_unit": -45,
                            "reward_id": program.reward_ids.id,
                        }
                    )
                ]
            }
        )
        self.assertEqual(order.dms_max_discount, 50)

    def test_a_copy_is_a_plain_quotation_that_staff_can_make(self):
        self._buy_and_get()
        order = self._order(self._line(self.wine, 24))
        copy = order.with_user(self.north_staff).copy()
        self.assertEqual(copy.order_line.product_id, self.wine)

    def test_staff_give_promotions_to_quotations_by_cores_button(self):
        self._buy_and_get()
        order = (
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
        order.action_open_reward_wizard()
        self.assertEqual(self._rewards(order), [(2, 0)])
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._rewards(order), [(2, 0)])

    def test_what_is_imported_gets_nothing(self):
        self._buy_and_get()
        admin = self._staff(group="admin", login="importing-admin")
        order = self._order(
            self._line(self.wine, 24),
            user=admin,
            dealer_id=self.dealer.id,
            source="import",
        )
        self.assertEqual(order.dms_source, "import")
        self.assertEqual(self._rewards(order), [])

    def test_habits_know_what_was_ordered_not_what_was_given(self):
        self._buy_and_get()
        self._order(self._line(self.wine, 24))
        rows = self.dealer._dms_last_ordered()
        self.assertEqual([row["product_id"] for row in rows], self.wine.ids)

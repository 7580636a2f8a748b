from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .promotion_common import PromotionCommon, buy_and_get


@tagged("post_install", "-at_install")
class TestNoWayPastPromotion(PromotionCommon):
    """Nobody gets what a promotion does not give, through whatever door."""

    def _gifts(self, order):
        return [
            (line.product_id, line.product_uom_qty)
            for line in order.order_line.filtered("reward_id")
        ]

    def _coded(self, **vals):
        """A promotion for which a code has to be typed."""
        program = self._percent_off(trigger="with_code", program_type="promo_code")
        program.rule_ids.write({"mode": "with_code", "code": "SOUTH-ONLY"})
        program.write(vals)
        return program

    def _quotation(self, dealer, quantity, user=None):
        return (
            self.env["sale.order"]
            .with_user(user or self.north_staff)
            .create(
                {
                    "partner_id": dealer.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.wine.id,
                                "product_uom_qty": quantity,
                            }
                        )
                    ],
                }
            )
        )

    # --- a dealer -----------------------------------------------------------------

    def test_an_order_that_names_a_promotion_gets_no_more(self):
        """What a payload says of rewards, cards, codes and prices is not listened to."""
        program = self._percent_off(minimum=1, audience_dealer_ids=self.other.ids)
        card = self.env["loyalty.card"].create({"program_id": program.id, "points": 9})
        coded = self._coded(audience_dealer_ids=self.other.ids)
        told = {
            "reward_id": program.reward_ids.id,
            "coupon_id": card.id,
            "points_cost": 0,
            "price_unit": 0,
            "discount": 100,
        }
        order = self._order(
            self._line(self.wine, 20, **told),
            code=coded.rule_ids.code,
            coupon_code=card.code,
            applied_coupon_ids=[Command.link(card.id)],
            code_enabled_rule_ids=[Command.link(coded.rule_ids.id)],
            program_ids=program.ids,
        )
        # 20 × 9.00
        self.assertEqual(order.amount_total, 180)
        self.assertEqual(len(order.order_line), 1)
        self.assertFalse(order.applied_coupon_ids | order.coupon_point_ids.coupon_id)
        self.assertFalse(order.code_enabled_rule_ids)

    def test_the_goods_that_discounts_are_booked_on_are_nothing_to_order(self):
        """Core makes a product for each discount; to order it would be to take it."""
        program = self._percent_off()
        product = program.reward_ids.discount_line_product_id
        product.categ_id = self.category
        with self.assertRaises(UserError):
            self._submit(self._line(product, 1))
        found = self.dealer._dms_ordering()._dms_allowed_products(product.ids)
        self.assertFalse(found)

    def test_a_dealer_does_not_let_core_reckon_an_order(self):
        """Core's button, over RPC: a promotion that began since is not taken along."""
        order = self._approved(self._line(self.wine, 24))
        waiting = self._order(self._line(self.wine, 24), ref="waiting")
        reward = self._buy_and_get().reward_ids
        card = self.env["loyalty.card"].create({"program_id": reward.program_id.id})
        card.points = 24
        for each in order, waiting:
            mine = each.with_user(self.owner)
            for call in (
                mine.action_open_reward_wizard,
                mine._update_programs_and_rewards,
                lambda mine=mine: mine._apply_program_reward(reward, card),
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    call()
            self.assertEqual(self._gifts(each), [])

    def test_a_dealer_neither_reads_nor_writes_promotions(self):
        program = self._buy_and_get()
        order = self._order(self._line(self.wine, 24))
        card = order.order_line.coupon_id
        for record in program, program.reward_ids, program.rule_ids, card:
            mine = record.with_user(self.owner)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                mine.read(["display_name"])
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                mine.write({"active": False})

    def test_gifts_are_the_brands_choice_and_still_not_to_be_ordered(self):
        """A dealer who may not order tea may be given some."""
        buy_and_get(self.env, self.wine, self.tea)
        order = self._approved(self._line(self.wine, 24))
        self.assertEqual(self._gifts(order), [(self.tea, 2)])
        with self.assertRaises(UserError):
            self._submit(self._line(self.tea, 1), ref="tea")

    def test_nobody_orders_for_more_than_the_pad_has_shown(self):
        """The last of a budget goes to somebody else between quote and order."""
        self._percent_off(dms_budget_kind="uses", dms_budget=1)
        drafts = self.env["dms.order.draft"].with_user(self.buyer)
        lines = [self._line(self.wine, 20, uom_id=self.wine.uom_id.id)]
        saved = drafts._dms_save(0, {"lines": lines})["draft"]
        shown = self._quote(*lines)["totals"]["total"]
        self.assertEqual(shown, 162)
        self._submit(self._line(self.wine, 20), user=self.other_buyer, ref="first")
        answer = drafts._dms_submit(saved["reference"], saved["version"], shown)
        self.assertIn("180", answer["error"])
        mine = [("client_order_ref", "=", saved["reference"])]
        self.assertFalse(self.env["sale.order"].search(mine))
        shown = self._quote(*lines)["totals"]["total"]
        answer = drafts._dms_submit(saved["reference"], saved["version"], shown)
        self.assertEqual((shown, answer["order"]["amount_total"]), (180, 180))

    # --- staff --------------------------------------------------------------------

    def test_a_code_of_others_opens_nothing(self):
        program = self._coded(audience_dealer_ids=self.other.ids)
        order = self._quotation(self.dealer, 20)
        result = order._try_apply_code("SOUTH-ONLY")
        self.assertIn("error", result)
        self.assertFalse(order._get_applied_programs())
        program.audience_dealer_ids |= self.dealer
        [(coupon, reward)] = order._try_apply_code("SOUTH-ONLY").items()
        order._apply_program_reward(reward, coupon)
        self.assertEqual(order.amount_total, 162)

    def test_a_coupon_of_others_opens_nothing(self):
        program = self._percent_off(
            program_type="coupons",
            trigger="with_code",
            audience_region_ids=self.south.ids,
        )
        card = self.env["loyalty.card"].create({"program_id": program.id, "points": 1})
        order = self._quotation(self.dealer, 20)
        self.assertIn("error", order._try_apply_code(card.code))
        self.assertEqual(order.amount_total, 180)

    def test_points_written_on_a_card_give_nothing(self):
        self._buy_and_get()
        order = self._order(self._line(self.wine, 24))
        card = order.order_line.coupon_id
        card.with_user(self.north_staff).points = 2400
        order.with_user(self.north_staff).action_open_reward_wizard()
        self.assertEqual(self._gifts(order), [(self.beer, 2)])
        card.with_user(self.north_staff).points = 2400
        order.with_user(self.north_staff).action_dms_approve()
        self.assertEqual((order.state, self._gifts(order)), ("sale", [(self.beer, 2)]))

    def test_the_button_on_a_confirmed_order_stays_within_the_budget(self):
        order = self._approved(self._line(self.wine, 24))
        program = self._buy_and_get(
            date_from=order.date_order.date(), dms_budget_kind="uses", dms_budget=1
        )
        self._order(self._line(self.wine, 24), ref="took it")
        self.assertEqual(program.dms_budget_left, 0)
        order.with_user(self.north_staff).action_open_reward_wizard()
        self.assertEqual(self._gifts(order), [])

    def test_more_that_staff_write_is_a_larger_gift_that_is_agreed_to_anew(self):
        self._percent_off(dms_budget_kind="amount", dms_budget=20)
        order = self._order(self._line(self.wine, 20))
        goods = order._dms_ordered_lines().with_user(self.north_staff)
        goods.product_uom_qty = 30
        order.with_user(self.north_staff).action_dms_approve()
        # a tenth of 270 would be 27: more than the budget; so nothing is given
        self.assertEqual((order.state, order.amount_total), ("sale", 270))

    def test_staff_of_a_region_write_no_promotion(self):
        program = self._percent_off()
        chief = self._staff(self.north, group="manager")
        national = self._staff(group="manager")
        for record, vals in (
            (program, {"dms_budget": 1}),
            (program.reward_ids, {"discount": 90}),
            (program.rule_ids, {"minimum_amount": 0}),
        ):
            self.assertTrue(record.with_user(chief).read(list(vals)))
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                record.with_user(chief).write(vals)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                record.with_user(chief).copy()
            record.with_user(national).write(vals)
        self.assertEqual(program.reward_ids.discount, 90)

    def test_staff_of_a_region_see_cards_and_points_of_their_dealers(self):
        self._buy_and_get()
        mine = self._approved(self._line(self.wine, 24))
        theirs = self._order(
            self._line(self.wine, 24), user=self.other_buyer, ref="south"
        )
        theirs.with_user(self.south_staff).action_dms_approve()
        for name, path in (
            ("loyalty.card", "order_id"),
            ("loyalty.history", "card_id.order_id"),
            ("sale.order.coupon.points", "order_id"),
        ):
            rows = self.env[name].search([(path, "in", (mine | theirs).ids)])
            self.assertEqual(len(rows), 2)
            for user, order in ((self.north_staff, mine), (self.south_staff, theirs)):
                seen = rows.with_user(user).search([("id", "in", rows.ids)])
                self.assertEqual(seen.sudo().mapped(path), order)

    # --- what was used comes back -------------------------------------------------

    def test_a_cancelled_order_gives_its_share_back(self):
        program = self._buy_and_get(dms_budget_kind="uses", dms_budget=1)
        order = self._approved(self._line(self.wine, 24))
        self.assertEqual(program.dms_budget_left, 0)
        order.with_context(disable_cancel_warning=True).action_cancel()
        program.invalidate_recordset(["dms_budget_left"])
        self.assertEqual(program.dms_budget_left, 1)
        again = self._order(self._line(self.wine, 24), ref="again")
        self.assertEqual(self._gifts(again), [(self.beer, 2)])

    def test_an_order_that_the_dealer_takes_back_gives_its_share_back(self):
        program = self._buy_and_get(dms_budget_kind="uses", dms_budget=1)
        order = self._order(self._line(self.wine, 24))
        self.assertEqual(program.dms_budget_left, 0)
        order.with_user(self.buyer)._dms_withdraw_order()
        program.invalidate_recordset(["dms_budget_left"])
        self.assertEqual((order.state, program.dms_budget_left), ("cancel", 1))

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .order_common import OrderCommon


class RuleCommon(OrderCommon):
    """Rules of the brand for wine and beer; nothing is stored before a test says so."""

    @classmethod
    def _rule(cls, kind, quantity=0.0, name="House rule", **vals):
        return cls.env["dms.order.rule"].create(
            {
                "name": name,
                "kind": kind,
                "quantity": quantity,
                "date_start": "2020-01-01",
                **vals,
            }
        )

    def _refused(self, *lines, user=None, **more):
        """Return the sentences of a refused order, and see that none was created."""
        before = self._count_orders()
        with self.assertRaises(UserError) as caught:
            self._submit(*lines, user=user, **more)
        self.assertEqual(self._count_orders(), before)
        return str(caught.exception).splitlines()


@tagged("post_install", "-at_install")
class TestOrderRules(RuleCommon):
    """The door refuses what rules forbid, and says what would fit."""

    def test_all_broken_rules_are_said_at_once(self):
        self._rule("minimum", 12, name="Opening", product_ids=self.wine.ids)
        self._rule("multiple", 6, name="Sixpack", product_ids=self.beer.ids)
        errors = self._refused(self._line(self.wine, 3), self._line(self.beer, 7))
        self.assertEqual(
            errors,
            [
                "[W-1] Wine: ordered from 12 Units on, not 3 Units (Opening). "
                "12 Units would fit.",
                # the next multiple of six above 7
                "[B-1] Beer: sold in multiples of 6 Units, not 7 Units "
                "(Sixpack). 12 Units would fit.",
            ],
        )

    def test_units_of_a_product_are_counted_together(self):
        self._rule("multiple", 6, product_ids=self.wine.ids)
        # 1 case of 12 and 6 bottles are 18 = 3 × 6
        order = self._order(
            self._line(self.wine, 1, uom_id=self.case.id), self._line(self.wine, 6)
        )
        self.assertEqual(len(order.order_line), 2)

    def test_a_rule_in_cases_holds_for_bottles(self):
        self._rule("maximum", 2, uom_id=self.case.id, product_ids=self.wine.ids)
        self._submit(self._line(self.wine, 24), ref="fits")  # 2 cases of 12
        (error,) = self._refused(self._line(self.wine, 25), ref="over")
        self.assertIn("at most 24 Units per order, not 25 Units", error)

    def test_rules_of_a_category_hold_below_it(self):
        below = self.env["product.category"].create(
            {"name": "Red", "parent_id": self.category.id}
        )
        self._rule("minimum", 10, categ_ids=self.category.ids)
        self.wine.categ_id = below
        self.assertEqual(len(self._refused(self._line(self.wine, 3))), 1)
        # the deeper category's rule goes first
        self._rule("minimum", 2, categ_ids=below.ids)
        self._submit(self._line(self.wine, 3))

    def test_a_rule_for_named_dealers_goes_before_one_for_all(self):
        self._rule("minimum", 100)
        self._rule("minimum", 3, audience_dealer_ids=self.dealer.ids)
        self._submit(self._line(self.wine, 3))
        self.assertTrue(self._refused(self._line(self.wine, 3), user=self.other_buyer))

    def test_rules_hold_for_their_audience_and_days_alone(self):
        today = fields.Date.context_today(self.env.user)
        others = {
            "grade": {"audience_grade_ids": self._grade("Other").ids},
            "region": {"audience_region_ids": self.south.ids},
            "dealer": {"audience_dealer_ids": self.other.ids},
            "ended": {"date_last": "2020-12-31"},
            "later": {"date_start": fields.Date.add(today, days=2)},
            "archived": {"active": False},
        }
        for name, vals in others.items():
            self._rule("minimum", 100, name=name, **vals)
        self._submit(self._line(self.wine, 3), ref="free")
        held = self._rule("minimum", 100, audience_region_ids=self.country_region.ids)
        self.assertTrue(self._refused(self._line(self.wine, 3), ref="held"))
        held.unlink()
        self._rule(
            "minimum", 100, audience_grade_ids=self.dealer.grade_id.ids, date_last=today
        )
        self.assertTrue(self._refused(self._line(self.wine, 3), ref="grade"))

    def test_a_quota_counts_what_waits_and_what_is_confirmed_in_its_period(self):
        self._rule("quota", 10, product_ids=self.wine.ids, period="month")
        self._order(self._line(self.wine, 4), ref="waits")
        approved = self._approved(self._line(self.wine, 3), ref="confirmed")
        refused = self._order(self._line(self.wine, 3), ref="refused")
        refused.with_user(self.north_staff)._dms_refuse("No")
        # 10 − 4 − 3 = 3 are left
        (error,) = self._refused(self._line(self.wine, 4), ref="over")
        self.assertIn("3 Units are left of the quota, not 4 Units", error)
        self._submit(self._line(self.wine, 3), ref="rest")
        self.assertTrue(self._refused(self._line(self.wine, 1), ref="none"))
        # last month's orders are not this month's
        approved.dms_submitted_at = fields.Datetime.subtract(
            fields.Datetime.now(), days=32
        )
        self._submit(self._line(self.wine, 3), ref="again")

    def test_another_dealers_orders_leave_the_quota_alone(self):
        self._rule("quota", 5, product_ids=self.wine.ids)
        self._submit(self._line(self.wine, 5), user=self.other_buyer)
        self._submit(self._line(self.wine, 5))

    def test_a_shared_quota_counts_products_in_its_unit(self):
        self._rule(
            "quota",
            2,
            name="Harvest",
            uom_id=self.case.id,
            is_together=True,
            categ_ids=self.category.ids,
        )
        self._submit(self._line(self.wine, 12), ref="first")  # 1 case
        # 6 + 7 bottles are more than the 1 case that is left
        errors = self._refused(
            self._line(self.wine, 6), self._line(self.beer, 7), ref="over"
        )
        self.assertEqual(len(errors), 2)
        self.assertIn("1 Case of 12 are left of the quota", errors[0])
        self._submit(self._line(self.wine, 6), self._line(self.beer, 6), ref="rest")

    def test_an_order_minimum_counts_the_dealers_prices(self):
        self._rule("order_minimum", amount=36.01, name="Freight paid")
        # Gold: 3 × 9.00 + 5 × 1.80 = 36.00; one cent is missing
        (error,) = self._refused()
        self.assertRegex(error, r"begins at \D*36\.01 .*\D0\.01.*Freight paid")
        self._submit(self._line(self.wine, 4), self._line(self.beer, 5))

    def test_an_order_minimum_of_some_goods_asks_nothing_of_others(self):
        self._rule("order_minimum", amount=1000, product_ids=self.wine.ids)
        self._submit(self._line(self.beer, 1))
        self.assertTrue(self._refused(self._line(self.wine, 1), ref="wine"))

    def test_only_a_manager_allows_an_exception_and_says_why(self):
        self._rule("minimum", 100)
        staff = self._staff(self.north, login="seller-north")
        staff.group_ids = [
            Command.link(self.env.ref("sales_team.group_sale_salesman").id)
        ]
        manager = self._staff(group="manager")
        ask = {"dealer_id": self.dealer.id, "override_reason": "Opening order"}
        for user in (self.buyer, staff):
            with self.subTest(user=user.login):
                errors = self._refused(self._line(self.wine), user=user, **ask)
                self.assertIn("Only a manager", errors[0])
        order = self._order(self._line(self.wine), user=manager, **ask)
        self.assertEqual(order.dms_rule_override, "Opening order")
        order.with_user(manager).action_dms_approve()
        self.assertEqual(order.state, "sale")


@tagged("post_install", "-at_install")
class TestOrderRulesInOffice(RuleCommon):
    """Staff type orders too: rules hold when they confirm."""

    def setUp(self):
        super().setUp()
        self._rule("multiple", 6, name="Sixpack", product_ids=self.wine.ids)
        self.manager = self._staff(group="manager")
        self.order = self.env["sale.order"].create(
            {
                "partner_id": self.dealer.id,
                "order_line": [
                    Command.create({"product_id": self.wine.id, "product_uom_qty": 5})
                ],
            }
        )

    def test_confirming_is_refused_with_the_rule(self):
        self.assertIn("sold in multiples of 6", self.order.dms_rule_warning)
        with self.assertRaisesRegex(UserError, "Sixpack.*\n.*exception"):
            self.order.with_user(self.manager).action_confirm()
        self.assertEqual(self.order.state, "draft")
        self.order.order_line.product_uom_qty = 6
        self.assertFalse(self.order.dms_rule_warning)
        self.order.with_user(self.manager).action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_an_exception_is_a_managers_word_that_is_kept(self):
        wizard = {"order_id": self.order.id, "reason": "Agreed on the phone"}
        exception = self.env["dms.order.exception"]
        with self.assertRaises(AccessError):
            exception.with_user(self.north_staff).create(wizard).action_allow()
        with self.assertRaises(AccessError):
            self.order.with_user(self.manager).dms_rule_override = "By hand"
        self.assertFalse(self.order.dms_rule_override)
        exception.with_user(self.manager).create(wizard).action_allow()
        self.assertEqual(self.order.dms_rule_override, "Agreed on the phone")
        self.order.with_user(self.manager).action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_orders_of_others_know_no_rules(self):
        customer = self.env["res.partner"].create({"name": "Shopper"})
        order = self.order.copy({"partner_id": customer.id})
        self.assertFalse(order.dms_rule_warning)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_what_was_approved_is_not_asked_again(self):
        self.order.order_line.product_uom_qty = 6
        self.order.action_confirm()
        self._rule("minimum", 100)
        self.assertFalse(self.order.dms_rule_warning)


@tagged("post_install", "-at_install")
class TestOrderRulesOnThePad(RuleCommon):
    """The pad shows rules beside the line before anything is refused."""

    def _quote(self, *lines):
        return self.dealer._dms_quote(list(lines))

    def test_terms_faults_and_what_to_take(self):
        self._rule("multiple", 6, name="Sixpack", product_ids=self.wine.ids)
        self._rule("quota", 20, product_ids=self.wine.ids)
        self._submit(self._line(self.wine, 6))
        wine, beer = self._quote(self._line(self.wine, 7), self._line(self.beer, 7))[
            "lines"
        ]
        # 20 − 6 = 14 are left of the quota
        self.assertEqual(
            wine["terms"], ["In multiples of 6", "14 Units left of the quota"]
        )
        self.assertEqual(len(wine["faults"]), 1)
        self.assertEqual((wine["take"], wine["step"]), (12.0, 6.0))
        self.assertEqual((beer["terms"], beer["faults"], beer["take"]), ([], [], None))

    def test_a_tap_takes_whole_cases(self):
        self._rule("multiple", 12, product_ids=self.wine.ids)
        lines = self._quote(
            self._line(self.wine, 12), self._line(self.wine, 1, uom_id=self.case.id)
        )["lines"]
        # 12 bottles, or 1 case of 12
        self.assertEqual([line["step"] for line in lines], [12.0, 1.0])

    def test_what_to_take_is_in_the_unit_of_the_line(self):
        self._rule("minimum", 24, product_ids=self.wine.ids)
        (line,) = self._quote(self._line(self.wine, 1, uom_id=self.case.id))["lines"]
        self.assertEqual(line["take"], 2.0)  # 24 bottles are 2 cases of 12
        self._rule("minimum", 30, product_ids=self.wine.ids)
        (line,) = self._quote(self._line(self.wine, 1, uom_id=self.case.id))["lines"]
        self.assertEqual(line["take"], 2.5)

    def test_the_order_as_a_whole(self):
        self._rule("order_minimum", amount=100, name="Freight paid")
        quote = self._quote(self._line(self.wine, 1))
        self.assertEqual(len(quote["rules"]), 1)
        self.assertIn("91.00", quote["rules"][0])  # 100 − 9 with Gold's 10 % off

    def test_queries_do_not_grow_with_lines_or_rules(self):
        products = [self._product(f"P{n}", 1.0) for n in range(30)]
        for n in range(10):
            self._rule("minimum", 1 + n, product_ids=products[n].ids)
        self._rule("quota", 1000)
        few = [self._line(p, 50) for p in products[:3]]
        many = [self._line(p, 50) for p in products]
        self._quote(*many)
        counts = []
        for lines in (few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._quote(*lines)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_dealers_do_not_read_the_rules_of_others(self):
        rule = self._rule("minimum", 5)
        with self.assertRaises(AccessError):
            rule.with_user(self.buyer).read(["name"])
        with self.assertRaises(AccessError):
            rule.with_user(self.north_staff).write({"quantity": 1})

    def test_region_staff_sees_rules_for_all_and_for_its_dealers(self):
        every = self._rule("minimum", 5)
        own = self._rule("minimum", 5, audience_dealer_ids=self.dealer.ids)
        foreign = self._rule("minimum", 5, audience_dealer_ids=self.other.ids)
        rules = self.env["dms.order.rule"].with_user(self.north_staff).search([])
        self.assertEqual(rules & (every | own | foreign), every | own)
        bound = self._staff(self.north, group="manager")
        with self.assertRaises(AccessError):
            every.with_user(bound).write({"quantity": 1})

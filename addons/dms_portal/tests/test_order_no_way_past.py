from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .order_common import OrderCommon


class NoWayPastCommon(OrderCommon):
    """Two approvers, a manager, and a seller who belongs to no dealer group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = cls._staff(group="user", login="chief-of-sales")
        cls.money = cls._staff(group="user", login="head-of-finance")
        cls.manager = cls._staff(group="manager")
        cls.admin = cls._staff(group="admin", login="network-admin")
        cls.seller = new_test_user(
            cls.env,
            login="seller-alone",
            groups="sales_team.group_sale_salesman_all_leads",
        )

    @contextmanager
    def _refused(self, sentence):
        """Expect a refusal, and leave behind what there was before it."""
        with (
            self.assertRaisesRegex(UserError, sentence) as refusal,
            self.env.cr.savepoint(),
        ):
            yield refusal

    @classmethod
    def _approval(cls, name, *people, **vals):
        return cls.env["dms.approval.rule"].create(
            {
                "name": name,
                "res_model": "sale.order",
                "approver_kind": "users",
                "approver_user_ids": [Command.set([user.id for user in people])],
                **vals,
            }
        )

    @classmethod
    def _rule(cls, kind, quantity):
        return cls.env["dms.order.rule"].create(
            {"name": kind, "kind": kind, "quantity": quantity}
        )

    def _typed(self, quantity=3, user=None, context=None, vals=None, **line):
        orders = self.env["sale.order"].with_user(user or self.seller)
        line = {"product_id": self.wine.id, "product_uom_qty": quantity, **line}
        return orders.with_context(**(context or {})).create(
            {
                "partner_id": self.dealer.id,
                "order_line": [Command.create(line)],
                **(vals or {}),
            }
        )


@tagged("post_install", "-at_install")
class TestNoWayPastDecision(NoWayPastCommon):
    """A decision is made by its button; nothing that is written stands for it."""

    def test_a_decision_is_not_erased_by_hand(self):
        self._approval("Sales", self.chief)
        order = self._order()
        for name in ("dms_state", "dms_source", "dms_submitted_at"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                order.with_user(self.seller).write({name: False})
        self.assertEqual((order.dms_state, order.state), ("submitted", "sent"))

    def test_defaults_of_the_context_decide_nothing(self):
        decisions = {
            "default_dms_state": "approved",
            "default_dms_source": "staff",
            "default_dms_release_reason": "mine",
        }
        count = self._count_orders()
        for key, value in decisions.items():
            with (
                self.subTest(key=key),
                self.assertRaises(AccessError),
                self.env.cr.savepoint(),
            ):
                self._typed(context={key: value})
        self.assertEqual(self._count_orders(), count)
        order = self._typed(context={"default_dms_rule_override": "mine"})
        self.assertFalse(order.sudo().dms_rule_override)

    def test_a_state_that_is_written_confirms_nothing(self):
        order = self._order()
        with self._refused("is not typed in"):
            order.with_user(self.seller).write({"state": "sale"})
        self.assertEqual(order.state, "sent")
        count = self._count_orders()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._typed(vals={"state": "sale"})
        self.assertEqual(self._count_orders(), count)

    def test_a_refused_order_is_not_revived_by_its_state(self):
        order = self._order()
        order.with_user(self.chief)._dms_refuse("Too early")
        order.with_user(self.seller).write({"state": "sent"})
        with self._refused("decided on before"):
            order.with_user(self.chief).action_confirm()
        self.assertEqual(order.state, "sent")

    def test_only_an_administrator_imports_past_the_rules(self):
        self._rule("quota", 1)
        lines = [self._line(self.wine, 1000)]
        more = {"dealer_id": self.dealer.id, "source": "import"}
        for user in (self.north_staff, self.manager):
            with (
                self.subTest(user=user.login),
                self._refused("sou"),
            ):
                self._submit(*lines, user=user, **more)
        self.assertTrue(self._submit(*lines, user=self.admin, **more)["created"])


@tagged("post_install", "-at_install")
class TestNoWayPastChange(NoWayPastCommon):
    """What was agreed to holds for what was seen, not for what was made of it."""

    def test_an_approval_is_asked_again_when_the_price_falls(self):
        self._approval("Sales", self.chief, sequence=1)
        self._approval("Finance", self.money, sequence=2)
        order = self._order()
        order.with_user(self.chief).action_dms_approve()
        order.with_user(self.seller).order_line[0].price_unit = 0.01
        order.with_user(self.money).action_dms_approve()
        self.assertEqual(order.state, "sent")
        pending = order.approval_step_ids.filtered(lambda s: s.state == "pending")
        self.assertEqual(pending.mapped("name"), ["Sales"])
        order.with_user(self.chief).action_dms_approve()
        self.assertEqual(order.state, "sale")

    def test_fewer_goods_need_nobody_again(self):
        self._approval("Sales", self.chief, sequence=1)
        self._approval("Finance", self.money, sequence=2)
        order = self._order()
        order.with_user(self.chief).action_dms_approve()
        order.with_user(self.seller).order_line[0].product_uom_qty = 1
        order.with_user(self.money).action_dms_approve()
        self.assertEqual(order.state, "sale")

    def test_an_approver_reads_what_the_order_is_now(self):
        self._approval("Sales", self.chief)
        order = self._order()
        order.with_user(self.seller).order_line[0].product_uom_qty = 1000
        # 1000 × 9.00 + 5 × 1.80
        self.assertIn("9,009.00", order.approval_step_ids.facts)

    def test_a_confirmed_order_grows_within_rules_and_credit_only(self):
        self._rule("quota", 6)
        order = self._approved()
        line = order.with_user(self.seller).order_line[0]
        line.product_uom_qty = 6
        with self._refused("of the quota"):
            line.product_uom_qty = 7
        self.assertEqual(line.product_uom_qty, 6)
        self.dealer.credit_limit = 70.0
        beer = order.with_user(self.seller).order_line[1]
        with self._refused("credit"):
            beer.product_uom_qty = 6  # 6 × 9.00 + 6 × 1.80 = 64.80 of 70.00 is allowed
            beer.price_unit = 3.0  # 72.00 is not
        self.dealer.credit_limit = 0.0

    def test_a_confirmed_order_grows_by_no_new_line_either(self):
        self.dealer.credit_limit = 50.0
        order = self._approved()
        with self._refused("cannot grow"):
            order.with_user(self.seller).order_line = [
                Command.create({"product_id": self.wine.id, "product_uom_qty": 9})
            ]
        self.assertEqual(order.amount_total, 36.0)

    def test_what_needs_approval_is_not_added_afterwards(self):
        self._approval("Large", self.chief, condition="[('amount_total', '>', 100)]")
        order = self._approved()
        with self._refused("Large"):
            order.with_user(self.manager).order_line[0].product_uom_qty = 100
        order.with_user(self.admin).order_line[0].product_uom_qty = 100
        order.with_user(self.seller).order_line[0].product_uom_qty = 50
        self.assertEqual(order.order_line[0].product_uom_qty, 50)

    def test_a_confirmed_order_keeps_its_dealer(self):
        order = self._approved()
        with self._refused("keeps its dealer"):
            order.with_user(self.seller).partner_id = self.other
        self.assertEqual(order.dms_dealer_id, self.dealer)
        customer = self.env["res.partner"].create({"name": "Customer"})
        sold = self._typed(vals={"partner_id": customer.id})
        sold.action_confirm()
        with self._refused("keeps its dealer"):
            sold.partner_id = self.dealer

    def test_what_a_dealer_sent_is_nobody_elses_order(self):
        order = self._order()
        customer = self.env["res.partner"].create({"name": "Customer"})
        with self._refused("stays a dealer's order"):
            order.with_user(self.seller).partner_id = customer
        self.assertEqual(order.dms_dealer_id, self.dealer)

    def test_a_release_is_for_one_dealer(self):
        (self.dealer | self.other).credit_limit = 1.0
        order = self._order()
        order.with_user(self.manager)._dms_release_credit("Paid on Monday")
        self.assertFalse(order._dms_credit_block())
        order.with_user(self.chief).partner_id = self.other
        self.assertIn("Dealer B", order._dms_credit_block())

    def test_an_exception_is_for_the_lines_that_were_seen(self):
        self._rule("minimum", 10)
        self._rule("quota", 20)
        order = self._typed(quantity=5)
        order.with_user(self.manager)._dms_allow_exception("Sample")
        order.order_line.product_uom_qty = 4
        self.assertTrue(order.sudo().dms_rule_override)
        order.order_line.product_uom_qty = 5000
        self.assertFalse(order.sudo().dms_rule_override)
        with self._refused("of the quota"):
            order.action_confirm()

    def test_an_order_of_last_month_does_not_grow_on_this_months_quota(self):
        self._rule("quota", 20).date_start = "2030-01-01"
        self.env["dms.authorization"].search([]).date_start = "2029-01-01"
        with freeze_time("2030-01-30 04:00:00"):
            self._submit(self._line(self.wine, 15))
            order = self._order(self._line(self.wine, 5), ref="PO-2")
        with freeze_time("2030-02-02 04:00:00"):
            order.with_user(self.seller).order_line.product_uom_qty = 6
            with self._refused("5 Units are left"):
                order.with_user(self.chief).action_dms_approve()
            order.with_user(self.seller).order_line.product_uom_qty = 5
            order.with_user(self.chief).action_dms_approve()
            self.assertEqual(order.state, "sale")
            with self._refused("5 Units are left"):
                order.with_user(self.seller).order_line.product_uom_qty = 6

    def test_who_signs_for_the_dealer_is_told_no_rule_of_the_brand(self):
        self._approval("Doubtful payer", self.chief)
        order = self._typed()
        with self._refused("ask your contact") as refusal:
            order.with_user(self.buyer).sudo()._validate_order()
        self.assertNotIn("Doubtful", str(refusal.exception))
        with self._refused("Doubtful payer"):
            order.action_confirm()

    def test_what_goes_back_makes_no_room_in_a_quota(self):
        self._rule("quota", 20)
        self._typed(quantity=-500).action_confirm()
        with self._refused("20 Units are left"):
            self._submit(self._line(self.wine, 21))
        self.assertTrue(self._submit(self._line(self.wine, 20))["created"])


@tagged("post_install", "-at_install")
class TestNoWayPastDiscount(NoWayPastCommon):
    """A discount is what the dealer does not pay, however it is written down."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._approval(
            "Discount", cls.chief, condition="[('dms_max_discount', '>', 10)]"
        )

    def test_a_price_below_the_list_is_a_discount(self):
        for price in ({"price_unit": 4.5}, {"price_unit": 9.0, "discount": 50.0}):
            with self.subTest(price=price):
                order = self._typed(**price)  # the list says 9.00
                self.assertAlmostEqual(order.dms_max_discount, 50.0)
                with self._refused("needs approval: Discount"):
                    order.action_confirm()
        order = self._typed()
        self.assertEqual(order.dms_max_discount, 0.0)
        order.order_line.write({"price_unit": 4.5, "technical_price_unit": 4.5})
        self.assertAlmostEqual(order.dms_max_discount, 50.0)

    def test_another_list_on_the_order_is_a_discount(self):
        """Gold pays 9.00 of 10.00, the other list says 6.00: a third less."""
        cheap = self._pricelist("Platinum prices", 40.0)
        order = self._typed(vals={"pricelist_id": cheap.id})
        self.assertEqual(order.order_line.price_unit, 6.0)
        self.assertAlmostEqual(order.dms_max_discount, 33.33, 2)
        with self._refused("needs approval: Discount"):
            order.action_confirm()
        order = self._typed()
        order.with_user(self.seller).pricelist_id = cheap
        order.with_user(self.seller).action_update_prices()
        self.assertAlmostEqual(order.dms_max_discount, 33.33, 2)
        dear = self._pricelist("Street prices")
        order = self._typed(vals={"pricelist_id": dear.id})
        self.assertEqual(order.dms_max_discount, 0.0)

    def test_a_price_of_the_list_or_above_is_none(self):
        for price in (9.0, 12.0):
            order = self._typed(price_unit=price)
            self.assertEqual(order.dms_max_discount, 0.0)
            order.action_confirm()
            self.assertEqual(order.state, "sale")

    def test_a_line_that_takes_money_off_is_a_discount(self):
        order = self._typed()  # 3 × 9.00
        bonus = self._product("Bonus", 0.0)
        order.order_line = [
            Command.create({"product_id": bonus.id, "price_unit": -5.4})
        ]
        self.assertAlmostEqual(order.dms_max_discount, 20.0)
        with self._refused("needs approval: Discount"):
            order.action_confirm()

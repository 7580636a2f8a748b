from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .order_common import OrderCommon


@tagged("post_install", "-at_install")
class TestOrderApproval(OrderCommon):
    """Rules say who must agree; the last one approves the order, one refusal ends it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief = cls._staff(group="user", login="chief-of-sales")
        cls.money = cls._staff(group="user", login="head-of-finance")
        cls.deputy = cls._staff(group="user", login="deputy-of-sales")
        cls.admin = cls._staff(group="admin", login="network-admin")

    @classmethod
    def _rule(cls, name, *people, **vals):
        return cls.env["dms.approval.rule"].create(
            {
                "name": name,
                "res_model": "sale.order",
                "approver_kind": "users",
                "approver_user_ids": [Command.set([user.id for user in people])],
                **vals,
            }
        )

    def _steps(self, order):
        return [(step.name, step.state) for step in order.approval_step_ids]

    def _approve(self, order, user):
        return order.with_user(user).action_dms_approve()

    def test_without_rules_one_approval_is_enough(self):
        order = self._order()
        self.assertFalse(order.approval_step_ids)
        self._approve(order, self.north_staff)
        self.assertEqual(order.state, "sale")

    def test_only_rules_that_fit_are_asked(self):
        # an order of _submit is 36.00
        self._rule("Large", self.chief, condition="[('amount_total', '>', 36.0)]")
        self._rule("Any", self.chief, condition="[('amount_total', '>=', 36.0)]")
        self.assertEqual(self._steps(self._order()), [("Any", "pending")])

    def test_amounts_are_compared_in_the_currency_of_the_company(self):
        abroad = self.env.ref("base.CHF")
        abroad.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": abroad.id,
                "company_id": self.company.id,
                "name": fields.Date.subtract(fields.Date.today(), days=1),
                "rate": 2.0,  # two francs for one of ours
            }
        )
        self.dealer.specific_property_product_pricelist = self.env[
            "product.pricelist"
        ].create({"name": "In francs", "currency_id": abroad.id})
        # at list prices: 3 wine at 10.00 and 5 beer at 2.00 are 40.00
        total = [("dms_company_total", ">", 40.0)]
        self._rule("Ours", self.chief, condition=str(total))
        self._rule("Theirs", self.chief, condition="[('amount_total', '>', 40.0)]")
        order = self._order()
        self.assertEqual((order.amount_total, order.dms_company_total), (80.0, 40.0))
        self.assertEqual(self._steps(order), [("Theirs", "pending")])

    def test_people_are_asked_one_after_the_other(self):
        self._rule("Sales", self.chief, sequence=1)
        self._rule("Finance", self.money, sequence=2)
        order = self._order()
        self.assertEqual(
            self._steps(order), [("Sales", "pending"), ("Finance", "waiting")]
        )
        self.assertEqual(order.activity_ids.user_id, self.chief)
        with self.assertRaisesRegex(AccessError, "Sales is for chief-of-sales"):
            self._approve(order, self.money)
        answer = self._approve(order, self.chief)
        self.assertIn("Finance is for", answer["params"]["message"])
        self.assertEqual(
            self._steps(order), [("Sales", "approved"), ("Finance", "pending")]
        )
        self.assertEqual(order.activity_ids.user_id, self.money)
        self.assertEqual(order.state, "sent")
        self._approve(order, self.money)
        self.assertEqual((order.state, order.dms_state), ("sale", "approved"))
        self.assertEqual(order.dms_decided_by_id, self.money)
        self.assertFalse(order.activity_ids)

    def test_of_several_people_any_one_decides(self):
        self._rule("Either", self.chief, self.money)
        order = self._order()
        self.assertEqual(order.activity_ids.user_id, self.chief | self.money)
        self._approve(order, self.money)
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.activity_ids)

    def test_rules_of_one_sequence_are_all_needed(self):
        self._rule("Sales", self.chief)
        self._rule("Finance", self.money)
        order = self._order()
        self._approve(order, self.money)
        self.assertEqual(order.state, "sent")
        self._approve(order, self.chief)
        self.assertEqual(order.state, "sale")

    def test_the_core_button_is_no_way_around(self):
        self._rule("Sales", self.chief)
        order = self._order()
        with self.assertRaisesRegex(UserError, "Sales is for chief-of-sales"):
            order.with_user(self.north_staff).action_confirm()
        self.assertEqual(order.state, "sent")

    def test_a_rule_made_later_is_asked_when_the_order_is_approved(self):
        order = self._order()
        self._rule("Finance", self.money)
        with self.assertRaisesRegex(UserError, "needs approval: Finance"):
            order.with_user(self.north_staff).action_confirm()
        self._approve(order, self.north_staff)
        self.assertEqual(self._steps(order), [("Finance", "pending")])
        self.assertEqual(order.state, "sent")

    def test_a_changed_order_is_asked_about_again(self):
        self._rule("Large", self.chief, condition="[('amount_total', '>', 100)]")
        order = self._order()
        order.order_line[0].product_uom_qty = 100  # 100 × 9.00
        self._approve(order, self.north_staff)
        self.assertEqual(self._steps(order), [("Large", "pending")])

    def test_one_refusal_ends_it_for_all(self):
        self._rule("Sales", self.chief)
        self._rule("Finance", self.money)
        order = self._order()
        with self.assertRaisesRegex(UserError, "Say why"):
            order.with_user(self.chief)._dms_refuse(" ")
        order.with_user(self.chief)._dms_refuse("Too early")
        self.assertEqual((order.state, order.dms_state), ("cancel", "refused"))
        self.assertEqual(
            self._steps(order), [("Sales", "refused"), ("Finance", "cancelled")]
        )
        self.assertEqual(order.approval_step_ids[0].reason, "Too early")
        self.assertFalse(order.activity_ids)

    def test_who_is_not_asked_cannot_refuse(self):
        self._rule("Sales", self.chief)
        order = self._order()
        with self.assertRaises(AccessError):
            order.with_user(self.money)._dms_refuse("No")
        self.assertEqual(self._steps(order), [("Sales", "pending")])

    def test_a_reopened_order_is_asked_about_anew_and_keeps_its_history(self):
        self._rule("Sales", self.chief)
        order = self._order()
        order.with_user(self.chief)._dms_refuse("Too early")
        order.with_user(self.chief).action_draft()
        self.assertEqual(
            self._steps(order), [("Sales", "refused"), ("Sales", "pending")]
        )
        self._approve(order, self.chief)
        self.assertEqual(order.state, "sale")

    def test_a_stand_in_decides_in_the_days_of_absence(self):
        today = fields.Date.today()
        self.env["dms.approval.delegate"].with_user(self.chief).create(
            {
                "deputy_id": self.deputy.id,
                "date_start": today,
                "date_last": fields.Date.add(today, days=3),
            }
        )
        self._rule("Sales", self.chief)
        order = self._order()
        self.assertEqual(order.activity_ids.user_id, self.chief | self.deputy)
        with freeze_time(fields.Date.add(today, days=4)):
            with self.assertRaises(AccessError):
                self._approve(order, self.deputy)
        self._approve(order, self.deputy)
        self.assertEqual(order.approval_step_ids.decided_by_id, self.deputy)

    def test_nobody_plans_a_stand_in_for_others(self):
        with self.assertRaises(AccessError):
            self.env["dms.approval.delegate"].with_user(self.deputy).create(
                {
                    "user_id": self.chief.id,
                    "deputy_id": self.deputy.id,
                    "date_last": "2999-01-01",
                }
            )

    def test_after_the_deadline_further_people_decide(self):
        self._rule("Sales", self.chief, days=1, escalation_user_ids=self.money.ids)
        order = self._order()
        step = order.approval_step_ids
        cron = self.env["dms.approval.step"]
        cron._cron_escalate()
        self.assertFalse(step.is_escalated)
        with freeze_time(fields.Date.add(fields.Date.today(), days=2)):
            cron._cron_escalate()
            cron._cron_escalate()
        self.assertTrue(step.is_escalated)
        self.assertEqual(step.approver_ids, self.chief | self.money)
        self.assertEqual(len(order.activity_ids), 2)
        self._approve(order, self.money)
        self.assertEqual(order.state, "sale")

    def test_the_region_staff_is_asked_where_the_rule_says_so(self):
        self._rule("Region", approver_kind="region")
        order = self._order()
        self.assertEqual(order.approval_step_ids.approver_ids, self.north_staff)

    def test_nobody_is_asked_about_what_is_out_of_sight(self):
        self._rule("Both", self.south_staff, self.chief)
        order = self._order()
        self.assertEqual(order.approval_step_ids.approver_ids, self.chief)

    def test_an_administrator_can_always_decide(self):
        self._rule("Sales", self.chief)
        order = self._order()
        self._approve(order, self.admin)
        self.assertEqual(order.state, "sale")

    def test_conditions_are_values_and_no_code(self):
        for condition in ("[('id', 'in', env.user.ids)]", "[('nothing', '=', 1)]", "("):
            with self.subTest(condition=condition), self.assertRaises(ValidationError):
                self._rule("Bad", self.chief, condition=condition)

    def test_facts_that_rules_ask_about(self):
        order = self._order()
        self.assertTrue(order.dms_is_first_order)
        self.assertEqual(order.dms_max_discount, 0.0)
        self._approve(order, self.north_staff)
        self.dealer.credit_limit = 50.0
        state = self.env.ref("base.state_cn_GD")
        self.north.state_ids = self.env.ref("base.state_cn_BJ")
        self.dealer.state_id = state
        order = self._order(ref="second")
        self.assertFalse(order.dms_is_first_order)
        self.assertEqual(order.dms_beyond_credit, 22.0)  # 36 + 36 − 50
        self.assertTrue(order.dms_is_off_territory)
        order.order_line[1].discount = 2.5
        facts = "\n".join(order._dms_approval_facts())
        # 3 × 9.00 + 5 × 1.80 × 0.975 = 27 + 8.775, rounded up
        for part in ("35.78", "Discount up to 2.5 %", "22.00", state.name):
            self.assertIn(part, facts)

    def test_steps_cannot_be_written_by_hand(self):
        self._rule("Sales", self.chief)
        step = self._order().approval_step_ids
        with self.assertRaises(AccessError):
            step.with_user(self.chief).write({"state": "approved"})
        with self.assertRaises(AccessError):
            step.with_user(self.buyer).read(["name"])


@tagged("post_install", "-at_install")
class TestAutoApproval(OrderCommon):
    """What is inside all limits waits for nobody, if the brand wants it so."""

    def setUp(self):
        super().setUp()
        self.company.dms_auto_approve = True

    def test_an_order_inside_all_limits_is_approved_at_once(self):
        result = self._submit()
        order = self.env["sale.order"].browse(result["order_id"])
        self.assertEqual((order.state, order.dms_state), ("sale", "approved"))
        self.assertEqual(result["state"], "approved")
        self.assertEqual(order.dms_decided_by_id, self.env.ref("base.user_root"))

    def test_an_order_that_a_rule_asks_about_waits(self):
        self.env["dms.approval.rule"].create(
            {"name": "Region", "res_model": "sale.order", "approver_kind": "region"}
        )
        self.assertEqual(self._order().dms_state, "submitted")

    def test_an_order_beyond_credit_waits(self):
        self.dealer.credit_limit = 30.0
        order = self._order()
        self.assertEqual(order.dms_state, "submitted")
        self.assertEqual(order.activity_ids.user_id, self.north_staff)

    def test_nothing_is_approved_by_itself_unless_said(self):
        self.company.dms_auto_approve = False
        self.assertEqual(self._order().dms_state, "submitted")

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .test_order_no_way_past import NoWayPastCommon


@tagged("post_install", "-at_install")
class TestNoWayPastApprover(NoWayPastCommon):
    """Who decides is said by the rule, and never by who wants the order."""

    def test_who_is_not_asked_and_does_not_sell_reads_no_approval(self):
        self._approval("All", self.chief)
        order = self._order()
        step = order.approval_step_ids
        clerk = new_test_user(self.env, "clerk-alone", groups="base.group_user")
        mine = self.env["dms.approval.step"].with_user(clerk)
        self.assertFalse(mine.search([("id", "=", step.id)]))
        tomorrow = fields.Date.add(fields.Date.today(), days=1)
        plan = self.env["dms.approval.delegate"].create(
            {
                "user_id": self.chief.id,
                "deputy_id": clerk.id,
                "date_start": tomorrow,
                "date_last": tomorrow,
            }
        )
        self.assertEqual(mine.search([("id", "=", step.id)]), step)
        plan.unlink()
        self.assertFalse(mine.search([("id", "=", step.id)]))
        for user in (self.seller, self.chief):
            self.assertTrue(mine.with_user(user).search([("id", "=", step.id)]))

    def test_nobody_approves_the_own_order(self):
        self._approval("Sales", self.chief, self.money)
        order = self._order(user=self.chief, dealer_id=self.dealer.id)
        self.assertEqual(order.approval_step_ids.approver_ids, self.money)
        with self.assertRaises(AccessError):
            order.with_user(self.chief).action_dms_approve()
        self.assertEqual(order.state, "sent")
        order.with_user(self.money).action_dms_approve()
        self.assertEqual(order.state, "sale")

    def test_nobody_approves_the_own_order_in_anothers_place(self):
        self._approval("Sales", self.money)
        self._stand_in(self.money, self.chief)
        order = self._order(user=self.chief, dealer_id=self.dealer.id)
        with self.assertRaises(AccessError):
            order.with_user(self.chief).action_dms_approve()
        self.assertEqual(order.activity_ids.user_id, self.money)

    def _stand_in(self, user, deputy):
        return (
            self.env["dms.approval.delegate"]
            .with_user(user)
            .create({"deputy_id": deputy.id, "date_last": "2999-01-01"})
        )

    def test_a_stand_in_is_not_rewritten_into_power(self):
        self._approval("Sales", self.chief)
        order = self._order()
        plan = self._stand_in(self.money, self.chief)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            plan.write({"user_id": self.chief.id, "deputy_id": self.money.id})
        with self.assertRaises(AccessError):
            order.with_user(self.money).action_dms_approve()
        self.assertEqual(order.state, "sent")

    def test_people_of_dealers_stand_in_for_nobody(self):
        with self.assertRaisesRegex(ValidationError, "people of the brand"):
            self._stand_in(self.chief, self.other_buyer)

    def test_a_stand_in_out_of_sight_is_told_nothing(self):
        self._approval("Sales", self.chief)
        self._stand_in(self.chief, self.south_staff)
        self.assertEqual(self._order().activity_ids.user_id, self.chief)

    def test_a_rule_that_is_deleted_leaves_the_order_to_administrators(self):
        self._approval("Sales", self.chief, sequence=1)
        later = self._approval("Finance", self.money, sequence=2)
        order = self._order()
        later.unlink()
        answer = order.with_user(self.chief).action_dms_approve()
        self.assertIn("an administrator", answer["params"]["message"])
        order.with_user(self.admin).action_dms_approve()
        self.assertEqual(order.state, "sale")

    def test_nobody_is_asked_about_a_cancelled_order(self):
        self._approval("Sales", self.chief, days=1, escalation_user_ids=self.money.ids)
        order = self._order()
        step = order.approval_step_ids
        order._action_cancel()
        self.assertEqual(step.state, "cancelled")
        self.assertFalse(order.activity_ids)
        with freeze_time(fields.Date.add(fields.Date.today(), days=3)):
            self.env["dms.approval.step"]._cron_escalate()
        self.assertFalse(step.is_escalated)

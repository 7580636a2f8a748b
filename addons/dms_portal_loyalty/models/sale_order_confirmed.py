from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """A confirmed order that changes: its promotions follow, and it gains no new one.

    Core leaves rewards of confirmed orders as they were, and its own recalculation
    removes lines, which confirmed orders do not allow. What falls away becomes zero.
    """

    _inherit = "sale.order"

    def _dms_reckon_confirmed(self):
        """Let the rewards of a confirmed order fit what is ordered now."""
        self.ensure_one()
        rewards = self.order_line.filtered(lambda line: line._dms_is_reward())
        programs = rewards.reward_id.program_id
        if not programs:
            return
        programs._dms_serialize()
        before = {program: self._dms_worth_of(program) for program in programs}
        for program, lines in rewards.grouped(lambda x: x.reward_id.program_id).items():
            lines._dms_set_reward_aside()
            self._dms_reckon_points(program, lines.coupon_id)
        for (reward, coupon), lines in rewards.grouped(
            lambda line: (line.reward_id, line.coupon_id)
        ).items():
            self._dms_reckon_reward(reward, coupon, lines)
        for program in programs:
            self._dms_check_budget_kept(program, before[program])

    def _dms_worth_of(self, program):
        lines = self.order_line.filtered(lambda x: x.reward_id.program_id == program)
        return sum(lines.mapped("dms_reward_worth"))

    def _dms_reckon_points(self, program, coupons):
        """Let the points that the order gives be those of what is ordered now."""
        status = self._program_check_compute_points(program)[program]
        points = status.get("points", [0.0])[0]
        for entry in self.coupon_point_ids:
            if entry.coupon_id in coupons:
                entry.coupon_id.points += points - entry.points
                entry.points = points

    def _dms_reckon_reward(self, reward, coupon, lines):
        """Write the lines of one reward anew; without points they become zero."""
        values = []
        if self._get_real_points_for_coupon(coupon) >= reward.required_points:
            product = lines.product_id[:1]
            try:
                values = self._get_reward_line_values(reward, coupon, product=product)
            except UserError:  # there is nothing left to take a discount from
                values = []
        self._write_vals_from_reward_vals(values, lines, delete=False)
        if not values and reward.reward_type == "product":
            lines.write({"product_uom_qty": 0})

    def _dms_check_budget_kept(self, program, before):
        """What a change adds to a promotion has to be in its budget."""
        is_more = self._dms_worth_of(program) > before
        if is_more and self._dms_exceeds_budget(program):
            raise UserError(
                self.env._(
                    "The budget of the promotion %(name)s does not cover what this "
                    "change adds. Let it be ordered anew.",
                    name=program.name,
                )
            )


class SaleOrderLine(models.Model):
    """Lines of rewards on a confirmed order."""

    _inherit = "sale.order.line"

    def _dms_set_reward_aside(self):
        """Let rewards cost nothing while those that are due are reckoned anew.

        Goods keep their quantity until the new one is known: deliveries follow it.
        """
        goods = self.filtered(lambda line: line.reward_id.reward_type == "product")
        goods.write({"points_cost": 0})
        (self - goods)._reset_loyalty()

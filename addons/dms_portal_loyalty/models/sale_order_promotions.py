from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_compare

KINDS = ("promotion", "buy_x_get_y")
MOST_ROUNDS = 20


class SaleOrder(models.Model):
    """Promotions come by themselves to an order at the door; core reckons them.

    Core writes the lines of rewards anew whenever it looks at an order. It does so as
    superuser here, so that nobody's consent falls for lines that come out as before;
    who asks for it is asked first, and whether an order gives more than it did,
    afterwards.
    """

    _inherit = "sale.order"

    @api.model
    def _dms_create_submitted(self, vals):
        order = super()._dms_create_submitted(vals)
        if order.dms_source != "import":
            order._dms_apply_promotions()
        return order

    def _dms_own_programs(self):
        """Return the promotions that this order may get by itself, in their order."""
        self.ensure_one()
        return self.env["loyalty.program"].search(
            Domain(self._get_program_domain())
            & Domain("program_type", "in", KINDS)
            & Domain("trigger", "=", "auto")
            & Domain("applies_on", "=", "current"),
            order="sequence, id",
        )

    def _dms_apply_promotions(self, is_kept=True):
        """Give the order the rewards of its promotions, each as often as it is due.

        Args:
            is_kept: False where the order is only tried, and competes with nobody.
        Returns:
            the promotions that it goes without because of their budgets.
        """
        self.ensure_one()
        own = self._dms_own_programs()
        refused = self.env["loyalty.program"]
        if not own | self._get_applied_programs():
            return refused
        if is_kept:
            own._dms_serialize()
        self._update_programs_and_rewards()
        for _round in range(MOST_ROUNDS):
            coupon, reward = self._dms_next_reward(own - refused)
            if not reward:
                break
            if not self._dms_gets_reward(reward, coupon):
                own -= reward.program_id
            refused |= self._dms_drop_exceeding()
            self._update_programs_and_rewards()
        return refused

    def _dms_gets_reward(self, reward, coupon):
        """Give a reward; of a choice of goods, the first. Return whether it came."""
        product = reward.reward_product_ids[:1]
        try:
            with self.env.cr.savepoint():
                return not self._apply_program_reward(reward, coupon, product=product)
        except UserError:  # there is nothing to take a discount from
            return False

    def _dms_next_reward(self, own):
        """Return (coupon, reward) that is due and not given yet, in the order of rank."""
        given = self.order_line.reward_id.program_id
        due = [
            (own.ids.index(coupon.program_id.id), reward.id, coupon, reward)
            for coupon, rewards in self._get_claimable_rewards().items()
            if coupon.program_id in own - given
            for reward in rewards[:1]
        ]
        if not due:
            return None, None
        return min(due, key=lambda each: each[:2])[2:]

    # --- what core reckons --------------------------------------------------------

    def _update_programs_and_rewards(self):
        self.ensure_one()
        if not self._dms_is_reckoned():
            return super()._update_programs_and_rewards()
        self.check_access("write")
        before = self._dms_given_worth()
        # sudo: see above; a reward follows from the order and its programs alone
        order = self.sudo()
        order._dms_empty_cards()
        super(SaleOrder, order)._update_programs_and_rewards()
        if order.state != "sale":
            order._dms_drop_exceeding()
        self._dms_gave_more_than(before)
        return None

    def _apply_program_reward(self, reward, coupon, **kwargs):
        self.ensure_one()
        if not self._dms_is_reckoned():
            return super()._apply_program_reward(reward, coupon, **kwargs)
        self.check_access("write")
        before = self._dms_given_worth()
        if self.state == "sale":
            reward.program_id._dms_serialize()
        # sudo: see above
        order = super(SaleOrder, self.sudo())
        result = order._apply_program_reward(reward.sudo(), coupon.sudo(), **kwargs)
        self._dms_gave_more_than(before)
        if self.state == "sale" and self._dms_exceeds_budget(reward.program_id):
            raise UserError(self._dms_used_up_text())
        return result

    def _dms_empty_cards(self):
        """Before it is confirmed, an order's own points are those of its lines alone.

        Core lets staff write points on cards, and would add these to them.
        """
        if self.state != "sale":
            cards = self.coupon_point_ids.coupon_id.filtered(
                lambda card: (
                    card.order_id == self
                    and card.points
                    and card.program_id.applies_on == "current"
                )
            )
            cards.points = 0

    def _dms_is_reckoned(self):
        return bool(self.partner_id.commercial_partner_id.is_dealer)

    def _dms_given_worth(self):
        return sum(self.sudo().order_line.mapped("dms_reward_worth"))

    def _dms_gave_more_than(self, before):
        """An order that gives more than what was agreed to is looked at again."""
        now = self._dms_given_worth()
        if not self.env.su and float_compare(now, before, precision_digits=2) > 0:
            self._dms_terms_changed()

    # --- orders that change -------------------------------------------------------

    def action_confirm(self):
        """Quotations compete for budgets when they are confirmed."""
        self.dms_dealer_id._dms_serialize()  # first, as the door does
        # sudo: the lock is no change of a program
        self.sudo().order_line.reward_id.program_id._dms_serialize()
        return super().action_confirm()

    def _dms_reckon_additions(self):
        # sudo: see above
        for order in self.sudo():
            if order.state == "sale":
                order._dms_reckon_confirmed()
            elif order.dms_source and order.dms_source != "import":
                order._dms_apply_promotions()
        return super()._dms_reckon_additions()

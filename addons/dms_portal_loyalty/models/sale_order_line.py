from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import float_compare

from odoo.addons.dms_portal.models.sale_order_terms import LINE_TERMS

# What says that a line comes from a promotion, and from which.
REWARD = {"coupon_id", "points_cost", "reward_id", "reward_identifier_code"}


class SaleOrderLine(models.Model):
    """What a promotion adds to an order is reckoned, not typed."""

    _inherit = "sale.order.line"

    dms_reward_worth = fields.Float(
        string="Given by a Promotion",
        compute="_compute_dms_reward_worth",
        store=True,
        precompute=True,
        digits=(16, 2),
        help="Without taxes, in the currency of the company.",
        groups="base.group_user",
    )

    _dms_reward_idx = models.Index("(reward_id) WHERE reward_id IS NOT NULL")

    @api.depends("price_subtotal", "price_unit", "product_uom_qty", "reward_id")
    def _compute_dms_reward_worth(self):
        for line in self:
            line.dms_reward_worth = line.reward_id and line._dms_given_away()

    def _dms_given_away(self):
        """Return what a reward line takes off, or what its goods would cost."""
        self.ensure_one()
        given = -self.price_subtotal
        if self.reward_id.reward_type == "product":
            given = self.tax_ids.compute_all(
                self.price_unit,
                self.currency_id,
                self.product_uom_qty,
                product=self.product_id,
                partner=self.order_partner_id,
            )["total_excluded"]
        company = self.company_id.currency_id
        return company.round(given / (self.order_id.currency_rate or 1.0))

    def _dms_is_reward(self):
        """Whether core reckons this line, which it does where points pay for it."""
        self.ensure_one()
        return bool(self.reward_id and self.coupon_id)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            for line, vals in zip(lines, vals_list, strict=True):
                if any(vals.get(name) for name in REWARD & vals.keys()):
                    line._dms_refuse_typed()
        return lines

    def write(self, vals):
        if self.env.su or not (REWARD | LINE_TERMS) & vals.keys():
            return super().write(vals)
        before = {line: line._dms_reward_terms() for line in self}
        result = super().write(vals)
        for line, (what, worth) in before.items():
            now, given = line._dms_reward_terms()
            if now != what or float_compare(given, worth, precision_digits=2) > 0:
                line._dms_refuse_typed()
        return result

    def _dms_reward_terms(self):
        """Return (where it comes from, what it gives) of a line of a promotion."""
        self.ensure_one()
        what = (self.reward_id, self.coupon_id, self.reward_id and self.product_id)
        return what, self.sudo().dms_reward_worth

    def _dms_refuse_typed(self):
        if self.order_id.dms_dealer_id:
            raise AccessError(
                self.env._(
                    "What a promotion gives on %(order)s is reckoned, not typed. Press "
                    "Reward on the order, or change what is ordered.",
                    order=self.order_id.name,
                )
            )

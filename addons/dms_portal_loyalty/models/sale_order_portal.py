from odoo import models


class SaleOrder(models.Model):
    """On the order's page the lines of a promotion say which one they come from."""

    _inherit = "sale.order"

    def _dms_portal_lines(self):
        rows = super()._dms_portal_lines()
        lines = self.order_line.filtered(lambda line: not line.display_type)
        for row, line in zip(rows, lines, strict=True):
            if line._dms_is_reward():
                row.update(self._dms_portal_reward(line))
        return rows

    def _dms_portal_reward(self, line):
        """Return what is shown of a reward; one that fell away is not shown at all."""
        reward = line.reward_id
        is_goods = reward.reward_type == "product"
        shown = {
            "promotion": reward.program_id.name,
            "is_gone": not (line.product_uom_qty if is_goods else line.price_unit),
        }
        return shown if is_goods else {**shown, "name": self._dms_reward_text(reward)}

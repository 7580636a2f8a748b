from odoo import models


class ResPartner(models.Model):
    """The way from a dealer's form to the order pad."""

    _inherit = "res.partner"

    def action_dms_order_for(self):
        """Open the pad for this dealer; the pad asks whether the user may order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/dealer/order?dealer_id={self.id}",
            "target": "self",
        }

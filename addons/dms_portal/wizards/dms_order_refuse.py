from odoo import fields, models


class DmsOrderRefuse(models.TransientModel):
    """Asks for the reason before orders of dealers are refused."""

    _name = "dms.order.refuse"
    _description = "Refuse Dealer Orders"

    order_ids = fields.Many2many("sale.order", required=True)
    reason = fields.Text(required=True, help="The dealer reads this.")

    def action_refuse(self):
        self.ensure_one()
        self.order_ids._dms_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}

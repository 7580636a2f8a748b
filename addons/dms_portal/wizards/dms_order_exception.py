from odoo import fields, models


class DmsOrderException(models.TransientModel):
    """Asks a manager why an order may break the order rules."""

    _name = "dms.order.exception"
    _description = "Exception from Order Rules"

    order_id = fields.Many2one("sale.order", required=True)
    warning = fields.Text(related="order_id.dms_rule_warning")
    reason = fields.Char(required=True, help="Kept with the order.")

    def action_allow(self):
        self.ensure_one()
        self.order_id._dms_allow_exception(self.reason)
        return {"type": "ir.actions.act_window_close"}

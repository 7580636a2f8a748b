from odoo import fields, models


class DmsCreditRelease(models.TransientModel):
    """Asks a manager why an order may go beyond the dealer's credit."""

    _name = "dms.credit.release"
    _description = "Credit Release"

    order_id = fields.Many2one("sale.order", required=True)
    message = fields.Text(related="order_id.dms_credit_message")
    reason = fields.Char(required=True, help="Kept with the order.")

    def action_release(self):
        self.ensure_one()
        self.order_id._dms_release_credit(self.reason)
        return {"type": "ir.actions.act_window_close"}

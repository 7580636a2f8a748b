from odoo import fields, models


class DmsRemittanceRefuse(models.TransientModel):
    """Asks for the reason before bank slips are refused."""

    _name = "dms.remittance.refuse"
    _description = "Refuse Bank Slips"

    remittance_ids = fields.Many2many("dms.remittance", string="Slips", required=True)
    reason = fields.Text(required=True, help="The dealer reads this.")

    def action_refuse(self):
        self.ensure_one()
        self.remittance_ids._dms_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}

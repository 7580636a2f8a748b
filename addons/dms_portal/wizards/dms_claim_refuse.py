from odoo import fields, models


class DmsClaimRefuse(models.TransientModel):
    """Asks for the reason before claims of dealers are refused."""

    _name = "dms.claim.refuse"
    _description = "Refuse Dealer Claims"

    claim_ids = fields.Many2many("dms.claim", required=True)
    reason = fields.Text(required=True, help="The dealer reads this.")

    def action_refuse(self):
        self.ensure_one()
        self.claim_ids._dms_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}

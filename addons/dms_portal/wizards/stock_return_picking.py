from odoo import fields, models


class StockReturnPickingLine(models.TransientModel):
    """A return of a return is no part of the claim."""

    _inherit = "stock.return.picking.line"

    dms_claim_line_id = fields.Many2one("dms.claim.line")

    def _prepare_move_default_values(self, new_picking):
        values = super()._prepare_move_default_values(new_picking)
        return {**values, "dms_claim_line_id": self.dms_claim_line_id.id}

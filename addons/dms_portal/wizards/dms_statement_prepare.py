from odoo import fields, models


class DmsStatementPrepare(models.TransientModel):
    """Asks for the month before statements are prepared."""

    _name = "dms.statement.prepare"
    _description = "Prepare Statements"

    month = fields.Date(
        required=True,
        default=lambda self: fields.Date.subtract(
            fields.Date.context_today(self).replace(day=1), months=1
        ),
        help="Any day of the month.",
    )
    dealer_ids = fields.Many2many(
        "res.partner",
        string="Dealers",
        domain=[("is_dealer", "=", True), ("dealer_state", "!=", "applicant")],
        help="Empty: all dealers that you see.",
    )

    def action_prepare(self):
        self.ensure_one()
        return self.env["dms.statement.run"]._dms_prepare(self.month, self.dealer_ids)

from odoo import fields, models


class DmsStatementAnswer(models.TransientModel):
    """Asks for the answer that the dealer reads."""

    _name = "dms.statement.answer"
    _description = "Answer Objections"

    dispute_ids = fields.Many2many(
        "dms.statement.dispute", string="Objections", required=True
    )
    decision = fields.Selection(
        [("accepted", "Accept"), ("rejected", "Reject")],
        required=True,
        default="accepted",
    )
    answer = fields.Text(required=True, help="The dealer reads this.")

    def action_answer(self):
        self.ensure_one()
        self.dispute_ids._dms_answer(self.decision, self.answer)
        return {"type": "ir.actions.act_window_close"}

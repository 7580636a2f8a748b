from odoo import fields, models
from odoo.exceptions import UserError


class DmsOrderChangeAnswer(models.TransientModel):
    """Asks what to say to a dealer who wants a confirmed order changed."""

    _name = "dms.order.change.answer"
    _description = "Answer Order Change Request"

    change_id = fields.Many2one(
        "dms.order.change", string="Order Number", required=True, readonly=True
    )
    kind = fields.Selection(related="change_id.kind")
    note = fields.Text(related="change_id.note")
    requested_date = fields.Date(related="change_id.requested_date")
    line_ids = fields.One2many(related="change_id.line_ids")
    text = fields.Text(
        string="Answer", help="The dealer reads this; a refusal needs it."
    )
    override = fields.Boolean(
        string="In Spite of Order Rules and Credit",
        groups="dms_base.group_dms_manager",
        help="The answer is kept as the reason.",
    )

    def action_accept(self):
        is_manager = self.env.user.has_group("dms_base.group_dms_manager")
        for answer in self:
            override = is_manager and answer.override
            if override and not (answer.text or "").strip():
                raise UserError(
                    self.env._("Say why: the reason is kept with the order.")
                )
            answer.change_id._dms_accept(answer.text, override)
        return {"type": "ir.actions.act_window_close"}

    def action_refuse(self):
        for answer in self:
            answer.change_id._dms_refuse(answer.text)
        return {"type": "ir.actions.act_window_close"}

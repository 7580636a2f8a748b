from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsDealerEvent(models.Model):
    """One step in a dealer's life: what changed, when, by whom and why."""

    _name = "dms.dealer.event"
    _description = "Dealer Event"
    _inherit = ["dms.dealer.mixin"]
    _order = "id desc"

    company_id = fields.Many2one(
        related="dealer_id.company_id", store=True, required=False, default=None
    )
    old_state = fields.Selection(selection="_selection_state", readonly=True)
    new_state = fields.Selection(
        selection="_selection_state", required=True, readonly=True
    )
    suspension = fields.Selection(selection="_selection_suspension", readonly=True)
    reason = fields.Text(readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Changed By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    changed_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )

    @api.model
    def _selection_state(self):
        return (
            self.env["res.partner"]
            ._fields["dealer_state"]
            ._description_selection(self.env)
        )

    @api.model
    def _selection_suspension(self):
        field = self.env["res.partner"]._fields["dealer_suspension"]
        return field._description_selection(self.env)

    def write(self, vals):
        raise UserError(self._append_only_message())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self._append_only_message())

    @api.model
    def _append_only_message(self):
        return self.env._(
            "The history of a dealer is not edited. Make the next step instead; "
            "its reason can say what was wrong with this one."
        )

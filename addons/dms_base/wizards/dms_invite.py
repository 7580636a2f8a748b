from odoo import api, fields, models


class DmsInvite(models.TransientModel):
    """Staff give the first person of a dealer, or another one, a sign-in."""

    _name = "dms.invite"
    _description = "Invitation of a Dealer's Person"

    dealer_id = fields.Many2one(
        "res.partner",
        required=True,
        domain=[("is_dealer", "=", True)],
    )
    name = fields.Char(required=True)
    email = fields.Char(required=True)
    role = fields.Selection(selection="_selection_role", required=True, default="owner")

    @api.model
    def _selection_role(self):
        roles = self.env["res.users"]._dms_role_choices()
        return [(role["key"], role["label"]) for role in roles]

    def action_invite(self):
        self.ensure_one()
        user = self.env["res.users"]._dms_invite(
            self.name, self.email, [self.role], self.dealer_id
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(name)s is invited by e-mail.", name=user.name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

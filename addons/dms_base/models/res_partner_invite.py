from odoo import models


class ResPartner(models.Model):
    """The way from a dealer to the invitation of its people."""

    _inherit = "res.partner"

    def action_dms_invite_owner(self):
        """Open the invitation; a dealer without people starts with its owner."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invite"),
            "res_model": "dms.invite",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_dealer_id": self.id,
                "default_role": "buyer" if self.dealer_user_ids else "owner",
            },
        }

from odoo import api, fields, models
from odoo.fields import Command


class DmsDealerTransition(models.TransientModel):
    """Move dealers to the next state of their life, with a level and a reason."""

    _name = "dms.dealer.transition"
    _description = "Change of Dealer Status"

    dealer_ids = fields.Many2many(
        "res.partner",
        string="Dealers",
        required=True,
        domain=[("is_dealer", "=", True)],
        default=lambda self: self._default_dealers(),
    )
    state = fields.Selection(
        selection="_selection_state", string="New Status", required=True
    )
    suspension = fields.Selection(
        selection="_selection_suspension", string="Suspension Level", default="no_order"
    )
    reason = fields.Text(required=True)
    effect = fields.Text(compute="_compute_effect", string="What Happens")

    @api.model
    def _default_dealers(self):
        if self.env.context.get("active_model") != "res.partner":
            return []
        return [Command.set(self.env.context.get("active_ids", []))]

    @api.model
    def _selection_state(self):
        field = self.env["res.partner"]._fields["dealer_state"]
        return field._description_selection(self.env)

    @api.model
    def _selection_suspension(self):
        field = self.env["res.partner"]._fields["dealer_suspension"]
        return field._description_selection(self.env)

    @api.depends("state", "suspension")
    def _compute_effect(self):
        """Say before the step what it brings about."""
        texts = self._effect_texts()
        for wizard in self:
            key = wizard.suspension if wizard.state == "suspended" else wizard.state
            wizard.effect = texts.get(key, "")

    @api.model
    def _effect_texts(self):
        return {
            "applicant": self.env._(
                "The application is open again. Orders stay closed until the dealer is "
                "active; sign-ins and authorizations have to be given anew."
            ),
            "active": self.env._(
                "The dealer may order what it is authorized for, within its credit."
            ),
            "no_credit": self.env._(
                "The dealer may still order, but on no credit: the limit counts as "
                "zero."
            ),
            "no_order": self.env._(
                "New orders are refused with your reason. Confirmed orders go on, and "
                "the dealer's people can still sign in."
            ),
            "view_only": self.env._(
                "The dealer's people can look at everything and change nothing. New "
                "orders are refused with your reason."
            ),
            "terminated": self.env._(
                "The dealer's people lose their sign-in at once, and all "
                "authorizations end today. What is owed stays in the books."
            ),
        }

    def action_apply(self):
        self.ensure_one()
        self.dealer_ids._dms_change_state(self.state, self.reason, self.suspension)
        return {"type": "ir.actions.act_window_close"}

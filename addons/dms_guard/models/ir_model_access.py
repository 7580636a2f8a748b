"""N8: a refusal names the groups that would have passed to internal users only."""

from odoo import models
from odoo.exceptions import AccessError


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    def _make_access_error(self, model, mode):
        """Tell everybody else what is refused, and nothing about who may."""
        error = super()._make_access_error(model, mode)
        if self.env.user._is_internal():
            return error
        return AccessError(
            self.env._(
                "You do not have the rights for this. If you need them, ask your "
                "contact person."
            )
        )

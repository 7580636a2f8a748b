from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    """Let staff into the order pad, and send the translations of its scripts."""

    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        return [*super()._get_translation_frontend_modules_name(), "dms_portal"]

    @classmethod
    def _dms_route_refusal(cls, routing):
        if routing.get("dms_for_staff") and named_dealer():
            return ""  # the order door asks who may order for this dealer
        return super()._dms_route_refusal(routing)


def named_dealer():
    """Return the id of the dealer for whom staff say that they order, or 0."""
    asked = str(request.params.get("dealer_id") or "")
    is_id = asked.isdecimal() and len(asked) < 10
    return int(asked) if is_id and not request.env.user.share else 0

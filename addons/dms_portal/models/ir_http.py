from odoo import models

from ..controllers.pad_route import named_dealer


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

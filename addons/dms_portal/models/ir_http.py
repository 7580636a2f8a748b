from odoo import models


class IrHttp(models.AbstractModel):
    """Send the translations of the portal's own scripts to the browser."""

    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        return [*super()._get_translation_frontend_modules_name(), "dms_portal"]

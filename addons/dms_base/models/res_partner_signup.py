from odoo import models


class ResPartner(models.Model):
    """A sign-up link is handed only to who may see the contact it is for."""

    _inherit = "res.partner"

    def signup_get_auth_param(self):
        self.check_access("read")
        return super().signup_get_auth_param()

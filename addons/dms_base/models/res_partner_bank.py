from odoo import models


class ResPartnerBank(models.Model):
    """Bank accounts of a dealer stand behind the wall."""

    _name = "res.partner.bank"
    _inherit = ["res.partner.bank", "dms.access.recheck"]

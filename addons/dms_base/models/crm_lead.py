from odoo import models


class CrmLead(models.Model):
    """Opportunities with a dealer stand behind the wall."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "dms.access.recheck"]

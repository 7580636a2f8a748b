from odoo import models


class IrAttachment(models.Model):
    """A file is not made the copy of one that is out of sight."""

    _name = "ir.attachment"
    _inherit = ["ir.attachment", "dms.access.recheck"]

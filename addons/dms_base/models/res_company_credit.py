from odoo import fields, models


class ResCompany(models.Model):
    """When overdue invoices stop a dealer's orders."""

    _inherit = "res.company"

    dms_overdue_block = fields.Boolean(
        string="Overdue Invoices Block Orders",
        groups="base.group_user",
        help="No order of a dealer is approved while an invoice is overdue for longer "
        "than the days of grace.",
    )
    dms_overdue_grace_days = fields.Integer(
        string="Days of Grace", default=15, groups="base.group_user"
    )


class ResConfigSettings(models.TransientModel):
    """Settings of the dealer network."""

    _inherit = "res.config.settings"

    dms_overdue_block = fields.Boolean(
        related="company_id.dms_overdue_block", readonly=False
    )
    dms_overdue_grace_days = fields.Integer(
        related="company_id.dms_overdue_grace_days", readonly=False
    )

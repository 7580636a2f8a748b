from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """How a company goes about statements, where administrators look for it."""

    _inherit = "res.config.settings"

    dms_statement_day = fields.Integer(
        related="company_id.dms_statement_day", readonly=False
    )
    dms_statement_remind_days = fields.Integer(
        related="company_id.dms_statement_remind_days", readonly=False
    )
    dms_statement_remind_max = fields.Integer(
        related="company_id.dms_statement_remind_max", readonly=False
    )
    dms_statement_silence = fields.Boolean(
        related="company_id.dms_statement_silence", readonly=False
    )
    dms_statement_silence_days = fields.Integer(
        related="company_id.dms_statement_silence_days", readonly=False
    )

from odoo import fields, models


class ResCompany(models.Model):
    """How a company goes about prices."""

    _inherit = "res.company"

    dms_price_second_person = fields.Boolean(
        string="Second Person Publishes Prices",
        groups="base.group_user",
        help="A price book is published by another manager than the one who asked for "
        "its approval.",
    )
    dms_show_upcoming_prices = fields.Boolean(
        string="Show Coming Prices",
        default=True,
        groups="base.group_user",
        help="Dealers read prices of published price books before they hold, unless "
        "the book is not announced ahead.",
    )


class ResConfigSettings(models.TransientModel):
    """The same, where administrators look for it."""

    _inherit = "res.config.settings"

    dms_price_second_person = fields.Boolean(
        related="company_id.dms_price_second_person", readonly=False
    )
    dms_show_upcoming_prices = fields.Boolean(
        related="company_id.dms_show_upcoming_prices", readonly=False
    )

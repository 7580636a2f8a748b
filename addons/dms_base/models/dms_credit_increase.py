from odoo import fields, models
from odoo.exceptions import AccessError

FIXED = {"amount", "company_id", "date_start", "dealer_id", "reason"}


class DmsCreditIncrease(models.Model):
    """More credit for a dealer, for a time: who gave it, until when and why.

    An increase is not edited: to take it back its last day is brought forward, and
    the old one stays to be read.
    """

    _name = "dms.credit.increase"
    _description = "Temporary Credit Increase"
    _inherit = ["dms.dealer.mixin", "mail.thread"]
    _order = "date_start desc, id desc"
    _rec_name = "reason"

    amount = fields.Monetary(required=True, tracking=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_start = fields.Date(
        string="First Day",
        required=True,
        default=fields.Date.context_today,
    )
    date_last = fields.Date(string="Last Day", required=True, tracking=True)
    reason = fields.Char(required=True)

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A credit increase is an amount above zero."
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_last >= date_start)",
        "The last day of a credit increase cannot lie before its first day.",
    )

    def write(self, vals):
        last = fields.Date.to_date(vals.get("date_last"))
        is_extended = last and any(last > increase.date_last for increase in self)
        if not self.env.su and (vals.keys() & FIXED or is_extended):
            raise AccessError(
                self.env._(
                    "A credit increase is not edited. Bring its last day forward, and "
                    "give a new one."
                )
            )
        return super().write(vals)

from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsAgreement(models.Model):
    """A contract between brand and dealer, with its papers."""

    _name = "dms.agreement"
    _description = "Dealer Agreement"
    _inherit = ["dms.dealer.mixin", "dms.expiry.mixin"]
    _order = "date_start desc, id desc"

    name = fields.Char(string="Reference", required=True, copy=False, tracking=True)
    kind = fields.Selection(
        [
            ("distribution", "Distribution"),
            ("annual", "Annual Terms"),
            ("addendum", "Addendum"),
            ("other", "Other"),
        ],
        required=True,
        default="distribution",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("active", "In Force"),
            ("expired", "Expired"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        tracking=True,
    )
    date_start = fields.Date(
        string="First Day",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
    )
    notice_days = fields.Integer(string="Notice Period (Days)", default=30)
    note = fields.Text(string="Internal Note", groups="base.group_user")

    _dates_in_order = models.Constraint(
        "CHECK(date_last IS NULL OR date_last >= date_start)",
        "The last day of an agreement cannot lie before its first day.",
    )

    @api.model
    def _get_running_domain(self):
        return [*super()._get_running_domain(), ("state", "=", "active")]

    def _dms_paper_name(self):
        self.ensure_one()
        return self.env._("Agreement %(name)s", name=self.name)

    def action_dms_sign(self):
        """Put a draft into force."""
        for agreement in self:
            if agreement.state != "draft":
                raise UserError(
                    self.env._(
                        "Agreement %(name)s is not a draft any more.",
                        name=agreement.name,
                    )
                )
        self.state = "active"

    def action_dms_cancel(self):
        self.state = "cancelled"

    @api.model
    def _cron_expire(self):
        """Close agreements whose last day has passed."""
        today = fields.Date.context_today(self)
        self.search([("state", "=", "active"), ("date_last", "<", today)]).write(
            {"state": "expired"}
        )

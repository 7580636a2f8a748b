from odoo import api, fields, models

# What a person has seen on the paper; a change of it has to be seen again.
VERIFIED_FIELDS = {"dealer_id", "kind", "number", "issuer", "date_start", "date_last"}


class DmsLicense(models.Model):
    """A licence or certificate that a dealer must hold, with number and last day."""

    _name = "dms.license"
    _description = "Dealer Licence"
    _inherit = ["dms.dealer.mixin", "dms.expiry.mixin"]
    _order = "dealer_id, kind, date_last desc, id desc"

    kind = fields.Selection(
        [
            ("business", "Business Licence"),
            ("tax", "Taxpayer Certificate"),
            ("bank", "Bank Account Permit"),
            ("food", "Food Trading Licence"),
            ("liquor", "Liquor Trading Licence"),
            ("mandate", "Letter of Attorney"),
            ("other", "Other"),
        ],
        required=True,
        default="business",
        tracking=True,
    )
    number = fields.Char(tracking=True)
    issuer = fields.Char()
    date_start = fields.Date(string="Valid From")
    verified_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    verified_at = fields.Datetime(readonly=True, copy=False)
    active = fields.Boolean(string="In Use", default=True)

    @api.depends("kind", "number")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            label = kinds.get(line.kind, "")
            line.display_name = f"{label} {line.number}" if line.number else label

    def write(self, vals):
        if VERIFIED_FIELDS & vals.keys():
            vals = {**vals, "verified_by_id": False, "verified_at": False}
        return super().write(vals)

    def action_dms_verify(self):
        """Note that the signed-in person has seen the paper."""
        self.write(
            {"verified_by_id": self.env.uid, "verified_at": fields.Datetime.now()}
        )

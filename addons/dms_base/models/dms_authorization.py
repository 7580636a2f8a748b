from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class DmsAuthorization(models.Model):
    """What a dealer may sell: a product category, in a region, for a time.

    It holds for every category below; without a region it holds everywhere.
    """

    _name = "dms.authorization"
    _description = "Dealer Authorization"
    _inherit = ["dms.dealer.mixin", "mail.thread"]
    _order = "dealer_id, date_start desc, id desc"
    _check_company_auto = True

    categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    region_id = fields.Many2one(
        "dms.region",
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=True,
        help="Where the goods may be sold; empty: everywhere.",
    )
    date_start = fields.Date(
        string="First Day",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
    )
    date_last = fields.Date(
        string="Last Day", help="Empty: until further notice.", tracking=True
    )
    is_exclusive = fields.Boolean(
        string="Exclusive",
        tracking=True,
        help="Nobody else may be authorized for this category in this region.",
    )
    active = fields.Boolean(string="In Use", default=True)

    _dates_in_order = models.Constraint(
        "CHECK(date_last IS NULL OR date_last >= date_start)",
        "The last day of an authorization cannot lie before its first day.",
    )

    @api.depends("dealer_id", "categ_id", "region_id")
    def _compute_display_name(self):
        for auth in self:
            parts = [
                auth.dealer_id.display_name,
                auth.categ_id.display_name,
                auth.region_id.display_name,
            ]
            auth.display_name = " · ".join(part for part in parts if part)

    @api.constrains(
        "dealer_id",
        "categ_id",
        "region_id",
        "date_start",
        "date_last",
        "is_exclusive",
        "active",
    )
    def _check_exclusive(self):
        for auth in self.filtered("active"):
            # sudo: an exclusive right binds although the other dealer is out of sight
            other = self.sudo().search(auth._get_conflict_domain(), limit=1)
            if other:
                raise ValidationError(
                    self.env._(
                        "%(category)s is promised exclusively here: this overlaps the "
                        "authorization of another dealer from %(start)s to %(last)s. "
                        "End that one first, or change region or dates.",
                        category=other.categ_id.display_name,
                        start=other.date_start,
                        last=other.date_last or self.env._("further notice"),
                    )
                )

    def _get_conflict_domain(self):
        """Return the domain of other dealers' authorizations that exclude this one."""
        self.ensure_one()
        domain = (
            Domain("dealer_id", "!=", self.dealer_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & (
                Domain("categ_id", "child_of", self.categ_id.id)
                | Domain("categ_id", "parent_of", self.categ_id.id)
            )
            & (
                Domain("date_last", "=", False)
                | Domain("date_last", ">=", self.date_start)
            )
        )
        if self.region_id:
            domain &= (
                Domain("region_id", "=", False)
                | Domain("region_id", "child_of", self.region_id.id)
                | Domain("region_id", "parent_of", self.region_id.id)
            )
        if self.date_last:
            domain &= Domain("date_start", "<=", self.date_last)
        if not self.is_exclusive:
            domain &= Domain("is_exclusive", "=", True)
        return domain

    def _dms_end(self):
        """Let today be the last day; what would begin later never does."""
        today = fields.Date.context_today(self)
        self.filtered(lambda auth: auth.date_start > today).active = False
        self.filtered(
            lambda auth: (
                auth.date_start <= today
                and (not auth.date_last or auth.date_last > today)
            )
        ).date_last = today

    @api.model
    def _get_valid_domain(self, day):
        """Return the domain of authorizations in force on ``day``."""
        return Domain("date_start", "<=", day) & (
            Domain("date_last", "=", False) | Domain("date_last", ">=", day)
        )

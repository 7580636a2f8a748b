from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.dms_base.engine.periods import period_of

from ..engine import order_rules
from ..queries.order_usage_sql import ordered_by_product

LINE_KINDS = (order_rules.MINIMUM, order_rules.MULTIPLE, order_rules.MAXIMUM)


class DmsOrderRule(models.Model):
    """How much of what a dealer may order: the brand's terms, kept as data.

    Of several minimums, multiples or maximums for one product, one holds: first the
    rule for the fewest dealers (named dealers, then grades or regions, then all),
    among those the one for the fewest goods (products, then categories, the deeper the
    sooner, then all). Every quota and, of order minimums, the one for the fewest
    dealers holds.
    """

    _name = "dms.order.rule"
    _description = "Order Rule"
    _inherit = ["dms.audience.mixin", "mail.thread"]
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("minimum", "Minimum Quantity"),
            ("multiple", "Multiple (Case)"),
            ("maximum", "Maximum per Order"),
            ("quota", "Quota per Period"),
            ("order_minimum", "Order Minimum"),
        ],
        required=True,
        default="minimum",
        tracking=True,
    )
    quantity = fields.Float(digits="Product Unit", tracking=True)
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        ondelete="restrict",
        help="Empty: the unit of each product.",
    )
    period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        default="month",
    )
    is_together = fields.Boolean(
        string="All Products Together",
        help="The quota is for the sum of all products of this rule; otherwise each "
        "product has its own.",
    )
    amount = fields.Monetary(tracking=True, help="Without taxes.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    product_ids = fields.Many2many("product.product", string="Products")
    categ_ids = fields.Many2many("product.category", string="Product Categories")
    date_start = fields.Date(
        string="First Day",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
    )
    date_last = fields.Date(
        string="Last Day", help="Empty: until further notice.", tracking=True
    )
    active = fields.Boolean(string="In Use", default=True)
    term = fields.Char(
        string="What It Says", compute="_compute_term", help="As the dealer reads it."
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_last IS NULL OR date_last >= date_start)",
        "The last day of a rule cannot lie before its first day.",
    )
    _something_asked = models.Constraint(
        "CHECK(CASE WHEN kind = 'order_minimum' THEN amount > 0"
        " WHEN kind = 'quota' THEN quantity >= 0 ELSE quantity > 0 END)",
        "A rule needs a quantity (or, for an order minimum, an amount) above zero. A "
        "quota may be zero: then nothing can be ordered.",
    )

    @api.constrains("kind", "is_together", "uom_id")
    def _check_common_unit(self):
        for rule in self:
            if rule.kind == "quota" and rule.is_together and not rule.uom_id:
                raise ValidationError(
                    self.env._(
                        "%(rule)s counts several products together, so it needs the "
                        "unit in which they are counted.",
                        rule=rule.name,
                    )
                )

    @api.depends("kind", "quantity", "uom_id", "amount", "period", "is_together")
    @api.depends_context("lang")
    def _compute_term(self):
        periods = dict(self._fields["period"]._description_selection(self.env))
        for rule in self:
            rule.term = rule._dms_term_texts().get(rule.kind, "") % {
                "quantity": rule._dms_quantity_text(rule.quantity, rule.uom_id),
                "amount": rule._dms_amount_text(rule.amount),
                "period": periods.get(rule.period, ""),
            }

    def _dms_term_texts(self):
        _ = self.env._
        return {
            "minimum": _("From %(quantity)s on"),
            "multiple": _("In multiples of %(quantity)s"),
            "maximum": _("At most %(quantity)s per order"),
            "quota": _("At most %(quantity)s per %(period)s"),
            "order_minimum": _("Orders from %(amount)s on"),
        }

    @api.model
    def _dms_quantity_text(self, quantity, uom):
        """Write a quantity as people do: no zeros behind the point, then the unit."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        number = f"{quantity:.{digits}f}"
        if "." in number:
            number = number.rstrip("0").rstrip(".")
        return " ".join(filter(None, (number, uom.name)))

    def _dms_amount_text(self, amount):
        self.ensure_one()
        return self.currency_id.format(amount)

    # --- which rules hold ---------------------------------------------------------

    @api.model
    def _dms_holding(self, dealer, day):
        """Return the rules that hold for ``dealer`` on ``day``, as superuser.

        Rules are the brand's; what of them concerns the dealer is told in words.
        """
        # sudo: a dealer may not read rules, but is bound by them
        return self.sudo().search(
            self._dms_meant_for_domain(dealer)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("date_start", "<=", day)
            & (Domain("date_last", "=", False) | Domain("date_last", ">=", day))
        )

    def _dms_by_product(self, products):
        """Return {product: the rules of ``self`` that are about it}."""
        everything = self.filtered(lambda r: not r.product_ids and not r.categ_ids)
        of_product, of_category = {}, {}
        for rule in self:
            for product_id in rule.product_ids.ids:
                of_product[product_id] = of_product.get(product_id, everything) | rule
            for categ_id in rule.categ_ids.ids:
                of_category[categ_id] = of_category.get(categ_id, self.browse()) | rule
        found = {}
        for product in products:
            rules = of_product.get(product.id, everything)
            for categ_id in _path(product.categ_id):
                rules |= of_category.get(categ_id, self.browse())
            found[product] = rules.with_prefetch(self.ids)
        return found

    def _dms_rank(self, dealer, product):
        """Return (dealers, goods): how narrowly this rule fits; higher goes first."""
        self.ensure_one()
        audience = self._dms_audience_rank(dealer)
        if product in self.product_ids:
            return audience, 1000
        path = _path(product.categ_id)
        depths = [path.index(i) + 1 for i in self.categ_ids.ids if i in path]
        return audience, max(depths, default=0)

    def _dms_audience_rank(self, dealer):
        self.ensure_one()
        if dealer in self.audience_dealer_ids:
            return 2
        return 1 if self.audience_grade_ids or self.audience_region_ids else 0

    def _dms_own_quantity(self, product):
        """Return this rule's quantity in the unit of ``product``; None: does not fit."""
        self.ensure_one()
        uom = self.uom_id or product.uom_id
        if not uom._has_common_reference(product.uom_id):
            return None
        return uom._compute_quantity(self.quantity, product.uom_id, round=False)

    @api.model
    def _dms_usage(self, dealer, period, day, except_orders):
        """Return {product: quantity} that ``dealer`` ordered in the period of ``day``."""
        first, after = period_of(period, day)
        company = self.env.company
        self.env["sale.order"].flush_model(
            ["state", "dms_state", "date_order", "dms_submitted_at", "dms_dealer_id"]
        )
        self.env["sale.order.line"].flush_model(["product_uom_qty", "product_uom_id"])
        rows = self.env.execute_query(
            ordered_by_product(
                dealer.id,
                company.id,
                company._dms_midnight(first),
                company._dms_midnight(after),
                except_orders.ids,
                self.env["sale.order"]._dms_counted_lines_sql(),
            )
        )
        products = self.env["product.product"].browse(row[0] for row in rows)
        return {
            product: quantity
            for product, (_id, quantity) in zip(products, rows, strict=True)
        }


def _path(category):
    """Return the ids of a category's tree, from the top down to itself."""
    return [int(part) for part in (category.parent_path or "").split("/") if part]

from contextlib import closing

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_compare

from ..queries.price_reach_sql import bought_by_list
from .sale_order_why import FINEST

MONTHS = 12


class DmsPriceBookEffect(models.Model):
    """What a price book changes: one product on one price list, from one quantity.

    Reckoned by core itself: the rules are written, asked and taken back again. Price
    lists that are based on those of the book change along and are here too.
    """

    _name = "dms.price.book.effect"
    _description = "Price Change"
    _order = "book_id desc, pricelist_id, product_id, min_quantity, id"

    book_id = fields.Many2one(
        "dms.price.book", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="book_id.company_id", store=True, index=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    pricelist_id = fields.Many2one(
        "product.pricelist", string="Price List", ondelete="cascade", readonly=True
    )
    currency_id = fields.Many2one(related="pricelist_id.currency_id", store=True)
    product_id = fields.Many2one("product.product", ondelete="cascade", readonly=True)
    categ_id = fields.Many2one(related="product_id.categ_id", store=True)
    min_quantity = fields.Float(
        string="From Quantity", digits="Product Unit", readonly=True
    )
    price_before = fields.Float(
        string="Old Price",
        min_display_digits="Product Price",
        readonly=True,
        aggregator=None,
        help="What would hold on the first day without this book.",
    )
    price_after = fields.Float(
        string="New Price",
        min_display_digits="Product Price",
        readonly=True,
        aggregator=None,
    )
    change_percent = fields.Float(
        string="Change %", digits=(16, 2), readonly=True, aggregator="avg"
    )
    dealer_count = fields.Integer(
        string="Dealers",
        readonly=True,
        aggregator="max",
        help="Active dealers who buy at this price list today.",
    )
    buyer_count = fields.Integer(
        string="Bought It",
        readonly=True,
        aggregator="max",
        help="Of these dealers, how many bought it in the last 12 months.",
    )
    quantity_year = fields.Float(
        string="Quantity, 12 Months", digits="Product Unit", readonly=True
    )
    amount_year = fields.Monetary(
        string="Sales, 12 Months",
        currency_field="company_currency_id",
        readonly=True,
        help="Confirmed orders without taxes, whatever quantity was ordered at once.",
    )
    is_below_cost = fields.Boolean(readonly=True)
    is_large = fields.Boolean(string="Large Change", readonly=True)
    is_without_effect = fields.Boolean(readonly=True)
    other_book_id = fields.Many2one(
        "dms.price.book", string="In Another Book", ondelete="set null", readonly=True
    )
    has_warning = fields.Boolean(readonly=True, index=True)
    warning = fields.Char(compute="_compute_warning")

    @api.depends("is_below_cost", "is_large", "is_without_effect", "other_book_id")
    @api.depends_context("lang")
    def _compute_warning(self):
        for effect in self:
            said = [
                effect.is_below_cost and self.env._("below cost"),
                effect.is_large and self.env._("large change"),
                effect.is_without_effect and self.env._("another rule goes first"),
                effect.other_book_id
                and self.env._(
                    "also in the book %(name)s", name=effect.other_book_id.sudo().name
                ),
            ]
            effect.warning = " · ".join(filter(None, said))


class DmsPriceBook(models.Model):
    """Reckoning the preview, with a number of queries that grows with price lists."""

    _inherit = "dms.price.book"

    def _dms_preview(self):
        """Write anew what this book changes for whom."""
        self.ensure_one()
        self._dms_check_filled()
        # sudo: costs, sales and dealers count as a whole; who looks is asked by rules
        book = self.sudo()
        before = book._dms_price_points()
        with closing(self.env.cr.savepoint()):
            written = book._dms_write_items()
            own = set(written.ids)
            after = book._dms_price_points()
        # from here on the rules are as they were
        vals = book._dms_effect_vals(before, after, own)
        book.effect_ids.unlink()
        book.env["dms.price.book.effect"].create(vals)
        book.previewed_at = fields.Datetime.now()

    def _dms_price_points(self):
        """Return {(list, product, quantity): (price, rule id)} on the first day."""
        self.ensure_one()
        start = self._dms_window().start
        points = {}
        for pricelist, goods in self._dms_reached_goods().items():
            products = self.env["product.product"].browse(
                {product.id for product, _quantity in goods}
            )
            together = pricelist._dms_pricing_together(products)
            for product, quantity in goods:
                points[pricelist, product, quantity] = together._get_product_price_rule(
                    product.with_prefetch(products.ids), max(quantity, 1.0), date=start
                )
        return points

    def _dms_reached_goods(self):
        """Return {list: {(product, quantity)}}: of the lines, and of lists above."""
        reached = {}
        in_category = self._dms_products_by_category()
        for line in self.line_ids:
            goods = line.product_id or in_category[line.categ_id]
            found = reached.setdefault(line.pricelist_id, set())
            found |= {(product, line.min_quantity) for product in goods}
        queue = list(reached)
        above = self._dms_lists_above()
        while queue:
            below = queue.pop()
            for pricelist in above.get(below, ()):
                goods = reached.setdefault(pricelist, set())
                if not reached[below] <= goods:
                    goods |= reached[below]
                    queue.append(pricelist)
        return reached

    def _dms_products_by_category(self):
        """Return {category: products that are sold} for the categories of the lines."""
        categories = self.line_ids.categ_id
        sold = Domain("sale_ok", "=", True) & Domain(
            "company_id", "in", (False, self.company_id.id)
        )
        products = self.env["product.product"].search(
            sold & Domain("categ_id", "child_of", categories.ids)
            if categories
            else Domain.FALSE
        )
        return {
            category: products.filtered(
                lambda p, path=category.parent_path: p.categ_id.parent_path.startswith(
                    path
                )
            )
            for category in categories
        }

    def _dms_lists_above(self):
        """Return {list: lists that are based on it}."""
        groups = self.env["product.pricelist.item"]._read_group(
            [
                ("base", "=", "pricelist"),
                ("base_pricelist_id", "!=", False),
                ("pricelist_id.active", "=", True),
                ("pricelist_id.company_id", "in", (False, self.company_id.id)),
            ],
            ["base_pricelist_id", "pricelist_id"],
        )
        above = {}
        for below, pricelist in groups:
            above.setdefault(below, []).append(pricelist)
        return above

    def _dms_effect_vals(self, before, after, own):
        """Return the values of the effects; what stays as it is on other lists is none."""
        direct = {line.pricelist_id for line in self.line_ids}
        dealers, bought = self._dms_reach(after)
        rivals = self._dms_rival_books()
        digits = self.env["decimal.precision"].precision_get("Product Price")
        found = []
        for (pricelist, product, quantity), (price, rule_id) in after.items():
            old, _old_rule = before[pricelist, product, quantity]
            is_same = not float_compare(old, price, precision_digits=digits)
            if is_same and pricelist not in direct:
                continue
            other = rivals.get((pricelist, product, quantity), self.browse())
            vals = {
                "book_id": self.id,
                "pricelist_id": pricelist.id,
                "product_id": product.id,
                "min_quantity": quantity,
                "price_before": round(old, FINEST),
                "price_after": round(price, FINEST),
                "change_percent": round((price / old - 1) * 100, 2) if old else 0.0,
                "dealer_count": dealers.get(pricelist.id, 0),
                **bought.get((pricelist.id, product.id), {}),
                "is_below_cost": self._dms_is_below_cost(pricelist, product, price),
                "is_without_effect": pricelist in direct and rule_id not in own,
                "other_book_id": other[:1].id,
            }
            vals["is_large"] = abs(vals["change_percent"]) > self.alert_percent
            vals["has_warning"] = bool(
                vals["is_below_cost"]
                or vals["is_large"]
                or vals["is_without_effect"]
                or other
            )
            found.append(vals)
        return found

    def _dms_is_below_cost(self, pricelist, product, price):
        """Whether a price is below what the product costs the company; 0: not known."""
        company = self.company_id
        cost = product.with_company(company).standard_price
        if not cost:
            return False
        cost = company.currency_id._convert(
            cost, pricelist.currency_id, company, self.date_start, round=False
        )
        return pricelist.currency_id.compare_amounts(price, cost) < 0

    def _dms_reach(self, points):
        """Return {list: dealers}, and {(list, product): what was bought in a year}."""
        company = self.company_id
        dealers = self.env["res.partner"].search(
            [
                ("is_dealer", "=", True),
                ("dealer_state", "=", "active"),
                ("company_id", "in", (False, company.id)),
            ]
        )
        lists = self.env["product.pricelist"].with_company(company)
        held = lists._get_partner_pricelist_multi(dealers.ids)
        pairs = [(dealer.id, held[dealer.id].id) for dealer in dealers]
        counts = {}
        for _dealer, list_id in pairs:
            counts[list_id] = counts.get(list_id, 0) + 1
        self.env.flush_all()
        since = fields.Datetime.now() - relativedelta(months=MONTHS)
        wanted = {pricelist.id for pricelist, _product, _quantity in points}
        rows = self.env.execute_query(
            bought_by_list(
                [pair for pair in pairs if pair[1] in wanted],
                list({product.id for _list, product, _quantity in points}),
                company.id,
                since,
            )
        )
        names = ("buyer_count", "quantity_year", "amount_year")
        return counts, {
            (row[0], row[1]): dict(zip(names, row[2:], strict=True)) for row in rows
        }

    def _dms_rival_books(self):
        """Return {(list, product, quantity): books} whose time meets that of this one."""
        meets = Domain("date_last", "=", False) | Domain(
            "date_last", ">=", self.date_start
        )
        if self.date_last:
            meets &= Domain("date_start", "<=", self.date_last)
        books = self.search(
            meets
            & Domain("id", "!=", self.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "in", ("draft", "asked", "published"))
            & Domain("line_ids.pricelist_id", "in", self.line_ids.pricelist_id.ids)
        )
        found = {}
        for book in books:
            in_category = book._dms_products_by_category()
            for line in book.line_ids:
                for product in line.product_id or in_category[line.categ_id]:
                    key = (line.pricelist_id, product, line.min_quantity)
                    found[key] = found.get(key, self.browse()) | book
        return found

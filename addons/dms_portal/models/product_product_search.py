import unicodedata
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import escape_psql

from ..engine.order_lines import storable
from ..queries.product_match_sql import products_by_match

LONGEST_TERM = 64
MOST_WORDS = 6
MOST_RESULTS = 50
ORDERS_OF_HABIT = 200
DAYS_OF_HABIT = 180


class ProductProduct(models.Model):
    """Find products for a dealer: only what the dealer may order, best match first."""

    _inherit = "product.product"

    @api.model
    def _dms_search_products(self, dealer, term, limit=20):
        """Return sudoed products that ``dealer`` may order and that match ``term``.

        Products are found by code, barcode (packagings too) and name in any language;
        without a term, what the dealer orders most often. The number of queries does
        not depend on the number of products. The caller has checked that the user
        may order for ``dealer``; dealers have no right to products themselves, hence
        the sudo, and hence the domain in every query.
        """
        limit = max(1, min(limit, MOST_RESULTS))
        term = self._dms_clean_term(term)
        domain = dealer._dms_product_domain()
        if not term:
            return self._dms_most_ordered(dealer, domain, limit)
        self._dms_flush_searched()
        allowed = self.sudo()._search(domain)
        words = [escape_psql(word) for word in term.split()[:MOST_WORDS]]
        rows = self.env.execute_query(
            products_by_match(allowed.subselect(), escape_psql(term), words, limit)
        )
        return self.sudo().browse(row[0] for row in rows)

    @api.model
    def _dms_clean_term(self, term):
        """Return the term as people meant it: full-width characters become plain."""
        if not isinstance(term, str):
            return ""
        plain = unicodedata.normalize("NFKC", storable(term))
        return " ".join(plain.split())[:LONGEST_TERM].strip()

    @api.model
    def _dms_flush_searched(self):
        self.env["product.template"].flush_model(["name"])
        self.env["product.product"].flush_model(
            ["default_code", "barcode", "product_template_attribute_value_ids"]
        )
        self.env["product.uom"].flush_model(["product_id", "barcode"])
        self.env["product.attribute.value"].flush_model(["name"])

    @api.model
    def _dms_late_orders(self, dealer):
        """Return orders as superuser, and the domain of the dealer's late ones."""
        since = fields.Datetime.now() - timedelta(days=DAYS_OF_HABIT)
        # sudo: orders of the dealer that the caller may order for
        return self.env["sale.order"].sudo(), (
            Domain("dms_dealer_id", "=", dealer.id)
            & Domain("dms_progress", "!=", False)
            & Domain("date_order", ">=", since)
            & Domain("state", "in", ("sent", "sale"))
        )

    @api.model
    def _dms_often_ordered(self, dealer, domain, limit):
        """Return what the dealer ordered lately, most often first."""
        orders, lately = self._dms_late_orders(dealer)
        last = orders._search(lately, order="id desc", limit=ORDERS_OF_HABIT)
        groups = orders.env["sale.order.line"]._read_group(
            Domain("order_id", "in", last) & Domain("product_id", "any!", domain),
            ["product_id"],
            order="order_id:count_distinct desc, product_id",
            limit=limit,
        )
        return self.sudo().browse(product.id for (product,) in groups)

    @api.model
    def _dms_most_ordered(self, dealer, domain, limit):
        """Return what the dealer orders most, filled up from the assortment."""
        often = self._dms_often_ordered(dealer, domain, limit)
        if len(often) == limit:
            return often
        return often | self.sudo().search(
            domain & Domain("id", "not in", often.ids),
            limit=limit - len(often),
            order="default_code, id",
        )

    def _dms_asked_units(self, term):
        """Return {product: unit}: of the packaging with this barcode, or its own."""
        units = {product: product.uom_id for product in self}
        packagings = self.env["product.uom"].search(
            [
                ("product_id", "in", self.ids),
                ("barcode", "=ilike", escape_psql(self._dms_clean_term(term))),
            ]
        )
        for packaging in packagings:
            if packaging.uom_id in packaging.product_id._dms_order_uoms():
                units[packaging.product_id] = packaging.uom_id
        return units

    def _dms_cards(self):
        """Return {id: card}: what the order pad shows of each product."""
        return {
            product.id: {
                "id": product.id,
                "code": product.default_code or "",
                "name": product.with_context(display_default_code=False).display_name,
                "uom_id": product.uom_id.id,
                "uoms": [
                    {
                        "id": uom.id,
                        "name": uom.name,
                        "factor": uom._compute_quantity(
                            1.0, product.uom_id, round=False
                        ),
                    }
                    for uom in product._dms_order_uoms()
                ],
            }
            for product in self
        }

    def _dms_case_size(self):
        """Return how many the smallest packaging of a product holds, None if none."""
        self.ensure_one()
        sizes = [
            Decimal(repr(unit._compute_quantity(1.0, self.uom_id, round=False)))
            for unit in self._dms_order_uoms() - self.uom_id
        ]
        return min((size for size in sizes if size > 1), default=None)

    def _dms_order_uoms(self):
        """Return the units in which a product may be ordered, its own first."""
        self.ensure_one()
        return (self.uom_id | self.uom_ids).filtered(
            lambda uom: uom._has_common_reference(self.uom_id)
        )

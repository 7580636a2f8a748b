from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..queries.last_ordered_sql import last_ordered

DAYS_OF_MEMORY = 730
MOST_PRODUCTS = 200


class ResPartner(models.Model):
    """What a dealer ordered before, to be ordered again.

    Answers about the dealer they are called on, as superuser, and only with what it
    may order now; callers have checked who asks.
    """

    _inherit = "res.partner"

    def _dms_last_ordered(self, limit=MOST_PRODUCTS):
        """Return what was ordered lately: cards, usual quantity and unit, last day.

        The number of queries does not depend on the number of orders or products.
        """
        dealer = self._dms_ordering()
        dealer.env["sale.order"].flush_model()
        dealer.env["sale.order.line"].flush_model()
        since = fields.Datetime.now() - timedelta(days=DAYS_OF_MEMORY)
        counted = dealer.env["sale.order"]._dms_counted_lines_sql()
        rows = dealer.env.execute_query(
            last_ordered(dealer.id, dealer.env.company.id, since, limit, counted)
        )
        usual = {product_id: row for product_id, *row in rows}
        cards = dealer._dms_allowed_products(usual)._dms_cards()
        found = []
        for product_id, (uom_id, quantity, at, orders) in usual.items():
            card = cards.get(product_id)
            if not card:
                continue
            units = {unit["id"]: unit["name"] for unit in card["uoms"]}
            is_sold = uom_id in units  # a packaging may have gone since
            found.append(
                {
                    "card": card,
                    "product_id": product_id,
                    "uom_id": uom_id if is_sold else card["uom_id"],
                    "unit": units[uom_id if is_sold else card["uom_id"]],
                    "quantity": float(quantity) if is_sold else 1.0,
                    "day": fields.Date.to_string(dealer._dms_local_day(at)),
                    "orders": orders,
                }
            )
        return found

    def _dms_allowed_products(self, ids):
        """Return those of ``ids`` that this dealer may order, in their order."""
        allowed = self.env["product.product"].search(
            self._dms_product_domain() & Domain("id", "in", list(ids))
        )
        places = {product_id: place for place, product_id in enumerate(ids)}
        return allowed.sorted(lambda product: places[product.id])

    def _dms_local_day(self, moment):
        return fields.Datetime.context_timestamp(self, moment).date()

    def _dms_last_order(self):
        """Return the order that the dealer placed last, empty if none."""
        dealer = self._dms_ordering()
        return dealer.env["sale.order"].search(
            [
                ("dms_dealer_id", "=", dealer.id),
                ("company_id", "=", dealer.env.company.id),
                ("state", "in", ("sent", "sale")),
                ("dms_progress", "!=", False),
            ],
            order="id desc",
            limit=1,
        )

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..engine.order_lines import Wanted

MOST_ORDERS = 200
MOST_PRODUCTS = 50


class SaleOrder(models.Model):
    """What the systems of dealers ask, beside `dms_submit_order`: see docs/api.md.

    Each method looks first for whom the caller may ask, and answers as superuser about
    that dealer alone.
    """

    _inherit = "sale.order"

    @api.model
    @api.readonly
    def dms_quote_order(self, payload):
        """Return what an order would cost now, without placing it.

        Args:
            payload: ``lines`` as for `dms_submit_order`; optional
                ``shipping_partner_id``, ``picking_policy``, and ``dealer_id`` for
                staff.
        Returns:
            dict(lines, totals, currency, credit, block, rules, delivery); see
            ``res.partner._dms_quote``. A line that cannot be ordered has ``error``.
        """
        payload = self._dms_api_payload(payload)
        dealer = self._dms_ordering_dealer(payload)
        shipping, error = self._dms_read_shipping(dealer.sudo(), payload)
        policy, policy_error = self._dms_read_policy(payload)
        errors = [text for text in (error, policy_error) if text]
        if errors:
            raise UserError("\n".join(errors))
        return dealer._dms_quote(payload.get("lines"), shipping, policy)

    @api.model
    @api.readonly
    def dms_order_products(self, payload=None):
        """Return products that the dealer may order, with price and availability.

        Args:
            payload: optional ``term`` (code, barcode or words of the name), ``offset``
                and ``limit`` (50 at most); ``dealer_id`` for staff.
        Returns:
            dict(total, as_of, products); a product has product_id, sku, barcode, name,
            unit, units, price (of one ``unit``), currency and availability.
        """
        payload = self._dms_api_payload(payload)
        dealer = self._dms_ordering_dealer(payload)
        return dealer._dms_api_products(
            payload.get("term"),
            whole(payload.get("offset"), 0, 10**6),
            whole(payload.get("limit"), MOST_PRODUCTS, MOST_PRODUCTS) or MOST_PRODUCTS,
        )

    @api.model
    @api.readonly
    def dms_order_status(self, payload=None):
        """Return how far orders have come.

        Args:
            payload: ``references`` (of the dealer's own), or ``since`` (a day; orders
                changed from then on); newest first, 200 at most.
        Returns:
            list of dict(order_id, name, reference, placed_at, progress, amount_total,
            currency, refusal_reason, lines, deliveries).
        """
        payload = self._dms_api_payload(payload)
        domain = self._dms_api_orders_domain(payload)
        orders = self.search(domain, limit=MOST_ORDERS, order="id desc")
        return [order._dms_api_status() for order in orders.sudo()]

    @api.model
    def _dms_api_payload(self, payload):
        if payload is None:
            return {}
        if not isinstance(payload, dict):
            raise UserError(
                self.env._(
                    "The parameter payload is one object; see the documentation."
                )
            )
        return payload

    @api.model
    def _dms_api_orders_domain(self, payload):
        user = self.env.user
        if not user.share or not user._dms_roles() & {"buyer", "finance"}:
            raise AccessError(
                self.env._(
                    "Orders are told to people of the dealer with the role Buyer or "
                    "Finance."
                )
            )
        domain = self._dms_list_domain()
        references = payload.get("references")
        if isinstance(references, list):
            texts = [text for text in references if isinstance(text, str)]
            return domain & Domain("client_order_ref", "in", texts[:MOST_ORDERS])
        try:
            since = fields.Date.to_date(payload.get("since"))
        except (TypeError, ValueError, AttributeError):
            since = None
        if since is None:
            raise UserError(
                self.env._(
                    "Say which orders: references as a list, or since as a day like "
                    "2030-12-31."
                )
            )
        midnight = self.env.company._dms_midnight(since)
        return domain & Domain("write_date", ">=", midnight)

    def _dms_api_status(self):
        self.ensure_one()
        return {
            "order_id": self.id,
            "name": self.name,
            "reference": self.client_order_ref or "",
            "placed_at": fields.Datetime.to_string(self._dms_placed_at()),
            "progress": self.dms_progress,
            "amount_total": self.amount_total,
            "currency": self.currency_id.name,
            "refusal_reason": self.dms_refusal_reason or "",
            "lines": [
                {
                    "product_id": line.product_id.id,
                    "sku": line.product_id.default_code or "",
                    "quantity": line.product_uom_qty,
                    "delivered": line.qty_delivered,
                    "unit": line.product_uom_id.name,
                    "price": line.price_reduce_taxexcl,
                    "subtotal": line.price_subtotal,
                }
                for line in self.order_line
                if not line.display_type
            ],
            "deliveries": [
                {
                    "name": parcel.name,
                    "state": parcel._dms_portal_status()[0],
                    "date": fields.Datetime.to_string(
                        parcel.date_done or parcel.scheduled_date
                    ),
                    "carrier": parcel.carrier_id.name or "",
                    "tracking": parcel.carrier_tracking_ref or "",
                }
                for parcel in self._dms_deliveries()
            ],
        }


class ResPartner(models.Model):
    """The dealer's assortment as the dealer's own system reads it."""

    _inherit = "res.partner"

    def _dms_api_products(self, term, offset, limit):
        """Return one page of the assortment; callers have checked who asks."""
        dealer = self._dms_ordering()
        products = dealer.env["product.product"]
        domain = dealer._dms_product_domain()
        term = products._dms_clean_term(term)
        if term:
            domain &= (
                Domain("default_code", "ilike", term)
                | Domain("barcode", "=", term)
                | Domain("name", "ilike", term)
            )
        found = products.search(domain, offset=offset, limit=limit, order="id")
        prices, currency = dealer._dms_prices_of_one(found)
        bands = dealer._dms_bands(found)
        cards = found._dms_cards()
        return {
            "total": products.search_count(domain),
            "as_of": fields.Datetime.to_string(fields.Datetime.now()),
            "products": [
                {
                    "product_id": product.id,
                    "sku": product.default_code or "",
                    "barcode": product.barcode or "",
                    "name": cards[product.id]["name"],
                    "unit": product.uom_id.name,
                    "units": cards[product.id]["uoms"],
                    "price": price,
                    "currency": currency.name,
                    "availability": bands[product],
                }
                for product, price in zip(found, prices, strict=True)
            ],
        }

    def _dms_prices_of_one(self, products):
        """Return the price of one of each product in its own unit, and the currency."""
        ones = [
            Wanted(product.id, product.uom_id.id, Decimal(1)) for product in products
        ]
        order = self.env["sale.order"]._dms_quoted_order(self)
        return order._dms_unit_prices(ones), order.currency_id


def whole(value, default, most):
    """Return a whole number between 0 and ``most``; ``default`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return default
    return min(value, most)

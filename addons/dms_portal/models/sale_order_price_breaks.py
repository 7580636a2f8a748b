from decimal import ROUND_CEILING, Decimal

from odoo import models

from ..engine.order_rules import MULTIPLE, choose
from ..engine.price_breaks import ladder, nudge

MOST_STEPS = 8  # more chips than these nobody reads


class SaleOrder(models.Model):
    """What each line would cost at other quantities, priced as the order is priced."""

    _inherit = "sale.order"

    def _dms_price_steps(self, wanted):
        """Return {(product, unit): steps of the price} where quantity decides on it.

        The number of queries does not depend on the number of lines.

        Args:
            wanted: ``engine.order_lines.Wanted``, of products that may be ordered.
        """
        self.ensure_one()
        products = self.env["product.product"].browse({w.product_id for w in wanted})
        pricelist = self.pricelist_id._dms_pricing_together(products)
        units = self.env["uom.uom"].browse({w.uom_id for w in wanted})
        found = {}
        for entry in wanted:
            product = products.browse(entry.product_id).with_prefetch(products.ids)
            uom = units.browse(entry.uom_id).with_prefetch(units.ids)
            limits = pricelist._dms_break_quantities(product, self.date_order)
            quantities = {
                _in_unit(quantity, product, uom) for quantity in sorted(limits)
            }
            if not quantities - {Decimal(1)}:
                continue
            first = min(Decimal(1), *quantities)
            steps = ladder(
                {
                    quantity: self._dms_unit_price(pricelist, product, uom, quantity)
                    for quantity in {first, *quantities}
                }
            )
            if len(steps) > 1:
                found[entry.product_id, entry.uom_id] = steps
        return found

    def _dms_unit_price(self, pricelist, product, uom, quantity):
        """Return the price of one, after discount, as the line would show it."""
        price, discount = self._dms_line_price(pricelist, product, uom, float(quantity))
        return Decimal(repr(round(price * (1 - discount / 100), 9)))

    def _dms_break_hints(self, wanted, prices, book):
        """Return {(product, unit): dict(breaks, nudge)} for lines of the pad.

        Args:
            prices: of ``_dms_price_lines``, in the order of ``wanted``.
            book: the order rules that hold; a nudge keeps them.
        """
        steps = self._dms_price_steps(wanted)
        hints = {}
        for entry, price in zip(wanted, prices, strict=True):
            key = (entry.product_id, entry.uom_id)
            mine = steps.get(key, [])[:MOST_STEPS]
            hint = nudge(
                entry.quantity,
                Decimal(repr(round(price["price"], 9))),
                mine,
                self._dms_fitting(entry, book),
            )
            hints[key] = {
                "breaks": [
                    {"quantity": float(step.quantity), "price": float(step.price)}
                    for step in mine
                ],
                "nudge": hint
                and {
                    "quantity": float(hint.quantity),
                    "added": float(hint.added),
                    "saved": self.currency_id.round(float(hint.saved)),
                    "is_less_in_all": hint.is_less_in_all,
                },
            }
        return hints

    def _dms_fitting(self, entry, book):
        """Return a function: the next quantity of a line that keeps the order rules."""
        dealer = self.partner_id
        case = choose(book.limits).get(entry.product_id, {}).get(MULTIPLE)
        step = dealer._dms_in_unit(case.quantity, entry) if case else None

        def fit(quantity):
            if step:
                whole = (quantity / step).to_integral_value(rounding=ROUND_CEILING)
                quantity = whole * step
            larger = type(entry)(entry.product_id, entry.uom_id, quantity)
            (pieces,) = dealer._dms_pieces([larger])
            return None if book.check({entry.product_id: pieces}, {}) else quantity

        return fit


def _in_unit(quantity, product, uom):
    """Return a quantity in the product's own unit in another one, in whole ones."""
    if uom == product.uom_id:
        return Decimal(repr(quantity))
    one = Decimal(repr(uom._compute_quantity(1.0, product.uom_id, round=False)))
    return (Decimal(repr(quantity)) / one).to_integral_value(rounding=ROUND_CEILING)

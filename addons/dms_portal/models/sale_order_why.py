from odoo import fields, models
from odoo.tools import float_compare

FINEST = 4  # decimals of a price that people are shown
AGREED, ROUNDED, TAX, RESULT = "agreed", "rounded", "tax", "result"


class SaleOrder(models.Model):
    """Why a line costs what it costs: reckoned when it is ordered, and kept."""

    _inherit = "sale.order"

    def _dms_price_why(self, pricelist, product, uom, quantity):
        """Return the steps to the price of one on a line, ``result`` being the last.

        Args:
            pricelist: of the order; perhaps one that prices many products together.
        """
        steps = pricelist._dms_price_chain(
            product, quantity, uom, self.date_order, self.currency_id
        )
        price_unit, discount = self._dms_line_price(pricelist, product, uom, quantity)
        reason = TAX if self.fiscal_position_id else ROUNDED
        return self._dms_end_why(steps, price_unit * (1 - discount / 100), reason)

    def _dms_end_why(self, steps, price, reason):
        """Add the price of the line; a step in between says why it is another one."""
        ends = []
        currency = self.currency_id
        before = steps[-1]["amount"] if steps else None
        # the discount of a line has two decimals, which moves the price by less
        digits = currency.decimal_places
        if before is None or float_compare(before, price, precision_digits=digits):
            ends.append({"kind": reason, "amount": price, "currency": currency.id})
        ends.append({"kind": RESULT, "amount": price, "currency": currency.id})
        return [*steps, *ends]

    def _dms_why(self):
        """Return {line: steps to its price}, the last step being that price.

        A price that was typed in afterwards is a step of its own. The number of
        queries does not depend on the number of lines.
        """
        self.ensure_one()
        lines = self._dms_ordered_lines()
        pricelist = self.pricelist_id._dms_pricing_together(lines.product_id)
        digits = max(FINEST, self.currency_id.decimal_places)
        found = {}
        for line in lines:
            steps = line._dms_kept_why() or self._dms_price_why(
                pricelist, line.product_id, line.product_uom_id, line.product_uom_qty
            )
            price = line.price_unit * (1 - line.discount / 100)
            if float_compare(steps[-1]["amount"], price, precision_digits=digits):
                steps = self._dms_end_why(steps[:-1], price, AGREED)
            found[line] = steps
        return found

    def _dms_keep_why(self):
        """Keep with each line how its price came about, as it was ordered."""
        for order in self:
            pricelist = order.pricelist_id
            for line in order._dms_ordered_lines():
                line.dms_price_why = {
                    "product": line.product_id.id,
                    "uom": line.product_uom_id.id,
                    "quantity": line.product_uom_qty,
                    "steps": order._dms_price_why(
                        pricelist,
                        line.product_id,
                        line.product_uom_id,
                        line.product_uom_qty,
                    ),
                }


class SaleOrderLine(models.Model):
    """A line keeps why it costs what it costs."""

    _inherit = "sale.order.line"

    dms_price_why = fields.Json(copy=False, readonly=True, groups="base.group_user")

    def _dms_kept_why(self):
        """Return the kept steps while they are about these goods, else nothing."""
        self.ensure_one()
        kept = self.dms_price_why or {}
        about = [kept.get(name) for name in ("product", "uom", "quantity")]
        now = [self.product_id.id, self.product_uom_id.id, self.product_uom_qty]
        return kept["steps"] if about == now else []

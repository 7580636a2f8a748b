from decimal import Decimal

from odoo import models

from ..engine.price_change import changed


class DmsPriceBook(models.Model):
    """Begin a price book from the prices that hold now."""

    _inherit = "dms.price.book"

    def _dms_copy_prices(self, source, target, products, percent, rounding):
        """Add the prices of ``products`` on ``source``, changed, for ``target``.

        Prices are those that would hold on the first day without this book, from
        every quantity at which they change. The number of queries does not depend on
        the number of products.

        Returns:
            The lines that were added; what the book has already is left alone.
        """
        self.ensure_one()
        self._dms_check_open()
        start = self._dms_window().start
        pricelist = source._dms_pricing_together(products)
        there = {
            (line.pricelist_id, line.product_id, line.min_quantity)
            for line in self.line_ids
        }
        step = target.currency_id.rounding if rounding == "none" else rounding
        vals = []
        for product in products:
            breaks = pricelist._dms_break_quantities(product, start)
            for quantity in sorted({0.0, *breaks}):
                if (target, product, quantity) in there:
                    continue
                price = pricelist._get_product_price(
                    product, max(quantity, 1.0), date=start, currency=target.currency_id
                )
                new = changed(
                    Decimal(repr(price)), Decimal(repr(percent)), Decimal(str(step))
                )
                vals.append(
                    {
                        "book_id": self.id,
                        "pricelist_id": target.id,
                        "product_id": product.id,
                        "min_quantity": quantity,
                        "fixed_price": float(new),
                    }
                )
        return self.env["dms.price.book.line"].create(vals)

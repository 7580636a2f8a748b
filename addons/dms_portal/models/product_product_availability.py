from decimal import Decimal

from odoo import fields, models
from odoo.fields import Domain

from ..engine.availability import UNTRACKED, Band, Receipt, band_of

LOW_STOCK = "10"
OPEN_MOVES = ("waiting", "confirmed", "partially_available", "assigned")


class ProductProduct(models.Model):
    """Availability of products as a band, in the brand's own warehouses."""

    _inherit = "product.product"

    def _dms_availability(self, asked=None):
        """Return {product: Band} for the quantities in ``asked``.

        The number of queries does not depend on the number of products. Read as
        superuser: dealers see bands, never the stock behind them.

        Args:
            asked: {product id: quantity in the product's own unit}; missing means 0.
        """
        asked = asked or {}
        company = self.env.company
        products = self.sudo().with_context(allowed_company_ids=company.ids)
        stocked = products.filtered("is_storable")
        figures = stocked._compute_quantities_dict(None, None, None)
        receipts = stocked._dms_expected_receipts()
        low = products._dms_low_stock()
        today = fields.Date.context_today(self)
        bands = {}
        for product in self:
            if not product.sudo().is_storable:
                bands[product] = Band(UNTRACKED)
                continue
            bands[product] = band_of(
                products._dms_free(figures[product.id]),
                Decimal(str(asked.get(product.id, 0))),
                low,
                receipts.get(product.id, ()),
                today,
            )
        return bands

    def _dms_free(self, figures):
        """Return what may still be promised: not reserved, and not yet owed to others.

        Free quantity alone forgets orders that are confirmed and not reserved.
        """
        unowed = figures["qty_available"] - figures["outgoing_qty"]
        return Decimal(str(round(min(figures["free_qty"], unowed), 6)))

    def _dms_expected_receipts(self):
        """Return {product id: [Receipt]} of open moves into the warehouses."""
        _quants, moves_in, _moves_out = self._get_domain_locations()
        groups = self.env["stock.move"]._read_group(
            Domain("product_id", "in", self.ids)
            & Domain("state", "in", OPEN_MOVES)
            & moves_in,
            ["product_id", "date:day"],
            ["product_qty:sum"],
        )
        receipts = {}
        for product, day, quantity in groups:
            receipts.setdefault(product.id, []).append(
                Receipt(day.date(), Decimal(str(quantity)))
            )
        return receipts

    def _dms_low_stock(self):
        """Return the quantity below which stock is called low (a system parameter)."""
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param("dms_portal.low_stock_quantity", LOW_STOCK)
        try:
            return max(Decimal(value), Decimal(0))
        except ArithmeticError:
            return Decimal(LOW_STOCK)

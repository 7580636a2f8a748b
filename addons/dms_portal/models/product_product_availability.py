from decimal import Decimal

from odoo import models
from odoo.fields import Domain

from ..engine.availability import Receipt
from ..engine.supply import Supply
from ..queries.claimed_stock_sql import claimed_stock

LOW_STOCK = "10"
OPEN_MOVES = ("waiting", "confirmed", "partially_available", "assigned")


class ProductProduct(models.Model):
    """What the warehouses that serve a dealer have of products, and what comes in.

    Read as superuser: dealers are told what follows from it, see
    ``res.partner._dms_outlook``.
    """

    _inherit = "product.product"

    def _dms_supplies(self, warehouses, claims=None):
        """Return {product id: [Supply per warehouse]} of stocked products.

        The number of queries does not depend on the number of products.

        Args:
            warehouses: in the order of preference.
            claims: whose orders take their part first, as keywords ``before`` and
                ``except_order_ids`` of ``claimed_stock``; None: nobody's.
        """
        company = self.env.company
        products = self.sudo().with_context(allowed_company_ids=company.ids)
        stocked = products.filtered("is_storable")
        if not stocked:
            return {}
        claimed = stocked._dms_claimed(warehouses, claims) if claims else {}
        supplies = {product.id: [] for product in stocked}
        for warehouse in warehouses:
            # native figures of one warehouse, as its own forecast reads them
            there = stocked.with_context(warehouse_id=warehouse.id)
            figures = there._compute_quantities_dict(None, None, None)
            receipts = there._dms_expected_receipts()
            for product_id, choices in supplies.items():
                taken = claimed.get((product_id, warehouse.id), Decimal(0))
                choices.append(
                    Supply(
                        warehouse.id,
                        self._dms_free(figures[product_id]) - taken,
                        tuple(receipts.get(product_id, ())),
                    )
                )
        return supplies

    def _dms_claimed(self, warehouses, claims):
        """Return {(product id, warehouse id): quantity} that waiting orders claim."""
        for model, names in (
            ("sale.order", ["state", "dms_state", "dms_submitted_at", "company_id"]),
            (
                "sale.order.line",
                ["product_id", "product_uom_qty", "product_uom_id", "warehouse_id"],
            ),
        ):
            self.env[model].flush_model(names)
        rows = self.env.execute_query(
            claimed_stock(self.env.company.id, self.ids, warehouses.ids, **claims)
        )
        return {
            (product_id, warehouse_id): Decimal(str(round(quantity, 6)))
            for product_id, warehouse_id, quantity in rows
        }

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

from datetime import timedelta

from odoo import fields

from .order_common import OrderCommon


class FulfilmentCommon(OrderCommon):
    """Two warehouses, goods in them, and receipts on their way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        warehouses = cls.env["stock.warehouse"]
        cls.east = warehouses.search([("company_id", "=", cls.company.id)], limit=1)
        cls.west = warehouses.create({"name": "West", "code": "T-W"})
        cls.today = cls.company._dms_business_day(fields.Datetime.now())

    @classmethod
    def _put(cls, product, quantity, warehouse=None):
        place = (warehouse or cls.east).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(product, place, quantity)

    @classmethod
    def _coming(cls, product, quantity, days, warehouse=None):
        """Let a receipt be expected at noon in so many days; return its move."""
        warehouse = warehouse or cls.east
        noon = fields.Datetime.now().replace(hour=12, minute=0) + timedelta(days=days)
        move = cls.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "product_uom": product.uom_id.id,
                "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "picking_type_id": warehouse.in_type_id.id,
                "date": noon,
            }
        )
        move._action_confirm()
        return move

    @classmethod
    def _day(cls, days):
        return cls.today + timedelta(days=days)

    def _quote(self, *lines, user=None, **more):
        orders = self.env["sale.order"].with_user(user or self.buyer)
        return orders.dms_quote_order({"lines": list(lines), **more})

    def _page(self, order, user=None):
        return order.with_user(user or self.buyer)._dms_portal_page()

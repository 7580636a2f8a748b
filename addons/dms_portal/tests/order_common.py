from odoo.addons.dms_base.tests.common import DealerCommon


class OrderCommon(DealerCommon):
    """Two dealers in two regions, goods with prices, and people who order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._dealer("Dealer A", grade_id=cls._grade("Gold", 10.0).id)
        cls.other = cls._dealer("Dealer B", dms_region_id=cls.south.id)
        cls.owner = cls._dealer_user(cls.dealer, "owner")
        cls.buyer = cls._dealer_user(cls.dealer, "buyer")
        cls.finance = cls._dealer_user(cls.dealer, "finance")
        cls.stocker = cls._dealer_user(cls.dealer, "stock")
        cls.other_buyer = cls._dealer_user(cls.other, "buyer")
        cls.north_staff = cls._staff(cls.north)
        cls.south_staff = cls._staff(cls.south)
        cls.case = cls.env["uom.uom"].create(
            {
                "name": "Case of 12",
                "relative_factor": 12,
                "relative_uom_id": cls.env.ref("uom.product_uom_unit").id,
            }
        )
        cls.wine = cls._product(
            "Wine",
            10.0,
            default_code="W-1",
            barcode="690000000001",
            uom_ids=cls.case.ids,
        )
        cls.beer = cls._product("Beer", 2.0, default_code="B-1", barcode="690000000002")
        cls.tea = cls._product(
            "Tea", 5.0, category=cls.other_category, default_code="T-1"
        )

    @classmethod
    def _line(cls, product, quantity=1, **more):
        return {"product_id": product.id, "quantity": quantity, **more}

    @classmethod
    def _submit(cls, *lines, user=None, ref="PO-1", **more):
        """Send an order through the door; wine and beer unless told otherwise."""
        lines = list(lines) or [cls._line(cls.wine, 3), cls._line(cls.beer, 5)]
        orders = cls.env["sale.order"].with_user(user or cls.buyer)
        return orders.dms_submit_order(
            {"client_order_ref": ref, "lines": lines, **more}
        )

    @classmethod
    def _order(cls, *lines, **more):
        """Return a submitted order as superuser."""
        return cls.env["sale.order"].browse(cls._submit(*lines, **more)["order_id"])

    @classmethod
    def _approved(cls, *lines, **more):
        order = cls._order(*lines, **more)
        order.with_user(cls.north_staff).action_dms_approve()
        return order

    @classmethod
    def _ship(cls, order, quantities=None):
        """Ship the open delivery of ``order``: all of it, or {product: quantity}."""
        picking = order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        for move in picking.move_ids:
            wanted = (quantities or {}).get(move.product_id)
            move.quantity = move.product_uom_qty if wanted is None else wanted
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def _count_orders(self):
        self.env.flush_all()
        return self.env["sale.order"].search_count([])

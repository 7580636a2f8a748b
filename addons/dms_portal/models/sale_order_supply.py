from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command

from ..engine.order_lines import Wanted

POLICIES = ("direct", "one")


class SaleOrder(models.Model):
    """From which warehouses an order leaves, and whether in one delivery or several.

    What the dealer chooses is core's shipping policy; from where a line leaves is
    core's warehouse of the line.
    """

    _inherit = "sale.order"

    @api.model
    def _dms_read_policy(self, payload):
        """Return the shipping policy that the dealer asks for, and an error."""
        asked = payload.get("picking_policy") or POLICIES[0]
        if asked in POLICIES:
            return asked, ""
        return POLICIES[0], self.env._(
            "picking_policy is direct (send what is there, the rest later) or one "
            "(all at once)."
        )

    @api.model
    def _dms_submit_supply(self, dealer, vals):
        """Return from where an order that is being placed leaves.

        Args:
            dealer: sudoed, in the selling company.
            vals: of the order, with its lines.
        """
        warehouses = dealer._dms_warehouses()
        if len(warehouses) < 2:
            return {"warehouse_id": warehouses.id} if warehouses else {}
        lines = [command[2] for command in vals["order_line"]]
        wanted = [
            Wanted(
                line["product_id"],
                line["product_uom_id"],
                Decimal(repr(line["product_uom_qty"])),
            )
            for line in lines
        ]
        outlook = dealer._dms_wanted_outlook(wanted, vals["picking_policy"] == "one")
        places = [outlook[line["product_id"]]["place"] for line in lines]
        named = [place for place in places if place]
        return {
            "warehouse_id": named[0] if named else warehouses[0].id,
            "order_line": [
                Command.create({**line, "dms_warehouse_id": place or False})
                for line, place in zip(lines, places, strict=True)
            ],
        }

    def _dms_ships_from(self):
        """Return the warehouses from which this order may leave."""
        self.ensure_one()
        dealer = self.dms_dealer_id.with_company(self.company_id)
        if not self.company_id.dms_split_warehouses:
            return self.warehouse_id
        return dealer._dms_warehouses() or self.warehouse_id

    def _dms_goods_lines(self):
        """Return the lines that somebody has to bring."""
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and line.product_id.type == "consu"
                and line.product_uom_qty > 0
                and not line._is_delivery()
            )
        )

    def _dms_order_outlook(self, claims=None):
        """Return {product id: outlook} for the goods of an order without moves."""
        self.ensure_one()
        wanted = [
            Wanted(
                line.product_id.id,
                line.product_uom_id.id,
                Decimal(repr(line.product_uom_qty)),
            )
            for line in self._dms_goods_lines()
        ]
        return self.dms_dealer_id.with_company(self.company_id)._dms_wanted_outlook(
            wanted,
            self.picking_policy == "one",
            warehouses=self._dms_ships_from(),
            claims=claims,
        )

    def _dms_choose_warehouses(self, outlook):
        """Let each line leave from where the outlook says."""
        self.ensure_one()
        if not self.company_id.dms_split_warehouses:
            return
        goods = self._dms_goods_lines()
        places = {line: outlook[line.product_id.id]["place"] for line in goods}
        moved = goods.filtered(
            lambda line: places[line] and line.warehouse_id.id != places[line]
        )
        for place, lines in moved.grouped(places.get).items():
            lines.write({"dms_warehouse_id": place})
        named = goods.warehouse_id
        if named and self.warehouse_id not in named:
            self.warehouse_id = named[0]


class SaleOrderLine(models.Model):
    """A line may leave from another warehouse than its order."""

    _inherit = "sale.order.line"

    dms_warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Leaves From",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Where the goods are, of the warehouses that serve the dealer. A route "
        "of the line goes before.",
    )

    @api.depends("dms_warehouse_id")
    def _compute_warehouse_id(self):
        result = super()._compute_warehouse_id()
        # sudo: a portal user's own order may be recomputed in the user's name
        for line in self:
            chosen = line.sudo().dms_warehouse_id
            if chosen and not line.route_ids:
                line.warehouse_id = chosen
        return result


class ResCompany(models.Model):
    """Whether orders are split by warehouse, and until when they may be changed."""

    _inherit = "res.company"

    dms_split_warehouses = fields.Boolean(
        string="Split Orders by Warehouse",
        groups="base.group_user",
        help="Each line leaves from the warehouse that has it first, of those that "
        "serve the dealer.",
    )
    dms_change_cutoff_hours = fields.Integer(
        string="Changes Until Hours Before Delivery",
        groups="base.group_user",
        help="Later the dealer cannot ask any more to change or cancel a confirmed "
        "order; 0: until its goods are picked.",
    )

    _dms_change_cutoff_positive = models.Constraint(
        "CHECK(dms_change_cutoff_hours >= 0)",
        "The hours before delivery are 0 or more.",
    )


class ResConfigSettings(models.TransientModel):
    """Settings of fulfilment."""

    _inherit = "res.config.settings"

    dms_split_warehouses = fields.Boolean(
        related="company_id.dms_split_warehouses", readonly=False
    )
    dms_change_cutoff_hours = fields.Integer(
        related="company_id.dms_change_cutoff_hours", readonly=False
    )

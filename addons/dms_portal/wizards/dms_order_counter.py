from odoo import api, fields, models
from odoo.fields import Command


class DmsOrderCounter(models.TransientModel):
    """The lines of a submitted order, to cut or to replace some of them."""

    _name = "dms.order.counter"
    _description = "Propose Changes to a Dealer Order"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    line_ids = fields.One2many(
        "dms.order.counter.line",
        "counter_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("order_id")
    def _compute_line_ids(self):
        for counter in self:
            lines = counter.order_id._dms_ordered_lines()
            counter.line_ids = [
                Command.create(
                    {
                        "order_line_id": line.id,
                        "quantity": line.product_uom_qty,
                        "product_id": line.product_id.id,
                    }
                )
                for line in lines
            ]

    def action_propose(self):
        for counter in self:
            counter.order_id._dms_counter(
                {
                    line.order_line_id: {
                        "quantity": line.quantity,
                        "product": line.product_id,
                        "reason": line.reason or "",
                    }
                    for line in counter.line_ids.filtered("is_changed")
                }
            )
        return {"type": "ir.actions.act_window_close"}


class DmsOrderCounterLine(models.TransientModel):
    """What is proposed for one line."""

    _name = "dms.order.counter.line"
    _description = "Line of Proposed Changes"

    counter_id = fields.Many2one(
        "dms.order.counter", required=True, index=True, ondelete="cascade"
    )
    order_line_id = fields.Many2one("sale.order.line", required=True, readonly=True)
    asked_product_id = fields.Many2one(
        related="order_line_id.product_id", string="Product Asked"
    )
    asked_qty = fields.Float(
        related="order_line_id.product_uom_qty", string="Quantity Asked"
    )
    free_qty = fields.Float(
        string="Free",
        compute="_compute_free_qty",
        digits="Product Unit",
        help="In the warehouse of the order, in the product's own unit, less what "
        "others claim who ordered earlier.",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Proposed",
        required=True,
        domain=[("sale_ok", "=", True)],
    )
    quantity = fields.Float(digits="Product Unit")
    reason = fields.Char(string="Because", help="The dealer reads this.")
    is_changed = fields.Boolean(compute="_compute_is_changed")

    @api.depends("product_id", "quantity", "order_line_id")
    def _compute_is_changed(self):
        for line in self:
            asked = line.order_line_id
            line.is_changed = line.product_id != asked.product_id or bool(
                asked.product_uom_id.compare(line.quantity, asked.product_uom_qty)
            )

    @api.depends("product_id")
    def _compute_free_qty(self):
        for counter, lines in self.grouped("counter_id").items():
            order = counter.order_id
            supplies = lines.product_id.with_company(order.company_id)._dms_supplies(
                order._dms_ships_from(),
                {
                    "before": order.dms_submitted_at or None,
                    "except_order_ids": order.ids,
                },
            )
            for line in lines:
                choices = supplies.get(line.product_id.id, ())
                line.free_qty = max((float(one.free) for one in choices), default=0.0)

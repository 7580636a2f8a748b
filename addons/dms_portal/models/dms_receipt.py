from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from .formats import format_quantity


class DmsReceipt(models.Model):
    """The dealer's word on what arrived of one delivery; never edited afterwards."""

    _name = "dms.receipt"
    _description = "Dealer Receipt"
    _inherit = ["dms.dealer.mixin"]
    _order = "received_at desc, id desc"

    picking_id = fields.Many2one(
        "stock.picking",
        string="Delivery",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    order_id = fields.Many2one(
        related="picking_id.sale_id", store=True, index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Confirmed By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    received_at = fields.Datetime(
        string="Confirmed On",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
    )
    note = fields.Text(readonly=True)
    line_ids = fields.One2many("dms.receipt.line", "receipt_id", readonly=True)
    has_difference = fields.Boolean(
        string="Differs",
        compute="_compute_has_difference",
        store=True,
        help="Less, more or damaged goods arrived than were shipped.",
    )

    _picking_uniq = models.UniqueIndex(
        "(picking_id)", "The receipt of this delivery is already confirmed."
    )

    @api.depends("picking_id.name")
    def _compute_display_name(self):
        for receipt in self:
            receipt.display_name = receipt.picking_id.name or ""

    @api.depends("line_ids.has_difference")
    def _compute_has_difference(self):
        for receipt in self:
            receipt.has_difference = any(receipt.line_ids.mapped("has_difference"))

    def write(self, vals):
        if not self._dms_may_sign(vals):
            raise UserError(self._append_only_message())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self._append_only_message())

    @api.model
    def _append_only_message(self):
        return self.env._(
            "What a dealer confirmed is not edited. Settle a difference with a return, "
            "a delivery or a credit note, and say so in the messages of the order."
        )

    def _dms_announce(self):
        """Tell the brand; what differs is a claim, and a to-do of who looks after it."""
        self.ensure_one()
        for document in (self.picking_id, self.order_id):
            if document:
                document.message_post(
                    body=self._dms_announcement(),
                    message_type="notification",
                    subtype_xmlid="mail.mt_comment",
                )

    def _dms_announcement(self):
        """Return the message about this receipt, with its differences."""
        terms = {"name": self.picking_id.name, "dealer": self.dealer_id.display_name}
        if not self.has_difference:
            return self.env._(
                "%(dealer)s confirmed %(name)s: all arrived as shipped.", **terms
            )
        head = self.env._("%(dealer)s confirmed %(name)s, with differences:", **terms)
        return Markup("<br/>").join([head, *self._dms_differences()])

    def _dms_portal_lines(self):
        """Return what arrived, for the dealer's page."""
        return [
            {
                "name": line.product_id.name,
                "code": line.product_id.default_code or "",
                "unit": line.uom_id.name,
                "shipped_text": format_quantity(self.env, line.shipped_qty),
                "received_text": format_quantity(self.env, line.received_qty),
                "damaged_text": format_quantity(self.env, line.damaged_qty)
                if line.damaged_qty
                else "",
                "wrong_text": format_quantity(self.env, line.wrong_qty)
                if line.wrong_qty
                else "",
                "note": line.note or "",
                "differs": line.has_difference,
            }
            for line in self.line_ids
        ]

    def _dms_differences(self):
        """Return one sentence per line that arrived otherwise than shipped."""
        return [
            line._dms_difference_text() for line in self.line_ids if line.has_difference
        ]


class DmsReceiptLine(models.Model):
    """What arrived of one product of a delivery."""

    _name = "dms.receipt.line"
    _description = "Dealer Receipt Line"
    _inherit = ["dms.access.recheck"]
    _order = "receipt_id desc, id"

    receipt_id = fields.Many2one(
        "dms.receipt", required=True, index=True, ondelete="cascade"
    )
    dealer_id = fields.Many2one(related="receipt_id.dealer_id", store=True, index=True)
    company_id = fields.Many2one(related="receipt_id.company_id", store=True)
    move_id = fields.Many2one(
        "stock.move", required=True, index=True, ondelete="restrict"
    )
    product_id = fields.Many2one(
        "product.product", required=True, index=True, ondelete="restrict"
    )
    uom_id = fields.Many2one("uom.uom", string="Unit", required=True)
    shipped_qty = fields.Float(string="Shipped", digits="Product Unit")
    received_qty = fields.Float(
        string="Received",
        digits="Product Unit",
        help="What arrived, the damaged part included.",
    )
    damaged_qty = fields.Float(string="Damaged", digits="Product Unit")
    wrong_qty = fields.Float(
        string="Other Goods",
        digits="Product Unit",
        help="Arrived in place of what the slip says; part of what arrived.",
    )
    short_qty = fields.Float(
        string="Short",
        digits="Product Unit",
        compute="_compute_difference",
        store=True,
        help="Shipped less received; negative where more arrived than was shipped.",
    )
    has_difference = fields.Boolean(
        string="Differs", compute="_compute_difference", store=True
    )
    note = fields.Char()

    _move_uniq = models.UniqueIndex(
        "(move_id)", "What arrived of this product is already confirmed."
    )
    _damaged_within = models.Constraint(
        "CHECK(damaged_qty >= 0 AND wrong_qty >= 0"
        " AND received_qty >= damaged_qty + wrong_qty)",
        "Not more can be damaged or wrong than has arrived.",
    )

    @api.model
    def _dms_recheck_needed(self):
        return not self.env.su

    @api.depends("shipped_qty", "received_qty", "damaged_qty", "wrong_qty")
    def _compute_difference(self):
        for line in self:
            unit = line.uom_id
            line.short_qty = unit.round(line.shipped_qty - line.received_qty)
            line.has_difference = not all(
                unit.is_zero(quantity)
                for quantity in (line.short_qty, line.damaged_qty, line.wrong_qty)
            )

    def write(self, vals):
        raise UserError(self.env["dms.receipt"]._append_only_message())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env["dms.receipt"]._append_only_message())

    def _dms_difference_text(self):
        """Say what is different: "Tea: 2 Units short, 1 damaged (box wet)"."""
        self.ensure_one()
        unit, parts = self.uom_id, []
        terms = {"unit": unit.name}
        if self.short_qty > 0:
            terms["count"] = format_quantity(self.env, self.short_qty)
            parts.append(self.env._("%(count)s %(unit)s short", **terms))
        elif self.short_qty < 0:
            terms["count"] = format_quantity(self.env, -self.short_qty)
            parts.append(self.env._("%(count)s %(unit)s too many", **terms))
        if not unit.is_zero(self.damaged_qty):
            terms["count"] = format_quantity(self.env, self.damaged_qty)
            parts.append(self.env._("%(count)s %(unit)s damaged", **terms))
        if not unit.is_zero(self.wrong_qty):
            terms["count"] = format_quantity(self.env, self.wrong_qty)
            parts.append(self.env._("%(count)s %(unit)s other goods", **terms))
        text = self.env._(
            "%(product)s: %(what)s",
            product=self.product_id.display_name,
            what=", ".join(parts),
        )
        return f"{text} ({self.note})" if self.note else text

from odoo import fields, models


class SaleOrder(models.Model):
    """An order of a dealer stands behind the wall, and knows its dealer."""

    _name = "sale.order"
    _inherit = ["sale.order", "dms.access.recheck"]

    dms_dealer_id = fields.Many2one(
        "res.partner",
        string="Dealer",
        related="partner_id.dms_dealer_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    dms_region_id = fields.Many2one(
        related="dms_dealer_id.dms_region_id",
        string="Dealer Region",
        store=True,
        index="btree_not_null",
    )

    def _add_partnership(self):
        # sudo: the product sold grants the grade, whoever confirms the order
        return super(SaleOrder, self.sudo())._add_partnership()


class SaleOrderLine(models.Model):
    """Order lines follow their order."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "dms.access.recheck"]

    # what the credit of a dealer asks for, and nothing else does
    _dms_to_invoice_idx = models.Index(
        "(order_partner_id) WHERE qty_invoiced < product_uom_qty"
        " AND product_uom_qty > 0 AND display_type IS NULL"
    )
    _dms_downpayment_idx = models.Index("(order_partner_id) WHERE is_downpayment")

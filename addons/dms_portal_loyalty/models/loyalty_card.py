from odoo import models


class LoyaltyCard(models.Model):
    """Core makes a card for each promotion of an order: it stands behind the wall."""

    _name = "loyalty.card"
    _inherit = ["loyalty.card", "dms.access.recheck"]


class LoyaltyHistory(models.Model):
    """What a card earned and paid stands behind the wall, as the card does."""

    _name = "loyalty.history"
    _inherit = ["loyalty.history", "dms.access.recheck"]


class SaleOrderCouponPoints(models.Model):
    """The points of an order stand behind the wall, as the order does."""

    _name = "sale.order.coupon.points"
    _inherit = ["sale.order.coupon.points", "dms.access.recheck"]

from odoo import models


class StockPicking(models.Model):
    """Deliveries to a dealer stand behind the wall."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "dms.access.recheck"]


class StockMove(models.Model):
    """Moves follow their delivery."""

    _name = "stock.move"
    _inherit = ["stock.move", "dms.access.recheck"]


class StockMoveLine(models.Model):
    """Detailed moves follow their delivery."""

    _name = "stock.move.line"
    _inherit = ["stock.move.line", "dms.access.recheck"]

from odoo import models


class ResPartner(models.Model):
    """The quote of the pad with promotions; its totals are those of the order."""

    _inherit = "res.partner"

    def _dms_quote(self, lines, shipping=None, policy="direct"):
        quote = super()._dms_quote(lines, shipping, policy)
        dealer = self._dms_ordering()
        wanted, _numbers, _faults = dealer._dms_read_wanted(lines)
        orders = dealer.env["sale.order"]
        promised = orders._dms_promised(dealer, wanted, shipping)
        if not promised:
            return quote
        order = orders._dms_quoted_order(dealer, shipping)
        credit = dealer._dms_credit_after(order, promised["totals"]["total"])
        return {**quote, **promised, "credit": credit}

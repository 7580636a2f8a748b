from odoo import models

from ..queries.credit_sql import exposure_by_dealer


class ResPartner(models.Model):
    """Credit: how much of the limit is used by what is owed and what is on order."""

    _inherit = "res.partner"

    def _dms_credit(self):
        """Return the credit figures of each dealer in ``self``.

        Returns:
            {dealer: {"limit", "receivable", "on_order", "exposure", "left",
            "currency"}}, money in the currency of the company. ``left`` is None where
            no limit is set (unlimited); it is 0 or less for a dealer without credit.
            A negative receivable is money paid ahead, and adds to what is left.
        """
        company = self.env.company
        for model, names in (
            ("account.move.line", ["amount_residual", "parent_state", "partner_id"]),
            ("sale.order.line", ["qty_invoiced", "price_total", "product_uom_qty"]),
            ("sale.order", ["state", "partner_id"]),
            ("account.move", ["state", "amount_total_signed"]),
        ):
            self.env[model].flush_model(names)
        rows = self.env.execute_query(exposure_by_dealer(company.id, self.ids))
        used = {row[0]: row[1:] for row in rows}
        # sudo: the limit is hidden from people who may well see what is left of it
        return {
            dealer: dealer.sudo()._credit_figures(*used.get(dealer.id, (0.0, 0.0)))
            for dealer in self
        }

    def _credit_figures(self, receivable, on_order):
        currency = self.env.company.currency_id
        exposure = currency.round(receivable + on_order)
        no_credit = self.dealer_suspension == "no_credit"
        limit = 0.0 if no_credit else self.credit_limit
        has_limit = no_credit or limit > 0
        return {
            "limit": limit if has_limit else None,
            "receivable": currency.round(receivable),
            "on_order": currency.round(on_order),
            "exposure": exposure,
            "left": currency.round(limit - exposure) if has_limit else None,
            "currency": currency,
        }

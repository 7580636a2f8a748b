from odoo import fields, models

from ..queries.credit_sql import exposure_by_dealer


class ResPartner(models.Model):
    """Credit: how much of the limit is used by what is owed and what is on order."""

    _inherit = "res.partner"

    def _dms_credit(self):
        """Return the credit figures of each dealer in ``self``.

        Returns:
            {dealer: {"limit", "increase", "receivable", "on_order", "exposure",
            "left", "overdue_days", "currency"}}, money in the currency of the company.
            ``limit`` contains ``increase``, what is given for a time. ``left`` is None
            where no limit is set (unlimited); it is 0 or less for a dealer without
            credit. A negative receivable is money paid ahead, and adds to what is
            left. ``overdue_days`` is the age of the oldest overdue item, 0 for none.
        """
        company = self.env.company
        today = company._dms_business_day(fields.Datetime.now())
        for model, names in (
            (
                "account.move.line",
                [
                    "amount_residual",
                    "date_maturity",
                    "parent_state",
                    "partner_id",
                    "reconciled",
                ],
            ),
            (
                "sale.order.line",
                [
                    "order_partner_id",
                    "price_total",
                    "product_uom_qty",
                    "qty_delivered",
                    "qty_delivered_method",
                    "qty_invoiced",
                ],
            ),
            ("sale.order", ["delivery_status", "state", "partner_id"]),
            ("product.template", ["invoice_policy"]),
            ("account.move", ["state", "amount_total_signed"]),
            ("dms.credit.increase", ["amount", "date_start", "date_last"]),
        ):
            self.env[model].flush_model(names)
        rows = self.env.execute_query(exposure_by_dealer(company.id, self.ids, today))
        used = {row[0]: row[1:] for row in rows}
        nothing = (0.0, 0.0, 0.0, None)
        # sudo: the limit is hidden from people who may well see what is left of it
        return {
            dealer: dealer.sudo()._credit_figures(today, *used.get(dealer.id, nothing))
            for dealer in self
        }

    def _credit_figures(self, today, receivable, on_order, increase, overdue_since):
        currency = self.env.company.currency_id
        exposure = currency.round(receivable + on_order)
        no_credit = self.dealer_suspension == "no_credit"
        has_limit = no_credit or self.credit_limit > 0
        increase = 0.0 if no_credit or not has_limit else currency.round(increase)
        limit = increase + (0.0 if no_credit else self.credit_limit)
        return {
            "limit": limit if has_limit else None,
            "increase": increase,
            "overdue_days": (today - overdue_since).days if overdue_since else 0,
            "receivable": currency.round(receivable),
            "on_order": currency.round(on_order),
            "exposure": exposure,
            "left": currency.round(limit - exposure) if has_limit else None,
            "currency": currency,
        }

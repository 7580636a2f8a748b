from decimal import Decimal

from odoo import fields, models

from ..engine.open_items import OpenItem, totals
from ..engine.statement import classify
from ..queries.open_items_sql import open_items


class ResPartner(models.Model):
    """What is open between the brand and a dealer, as the ledger says it."""

    _inherit = "res.partner"

    def _dms_open_items(self):
        """Return the open items of one dealer; callers have checked who asks.

        Returns:
            dict(items, totals, currency, today): ``items`` are dicts of id, move_id,
            kind, title, label, date, due, amount, residual (Decimal), bucket and
            is_invoice, the earliest due first; ``totals`` the sums of the buckets
            overdue, soon, later and credit, and ``total``, in the company's currency.
        """
        self.ensure_one()
        company = self.env.company
        today = company._dms_business_day(fields.Datetime.now())
        self.env["account.move"].flush_model()
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(open_items(company.id, self.id))
        found = [OpenItem(row[0], row[8], Decimal(row[10])) for row in rows]
        return {
            "items": [
                _item(row, item.bucket(today))
                for row, item in zip(rows, found, strict=True)
            ],
            "totals": totals(found, today),
            "currency": company.currency_id,
            "today": today,
        }


def _item(row, bucket):
    key, move_id, move_type, is_payment, is_rebate, name, label, day, due = row[:9]
    kind = classify(move_type, is_payment, is_rebate)
    return {
        "id": key,
        "move_id": move_id,
        "kind": kind,
        "title": name,
        "label": label or "",
        "date": day,
        "due": due,
        "amount": Decimal(row[9]),
        "residual": Decimal(row[10]),
        "bucket": bucket,
        "is_invoice": move_type in ("out_invoice", "out_refund"),
    }

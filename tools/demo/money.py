"""What the dealers paid: in time, late, in parts, ahead or not at all."""

from odoo_env import settle

from .company import Brand
from .plan import Order, Payment, Plan
from .trade import Trade

BATCH = 100


class Money:
    """Registers payments and matches them with their invoices."""

    def __init__(self, brand: Brand, trade: Trade, plan: Plan):
        self.brand = brand
        self.trade = trade
        self.plan = plan
        self.env = brand.env

    def book(self):
        """Post the payments by day, and yield after each batch how many are."""
        planned = sorted(
            (
                (payment, order)
                for order in self.plan.orders
                for payment in order.payments
            ),
            key=lambda pair: (pair[0].day, pair[1].reference),
        )
        for first in range(0, len(planned), BATCH):
            batch = planned[first : first + BATCH]
            self._post(batch)
            settle(self.env)
            yield first + len(batch), len(planned)

    def _post(self, batch: list[tuple[Payment, Order]]) -> None:
        journal = self.brand.bank_journal()
        method = journal.inbound_payment_method_line_ids[:1]
        invoices = [self.trade.invoices[order.reference] for _payment, order in batch]
        payments = self.env["account.payment"].create(
            [
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": invoice.partner_id.id,
                    "amount": amount(invoice.amount_total, order, payment),
                    "currency_id": invoice.currency_id.id,
                    "date": payment.day,
                    "journal_id": journal.id,
                    "payment_method_line_id": method.id,
                    "memo": invoice.name,
                }
                for (payment, order), invoice in zip(batch, invoices, strict=True)
            ]
        )
        payments.action_post()
        self.env["account.move.line"]._reconcile_plan(
            [
                _receivable(payment.move_id) + _receivable(invoice)
                for payment, invoice in zip(payments, invoices, strict=True)
            ]
        )


def amount(total: float, order: Order, payment: Payment) -> float:
    """Return what a payment brings.

    A first part is rounded to whole yuan, so the second makes up the rest.
    """
    if payment.share == 1:
        return total
    first = order.payments[0]
    part = round(total * float(first.share))
    return part if payment is first else round(total - part, 2)


def _receivable(move):
    return move.line_ids.filtered(
        lambda line: line.account_type == "asset_receivable" and not line.reconciled
    )

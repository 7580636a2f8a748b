"""What the dealers paid: in time, late, in parts, ahead or not at all."""

from .company import Brand
from .plan import Payment, Plan
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
                (payment, order.reference)
                for order in self.plan.orders
                for payment in order.payments
            ),
            key=lambda pair: (pair[0].day, pair[1]),
        )
        for first in range(0, len(planned), BATCH):
            batch = planned[first : first + BATCH]
            self._post(batch)
            yield first + len(batch), len(planned)

    def _post(self, batch: list[tuple[Payment, str]]) -> None:
        journal = self.brand.bank_journal()
        method = journal.inbound_payment_method_line_ids[:1]
        invoices = [self.trade.invoices[reference] for _payment, reference in batch]
        payments = self.env["account.payment"].create(
            [
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": invoice.partner_id.id,
                    "amount": self._amount(invoice, payment),
                    "currency_id": invoice.currency_id.id,
                    "date": payment.day,
                    "journal_id": journal.id,
                    "payment_method_line_id": method.id,
                    "memo": invoice.name,
                }
                for (payment, _reference), invoice in zip(batch, invoices, strict=True)
            ]
        )
        payments.action_post()
        for payment, invoice in zip(payments, invoices, strict=True):
            lines = (payment.move_id.line_ids | invoice.line_ids).filtered(
                lambda line: (
                    line.account_type == "asset_receivable" and not line.reconciled
                )
            )
            lines.reconcile()

    @staticmethod
    def _amount(invoice, payment: Payment) -> float:
        """Return the share of the invoice; whole where it is what is left.

        A part is rounded to whole yuan, so that a second part makes up the rest.
        """
        if payment.share == 1:
            return invoice.amount_total
        first = round(invoice.amount_total * 0.6)
        is_first = invoice.amount_residual == invoice.amount_total
        return first if is_first else invoice.amount_residual

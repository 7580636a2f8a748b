import base64
from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user

from .statement_common import StatementCommon

# a photo of one white pixel
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8//8/AwAI/AL+"
    "p5qgoAAAAABJRU5ErkJggg=="
)
PDF = b"%PDF-1.4\n%%EOF\n"


class PaymentCommon(StatementCommon):
    """A dealer who owes 1,130.00 and 800.00, and an accountant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.dealer)
        cls.accountant = new_test_user(
            cls.env,
            login="payments-accountant",
            groups="account.group_account_invoice,dms_base.group_dms_user",
        )
        cls.old = cls._invoice(cls.today - timedelta(days=40), 1130)
        cls.new = cls._invoice(cls.today, 800)
        cls.slips = cls.env["dms.remittance"]

    @classmethod
    def _item(cls, move):
        """Return what is owed, or paid ahead, on an entry."""
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    def _form(self, amount="500.00", *, reference="TX 1", pays=None, **more):
        """Return the fields of the page; ``pays`` is {invoice: amount}."""
        items = {
            f"item_{self._item(move).id}": text for move, text in (pays or {}).items()
        }
        return {
            "amount": amount,
            "date": str(self.today),
            "reference": reference,
            **items,
            **more,
        }

    def _send(self, amount="500.00", *, user=None, upload=None, **more):
        """Send a slip as the dealer's finance; each has a file of its own."""
        slips = self.slips.with_user(user or self.finance)
        reference = more.get("reference", "TX 1")
        upload = upload or ("slip.png", PIXEL + reference.encode())
        sent = slips._dms_send(self._form(amount, **more), upload)
        return sent.with_user(self.accountant)

    def _owed(self, dealer=None):
        return round(self._ledger("9999-12-31", dealer), 2)

    def _totals(self, user=None):
        page = self.slips.with_user(user or self.finance)._dms_payments_page()
        return {key: float(amount) for key, amount in page["totals"].items()}

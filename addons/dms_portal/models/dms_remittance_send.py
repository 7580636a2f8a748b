import base64
import hashlib
from decimal import Decimal

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import format_amount

from odoo.addons.dms_base.engine.upload_guard import (
    UploadLimits,
    UploadRefused,
    check_upload,
)

from ..engine.open_items import OpenItem, oldest_first
from ..engine.statement import read_amount
from .dms_remittance import ALIVE, MAX_TEXT
from .dms_remittance_portal import FIELD

FILE_KINDS = ("pdf", "png", "jpeg")
FILE_LIMITS = UploadLimits(max_bytes=10 * 1024 * 1024)
OLDEST = 366  # days; an older slip is a matter for a talk


class DmsRemittance(models.Model):
    """A dealer sends a slip, once, or takes it back."""

    _inherit = "dms.remittance"

    @api.model
    def _dms_send(self, form, upload):
        """Send a slip for the caller's dealer; return it, or the one there is.

        Args:
            form: ``amount``, ``date``, ``reference``, ``note`` and, for each open item
                that it pays, ``item_<id>`` with the amount. Without any item the oldest
                are taken.
            upload: (file name, bytes) of the photo or PDF.
        Raises:
            UserError: what is missing, wrong or sent before; nothing is recorded.
        """
        dealer = self._dms_finance_dealer()
        if dealer._dms_view_only():
            raise UserError(dealer._dms_order_block())
        vals = self._dms_read_slip(form) | self._dms_read_file(upload)
        vals["dealer_id"] = dealer.id
        known = self._dms_known(vals)
        if known:
            return known
        vals["line_ids"] = [
            fields.Command.create({"item_id": key, "amount": float(amount)})
            for key, amount in self._dms_read_lines(dealer, form, vals).items()
        ]
        # sudo: dealers have no right to create; all of it was read and checked above
        slips = self.sudo().with_context(mail_create_nolog=True)
        vals["name"] = slips.env["ir.sequence"].next_by_code("dms.remittance")
        try:
            slip = slips.create({**vals, "user_id": self.env.uid})
        except UniqueViolation as error:
            raise ConcurrencyError("this slip is being sent") from error
        slip.message_post(body=self.env._("The dealer sent this slip."))
        return slip.sudo(False)

    @api.model
    def _dms_read_slip(self, form):
        amount = read_amount(form.get("amount") or "")
        if amount is None or amount <= 0:
            raise UserError(self.env._("Please write the amount on the slip."))
        reference = self._dms_clean_reference(form.get("reference"))
        if not reference:
            raise UserError(
                self.env._(
                    "Please write the bank's reference: the transaction number on the "
                    "slip."
                )
            )
        note = form.get("note")
        note = (
            note.replace("\0", "").strip()[:MAX_TEXT] if isinstance(note, str) else ""
        )
        return {
            "amount": self.env.company.currency_id.round(float(amount)),
            "date": self._dms_read_day(form.get("date")),
            "bank_reference": reference,
            "note": note,
        }

    @api.model
    def _dms_read_day(self, text):
        try:
            day = fields.Date.to_date(text)
        except (TypeError, ValueError, AttributeError):
            day = None
        today = self.env.company._dms_business_day(fields.Datetime.now())
        first = fields.Date.subtract(today, days=OLDEST)
        if not day or not first <= day <= today:
            raise UserError(
                self.env._(
                    "Please choose the day on which you paid: within the last year, and "
                    "not in the future."
                )
            )
        return day

    @api.model
    def _dms_read_file(self, upload):
        """Look at a file before it is kept: what it is, not what it is called."""
        name, data = upload or ("", b"")
        try:
            kind = check_upload(data, FILE_KINDS, FILE_LIMITS)
        except UploadRefused as refused:
            raise UserError(self._dms_file_text(refused.reason)) from refused
        name = name if isinstance(name, str) else ""
        name = name.replace("\0", "").replace("/", "_").replace("\\", "_")[-120:]
        return {
            "document": base64.b64encode(data),
            "document_name": name or "slip",
            "document_kind": "pdf" if kind == "pdf" else "image",
            "file_hash": hashlib.sha256(data).hexdigest(),
        }

    @api.model
    def _dms_file_text(self, reason):
        if reason == "empty":
            return self.env._("Please add a photo or the PDF of the bank slip.")
        if reason == "too_big":
            return self.env._(
                "The file is larger than 10 MB. Take the photo in a lower resolution."
            )
        return self.env._("Send a photo (JPEG, PNG) or a PDF of the bank slip.")

    @api.model
    def _dms_known(self, vals):
        """Return the same slip if it waits already: a form sent twice.

        Raises:
            UserError: money of this slip was told before, in another way.
        """
        # sudo: the fingerprint of the file is nobody's to read; the own dealer's alone
        slips = self.sudo()
        mine = Domain("dealer_id", "=", vals["dealer_id"]) & Domain(
            "state", "in", ALIVE
        )
        same_file = Domain("file_hash", "=", vals["file_hash"])
        same_money = Domain("bank_reference", "=", vals["bank_reference"]) & Domain(
            "amount", "=", vals["amount"]
        )
        both = slips.search(mine & same_file & same_money, limit=1)
        if both.state == "sent":
            return both.sudo(False)
        known = both or slips.search(mine & (same_file | same_money), limit=1)
        if known:
            raise UserError(
                self.env._(
                    "You sent this slip before: %(name)s, %(amount)s, reference "
                    "%(reference)s. If it was wrong, take that one back first.",
                    name=known.name,
                    amount=format_amount(self.env, known.amount, known.currency_id),
                    reference=known.bank_reference,
                )
            )
        return slips.browse()

    @api.model
    def _dms_read_lines(self, dealer, form, vals):
        """Return {id of an open item: amount} of what a form says that the slip pays."""
        debts = {
            item["id"]: item
            for item in dealer._dms_open_items()["items"]
            if item["residual"] > 0
        }
        wanted = {}
        for name, text in form.items():
            if name.startswith(FIELD) and str(text).strip():
                wanted[name.removeprefix(FIELD)] = read_amount(str(text))
        paid = {}
        for key, amount in wanted.items():
            item = debts.get(int(key)) if key.isdecimal() and len(key) < 12 else None
            if not item or amount is None or not 0 <= amount <= item["residual"]:
                raise UserError(self._dms_line_fault(item))
            if amount:
                paid[item["id"]] = amount
        total = Decimal(str(vals["amount"]))
        if not paid:
            items = [OpenItem(i["id"], i["due"], i["residual"]) for i in debts.values()]
            return oldest_first(total, items)
        if sum(paid.values()) > total:
            raise UserError(
                self.env._(
                    "The invoices add up to more than the slip. Lower one of the amounts."
                )
            )
        return paid

    @api.model
    def _dms_line_fault(self, item):
        if not item:
            return self.env._(
                "An invoice that you chose has been settled since you opened the page. "
                "Please choose again."
            )
        return self.env._(
            "%(name)s: please write an amount of at most %(open)s.",
            name=item["title"],
            open=format_amount(
                self.env, float(item["residual"]), self.env.company.currency_id
            ),
        )

    def _dms_withdraw(self):
        """Take back a slip of the caller's dealer that nobody has decided on."""
        self.ensure_one()
        dealer = self._dms_finance_dealer()
        self.check_access("read")
        if self.dealer_id != dealer:
            raise AccessError(self.env._("This is not a slip of your company."))
        slip = self.sudo()._dms_locked()
        if slip.state == "sent":
            slip.state = "withdrawn"
        elif slip.state != "withdrawn":
            raise UserError(
                self.env._("%(name)s has been decided on already.", name=slip.name)
            )
        return self

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

FILE_KINDS = ("pdf", "png", "jpeg")
FILE_LIMITS = UploadLimits(max_bytes=10 * 1024 * 1024)
OLDEST = 366  # days; an older slip is a matter for a talk
SHOWN_ITEMS = 200
REFUSED_DAYS = 7
FIELD = "item_"  # name of a form's field for an open item, with its id


class DmsRemittance(models.Model):
    """What a dealer's finance people do: see what is open, and send bank slips."""

    _name = "dms.remittance"
    _inherit = ["dms.remittance", "dms.portal.list"]

    @api.model
    def _dms_finance_dealer(self):
        """Return the caller's dealer as superuser, for Finance and Owner alone."""
        user = self.env.user
        dealer = user._dms_dealer()
        if not dealer or "finance" not in user._dms_roles():
            raise AccessError(
                self.env._(
                    "Payments are for the people of a dealer with the role Finance. Ask "
                    "the owner of your company's account for it."
                )
            )
        return dealer.sudo()

    # --- pages ------------------------------------------------------------------------

    @api.model
    def _dms_payments_page(self):
        """Return what is open, and what was sent and is being checked."""
        dealer = self._dms_finance_dealer()
        found = dealer._dms_open_items()
        items = [_shown(item) for item in found["items"]]
        debts = [item for item in items if item["residual"] > 0]
        moves = self.env["account.move"]
        return {
            "currency": found["currency"],
            "totals": {key: float(sum_) for key, sum_ in found["totals"].items()},
            "debts": debts[:SHOWN_ITEMS],
            "more": len(debts) - SHOWN_ITEMS,
            "credits": [item for item in items if item["residual"] < 0],
            "checking": self._dms_sum_sent(),
            "slips": self.search(self._dms_list_domain(), limit=5)._dms_list_rows(),
            "online": moves._dms_online_payment(dealer),
        }

    @api.model
    def _dms_sum_sent(self):
        """Return the sum of the own slips that nobody has decided on yet."""
        domain = self._dms_list_domain() & Domain("state", "=", "sent")
        [(amount,)] = self._read_group(domain, aggregates=["amount:sum"])
        return amount or 0.0

    @api.model
    def _dms_slip_form(self, form):
        """Return what the page that sends a slip shows.

        Args:
            form: fields ``item_<id>`` of the items that were ticked; without any, the
                page begins with all that is overdue or due soon.
        """
        found = self._dms_finance_dealer()._dms_open_items()
        debts = [item for item in found["items"] if item["residual"] > 0]
        ticked = {item["id"] for item in debts if form.get(f"{FIELD}{item['id']}")}
        if not ticked:
            ticked = {item["id"] for item in debts if item["bucket"] != "later"}
        chosen = [item for item in debts if item["id"] in ticked]
        others = [item for item in debts if item["id"] not in ticked]
        total = sum((item["residual"] for item in chosen), Decimal(0))
        return {
            "currency": found["currency"],
            "today": found["today"],
            "rows": [
                {
                    **_shown(item),
                    "open": item["residual"],
                    "pays": item["residual"] if item["id"] in ticked else "",
                }
                for item in [*chosen, *others][:SHOWN_ITEMS]
            ],
            "total": total or "",
        }

    def _dms_portal_page(self):
        """Return what the page of one slip shows; refuse those of others."""
        self.ensure_one()
        self._dms_finance_dealer()
        self.check_access("read")
        return {"slip": self, "label": self._dms_dealer_labels()[self.state]}

    @api.model
    def _dms_list_domain(self):
        return Domain("dealer_id", "=", self.env.user._dms_dealer().id)

    @api.model
    def _dms_list_filters(self):
        labels = self._dms_dealer_labels()
        return [
            ("all", self.env._("All"), Domain.TRUE),
            *((key, labels[key], Domain("state", "=", key)) for key in labels),
        ]

    @api.model
    def _dms_list_term_domain(self, term):
        reference = self._dms_clean_reference(term)
        return Domain("name", "ilike", term) | Domain(
            "bank_reference", "ilike", reference
        )

    def _dms_list_rows(self):
        labels = self._dms_dealer_labels()
        return [
            {
                "id": slip.id,
                "name": slip.name,
                "reference": slip.bank_reference,
                "date": slip.date,
                "amount": slip.amount,
                "currency": slip.currency_id,
                "state": slip.state,
                "label": labels[slip.state],
            }
            for slip in self
        ]

    @api.model
    def _dms_dealer_labels(self):
        """Return the states in the words of a dealer."""
        _ = self.env._
        return {
            "sent": _("Being checked"),
            "matched": _("Booked"),
            "refused": _("Refused"),
            "withdrawn": _("Taken back"),
        }

    # --- sending ----------------------------------------------------------------------

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


class ResUsers(models.Model):
    """Slips that came back, and money that is being checked."""

    _inherit = "res.users"

    def _dms_visible_credit(self):
        credit = super()._dms_visible_credit()
        if credit and "finance" in self._dms_roles():
            credit["checking"] = self.env["dms.remittance"]._dms_sum_sent()
        return credit

    def _dms_remittance_todos(self):
        """Return slips that were refused lately."""
        if "finance" not in self._dms_roles():
            return []
        slips = self.env["dms.remittance"]
        since = fields.Datetime.subtract(fields.Datetime.now(), days=REFUSED_DAYS)
        refused = slips.search(
            slips._dms_list_domain()
            & Domain("state", "=", "refused")
            & Domain("decided_at", ">=", since),
            limit=3,
        )
        return [
            {
                "level": "warning",
                "icon": "fa-file-image-o",
                "text": self.env._("Bank slip %(name)s was refused", name=slip.name),
                "detail": slip.refusal_reason,
                "url": f"/my/dealer/payments/slips/{slip.id}",
            }
            for slip in refused
        ]


def _shown(item):
    """Return an open item as pages format it."""
    return {
        **item,
        "amount": float(item["amount"]),
        "residual": float(item["residual"]),
    }

import unicodedata

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..queries.remittance_sql import lock_remittances

MAX_TEXT = 2000
ALIVE = ("sent", "matched")
# what an accountant may put right before the slip is booked
CORRECTABLE = {"amount", "date", "bank_reference", "journal_id", "line_ids"}
CORRECTABLE |= {"credit_item_id", "bank_line_id"}


class DmsRemittance(models.Model):
    """A bank slip that a dealer sends: what was paid, and for which invoices.

    It says what the dealer says, and books nothing. An accountant matches it with the
    ledger, once, or refuses it; see ``dms_remittance_match``.
    """

    _name = "dms.remittance"
    _description = "Bank Slip"
    _inherit = ["dms.dealer.mixin", "mail.thread"]
    _order = "id desc"

    name = fields.Char(string="Number", required=True, readonly=True, copy=False)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, tracking=True)
    date = fields.Date(string="Paid On", required=True, tracking=True)
    bank_reference = fields.Char(required=True, tracking=True)
    note = fields.Text(readonly=True)
    document = fields.Binary(string="Slip", attachment=True, readonly=True)
    document_name = fields.Char(string="File Name", readonly=True)
    document_kind = fields.Selection(
        [("pdf", "PDF"), ("image", "Photo")], readonly=True
    )
    file_hash = fields.Char(readonly=True, groups="base.group_user")
    state = fields.Selection(
        [
            ("sent", "To Check"),
            ("matched", "Booked"),
            ("refused", "Refused"),
            ("withdrawn", "Taken Back"),
        ],
        required=True,
        readonly=True,
        default="sent",
        index=True,
        tracking=True,
    )
    user_id = fields.Many2one("res.users", string="Sent By", readonly=True)
    refusal_reason = fields.Text(string="Refused Because", readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", readonly=True, groups="base.group_user"
    )
    decided_at = fields.Datetime(string="Decided On", readonly=True)
    line_ids = fields.One2many("dms.remittance.line", "remittance_id", string="Pays")
    allocated = fields.Monetary(
        string="For Invoices", compute="_compute_allocated", store=True
    )
    rest = fields.Monetary(
        string="On Account",
        compute="_compute_allocated",
        store=True,
        help="What no invoice is named for; it stays open in the dealer's favour.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        default=lambda self: self._dms_default_journal(),
        groups="base.group_user",
        help="Where the money has arrived.",
    )
    credit_item_id = fields.Many2one(
        "account.move.line",
        string="Payment in the Books",
        domain="[('partner_id', 'child_of', dealer_id), ('parent_state', '=', 'posted'),"
        " ('account_id.account_type', '=', 'asset_receivable'),"
        " ('amount_residual', '<', 0), ('company_id', '=', company_id)]",
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="A payment of the dealer that is booked and not used up.",
    )
    bank_line_id = fields.Many2one(
        "account.bank.statement.line",
        string="Bank Transaction",
        domain="[('is_reconciled', '=', False), ('amount', '>', 0),"
        " ('company_id', '=', company_id)]",
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",  # shown to those who may book on transactions
        help="A transaction of the bank's statement that is not matched yet.",
    )
    payment_id = fields.Many2one(
        "account.payment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
    )
    warning = fields.Text(
        compute="_compute_warning",
        groups="base.group_user",
        help="What looks as if this money was booked or sent before.",
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "The amount of a slip is more than zero."
    )
    _file_uniq = models.UniqueIndex(
        "(company_id, dealer_id, file_hash) WHERE state IN ('sent', 'matched')",
        "This slip was sent before.",
    )
    _reference_uniq = models.UniqueIndex(
        "(company_id, dealer_id, bank_reference, amount)"
        " WHERE state IN ('sent', 'matched')",
        "A slip with this bank reference and amount was sent before.",
    )

    @api.model
    def _dms_default_journal(self):
        journals = self.env["account.journal"]
        company = self.env.company
        return journals.search(
            [*journals._check_company_domain(company), ("type", "=", "bank")], limit=1
        )

    @api.depends("amount", "line_ids.amount")
    def _compute_allocated(self):
        for slip in self:
            currency = slip.currency_id or self.env.company.currency_id
            slip.allocated = currency.round(sum(slip.line_ids.mapped("amount")))
            slip.rest = currency.round(slip.amount - slip.allocated)

    @api.depends("state", "amount", "bank_reference")
    def _compute_warning(self):
        for slip in self:
            waits = slip.state == "sent"
            slip.warning = "\n".join(slip._dms_warnings()) if waits else False

    def _dms_warnings(self):
        """Return sentences on what an accountant should compare before booking."""
        _ = self.env._
        known = Domain("id", "!=", self._origin.id) & Domain("state", "in", ALIVE)
        mine = Domain("dealer_id", "=", self.dealer_id.id)
        found = []
        same = self.search(known & Domain("file_hash", "=", self.file_hash), limit=3)
        if self.file_hash and same:
            names = ", ".join(same.mapped("name"))
            found.append(_("The same file came with %(names)s.", names=names))
        reference = Domain("bank_reference", "=", self.bank_reference)
        same = self.search(known & mine & reference, limit=3)
        if same:
            names = ", ".join(same.mapped("name"))
            found.append(_("%(names)s names the same bank reference.", names=names))
        booked = self._dms_booked_already()
        if booked:
            names = ", ".join(booked.mapped("display_name"))
            found.append(
                _("Booked in these days, same amount: %(names)s.", names=names)
            )
        return found

    def _dms_booked_already(self):
        """Return payments of the dealer of that amount, a week before or after."""
        payments = self.env["account.payment"]
        if not self.date or not payments.has_access("read"):
            return payments
        return payments.search(
            [
                ("partner_id", "child_of", self.dealer_id.id),
                ("amount", "=", self.amount),
                ("date", ">=", fields.Date.subtract(self.date, days=7)),
                ("date", "<=", fields.Date.add(self.date, days=7)),
                ("state", "not in", ("draft", "canceled", "rejected")),
            ],
            limit=3,
        )

    def write(self, vals):
        if not self.env.su:
            self._dms_check_correctable(vals)
        if "bank_reference" in vals:
            reference = self._dms_clean_reference(vals["bank_reference"])
            vals = {**vals, "bank_reference": reference}
        return super().write(vals)

    def _dms_check_correctable(self, vals):
        if not vals.keys() <= CORRECTABLE and any(
            self._fields[name].related is None and not name.startswith("message_")
            for name in vals.keys() - CORRECTABLE
        ):
            raise UserError(
                self.env._(
                    "What a dealer has sent and what became of it is not typed in. Use "
                    "the buttons of the slip."
                )
            )
        self._dms_check_open()

    def _dms_check_open(self):
        if closed := self.sudo().filtered(lambda slip: slip.state != "sent")[:1]:
            raise UserError(
                self.env._(
                    "%(name)s is decided and stays as it is. What is booked is put right "
                    "in accounting.",
                    name=closed.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("What a dealer has sent is kept. Refuse a slip that is wrong.")
        )

    @api.model
    def _dms_clean_reference(self, text):
        """Return a bank reference as it is compared: no blanks, one width, one case."""
        text = unicodedata.normalize("NFKC", text) if isinstance(text, str) else ""
        return "".join(text.replace("\0", "").split()).upper()[:64]

    def _dms_locked(self):
        """Wait for whoever works on these slips, and read them as they are now."""
        self.env.flush_all()
        # of two who meet here one fails and is tried again, which is no error
        self.env.cr.execute(lock_remittances(self.ids), log_exceptions=False)
        self.invalidate_recordset()
        return self


class DmsRemittanceLine(models.Model):
    """How much of a slip is meant for one open item of the ledger."""

    _name = "dms.remittance.line"
    _description = "Bank Slip Line"
    _inherit = ["dms.access.recheck"]
    _order = "date_due, id"

    remittance_id = fields.Many2one(
        "dms.remittance", string="Slip", required=True, index=True, ondelete="cascade"
    )
    dealer_id = fields.Many2one(
        related="remittance_id.dealer_id", store=True, index=True
    )
    company_id = fields.Many2one(related="remittance_id.company_id", store=True)
    currency_id = fields.Many2one(related="remittance_id.currency_id")
    item_id = fields.Many2one(
        "account.move.line",
        string="Invoice",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('partner_id', 'child_of', dealer_id), ('parent_state', '=', 'posted'),"
        " ('account_id.account_type', '=', 'asset_receivable'),"
        " ('amount_residual', '>', 0), ('company_id', '=', company_id)]",
    )
    name = fields.Char(
        string="Document", compute="_compute_name", store=True, precompute=True
    )
    date_due = fields.Date(
        string="Due", compute="_compute_name", store=True, precompute=True
    )
    residual = fields.Monetary(
        related="item_id.amount_residual",
        string="Still Open",
        help="What is not paid of it.",
        groups="base.group_user",
    )
    amount = fields.Monetary(required=True)

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "The amount for an invoice is more than zero."
    )
    _item_uniq = models.UniqueIndex(
        "(remittance_id, item_id)", "This invoice stands on the slip already."
    )

    @api.model
    def _dms_recheck_needed(self):
        return not self.env.su

    @api.depends("item_id")
    def _compute_name(self):
        for line in self:
            line.name = line.item_id.move_name or line.item_id.name
            line.date_due = line.item_id.date_maturity or line.item_id.date

    @api.onchange("item_id")
    def _onchange_item_id(self):
        if self.item_id and not self.amount:
            self.amount = self.item_id.amount_residual

    @api.model_create_multi
    def create(self, vals_list):
        if not all(vals.get("item_id") for vals in vals_list):
            raise UserError(self.env._("Choose the invoice that each line pays."))
        lines = super().create(vals_list)
        lines._dms_check_editable()
        return lines

    def write(self, vals):
        self._dms_check_editable()
        if "remittance_id" in vals:
            raise UserError(
                self.env._(
                    "A line stays on its slip. Take it off, and add it elsewhere."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._dms_check_editable()

    def _dms_check_editable(self):
        if not self.env.su:
            self.remittance_id._dms_check_open()

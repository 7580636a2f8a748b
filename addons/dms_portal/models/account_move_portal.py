from odoo import api, fields, models
from odoo.fields import Domain

UNPAID = ("not_paid", "partial", "in_payment")


class AccountMove(models.Model):
    """What a dealer sees of invoices: what is due, overdue and paid."""

    _name = "account.move"
    _inherit = ["account.move", "dms.portal.list"]

    _dms_unpaid_idx = models.Index(
        "(dms_dealer_id) WHERE state = 'posted'"
        " AND payment_state IN ('not_paid', 'partial', 'in_payment')"
    )

    @api.model
    def _dms_list_domain(self):
        dealer = self.env.user._dms_dealer()
        return (
            Domain("dms_dealer_id", "=", dealer.id)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
        )

    @api.model
    def _dms_due_domain(self):
        return Domain("move_type", "=", "out_invoice") & Domain(
            "payment_state", "in", UNPAID
        )

    @api.model
    def _dms_overdue_domain(self):
        today = fields.Date.context_today(self)
        return self._dms_due_domain() & Domain("invoice_date_due", "<", today)

    @api.model
    def _dms_list_filters(self):
        _ = self.env._
        paid = Domain("move_type", "=", "out_invoice") & Domain(
            "payment_state", "in", ("paid", "reversed")
        )
        return [
            ("all", _("All"), Domain.TRUE),
            ("due", _("Unpaid"), self._dms_due_domain()),
            ("overdue", _("Overdue"), self._dms_overdue_domain()),
            ("paid", _("Paid"), paid),
            ("refund", _("Credit notes"), Domain("move_type", "=", "out_refund")),
        ]

    @api.model
    def _dms_list_term_domain(self, term):
        return (
            Domain("name", "ilike", term)
            | Domain("ref", "ilike", term)
            | Domain("invoice_origin", "ilike", term)
        )

    @api.model
    def _dms_list_order(self):
        return "invoice_date desc, name desc, id desc"

    def _dms_list_rows(self):
        today = fields.Date.context_today(self)
        return [move._dms_portal_row(today) for move in self]

    def _dms_portal_row(self, today):
        status, label = self._dms_portal_status(today)
        is_refund = self.move_type == "out_refund"
        return {
            "id": self.id,
            "name": self.name,
            "origin": self.invoice_origin or "",
            "date": self.invoice_date,
            "due": self.invoice_date_due,
            "amount": -self.amount_total if is_refund else self.amount_total,
            "residual": -self.amount_residual if is_refund else self.amount_residual,
            "currency": self.currency_id,
            "status": status,
            "label": label,
            "is_refund": is_refund,
        }

    def _dms_portal_status(self, today):
        """Return (key, label): refund, paid, partial, overdue or due."""
        _ = self.env._
        if self.move_type == "out_refund":
            return "refund", _("Credit note")
        if self.payment_state not in UNPAID:
            return "paid", _("Paid")
        if self.invoice_date_due and self.invoice_date_due < today:
            return "overdue", _("Overdue")
        if self.payment_state == "partial":
            return "partial", _("Partly paid")
        return "due", _("Unpaid")

    @api.model
    def _dms_portal_counts(self):
        """Return what the dealer owes: open and overdue, in the company's money."""
        due, due_count = self._dms_owed(self._dms_due_domain())
        overdue, overdue_count = self._dms_owed(self._dms_overdue_domain())
        return {
            "currency": self.env.company.currency_id,
            "due": due,
            "due_count": due_count,
            "overdue": overdue,
            "overdue_count": overdue_count,
        }

    @api.model
    def _dms_owed(self, domain):
        """Return (amount in the company's money, number) of own invoices."""
        [(amount, count)] = self._read_group(
            self._dms_list_domain() & domain,
            aggregates=["amount_residual_signed:sum", "__count"],
        )
        return amount or 0.0, count

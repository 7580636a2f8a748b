from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date

from ..engine.statement import parse_month
from .dms_statement import CONFIRMED, OPEN_TO_DEALER
from .formats import format_month

WAITING = ("sent", "answered")
SECTIONS = (
    ("invoice", "invoiced"),
    ("credit_note", "credited"),
    ("payment", "paid"),
    ("rebate", "rebated"),
    ("adjustment", "adjusted"),
    ("change", "changed"),
)


class DmsStatement(models.Model):
    """What the dealer's finance people see: a list, a page, and what waits."""

    _name = "dms.statement"
    _inherit = ["dms.statement", "dms.portal.list"]

    # --- list -------------------------------------------------------------------------

    @api.model
    def _dms_list_domain(self):
        dealer = self.env.user._dms_dealer()
        return Domain("dealer_id", "=", dealer.id) & Domain("state", "!=", "draft")

    @api.model
    def _dms_list_filters(self):
        _ = self.env._
        return [
            ("all", _("All"), Domain.TRUE),
            ("waiting", _("To confirm"), Domain("state", "in", WAITING)),
            ("disputed", _("Disputed"), Domain("state", "=", "disputed")),
            ("done", _("Confirmed"), Domain("state", "in", CONFIRMED)),
        ]

    @api.model
    def _dms_list_term_domain(self, term):
        month = parse_month(term)
        return Domain("month", "=", month) if month else Domain.FALSE

    @api.model
    def _dms_list_order(self):
        return "month desc, id desc"

    def _dms_list_rows(self):
        labels = self._dms_dealer_labels()
        return [
            {
                "id": statement.id,
                "month": statement._dms_month_label(),
                "closing": statement.closing,
                "currency": statement.currency_id,
                "state": statement.state,
                "label": labels[statement.state],
            }
            for statement in self
        ]

    @api.model
    def _dms_list_months(self):
        """Return [(value, label)] of the months that the list can be narrowed to."""
        found = self._read_group(
            self._dms_list_domain(), ["month:month"], order="month:month desc"
        )
        months = {month for (month,) in found}
        return [
            (f"{month:%Y-%m}", format_month(self.env, month))
            for month in sorted(months, reverse=True)
        ]

    @api.model
    def _dms_dealer_labels(self):
        """Return the states in the words of a dealer."""
        _ = self.env._
        return {
            "draft": _("Draft"),
            "sent": _("To confirm"),
            "disputed": _("Objection sent"),
            "answered": _("Answered – to confirm"),
            "confirmed": _("Confirmed"),
            "remark": _("Confirmed with remark"),
            "settled": _("Settled"),
        }

    @api.model
    def _dms_waiting(self):
        """Return the statements that wait for the caller's dealer, latest first."""
        domain = self._dms_list_domain() & Domain("state", "in", WAITING)
        return self.search(domain, order="month desc")

    # --- page -------------------------------------------------------------------------

    def _dms_portal_page(self):
        """Return what the page of one statement shows; refuse those of others."""
        self.ensure_one()
        self.check_access("read")
        statement = self
        return {
            "statement": statement,
            "month": statement._dms_month_label(),
            "label": self._dms_dealer_labels()[statement.state],
            "sections": statement._dms_sections(),
            "disputes": statement._dms_dispute_rows(),
            "events": statement.event_ids.sorted("id", reverse=True),
            "event_labels": dict(
                statement.event_ids._fields["kind"]._description_selection(self.env)
            ),
            "is_open": statement.state in OPEN_TO_DEALER,
            "can_confirm": statement.state in OPEN_TO_DEALER
            and not statement.open_dispute_count,
            "is_confirmed": statement.state in CONFIRMED,
            "is_genuine": statement._dms_is_genuine(),
        }

    def _dms_sections(self):
        """Return how the opening balance became the closing balance, in steps.

        Returns:
            dicts of ``key``, ``label``, ``amount`` and ``lines``; steps without any
            line are left out.
        """
        labels = self._dms_section_labels()
        disputes = {each.line_id: each for each in self.dispute_ids.sorted("id")}
        steps = {key: [] for key, _name in SECTIONS}
        for line in self.line_ids.sorted(lambda each: (each.date, each.id)):
            key = "change" if line.change else line.kind
            if key in steps:  # balances from before the first statement have no step
                steps[key].append(line._dms_row(disputes.get(line)))
        return [
            {
                "key": key,
                "label": labels[key],
                "amount": self[name],
                "lines": steps[key],
            }
            for key, name in SECTIONS
            if steps[key]
        ]

    @api.model
    def _dms_section_labels(self):
        _ = self.env._
        return {
            "invoice": _("Invoices"),
            "credit_note": _("Credit notes"),
            "payment": _("Payments"),
            "rebate": _("Rebates"),
            "adjustment": _("Adjustments"),
            "change": _("Changes to earlier months"),
        }

    def _dms_dispute_rows(self):
        """Return the objections for the page, the latest first."""
        model = self.env["dms.statement.dispute"]
        states = dict(model._fields["state"]._description_selection(self.env))
        return [
            {
                "id": each.id,
                "name": each.name,
                "reason": each._dms_reason_label(),
                "note": each.note or "",
                "amount": each.amount,
                "dealer_amount": each.dealer_amount if each.has_dealer_amount else None,
                "state": each.state,
                "label": states[each.state],
                "answer": each.answer or "",
                "answered_at": each.answered_at,
                "file": each.document_name or "",
            }
            for each in self.dispute_ids
        ]

    def _dms_dispute_form(self, line_id):
        """Return what the page that raises an objection shows."""
        page = self._dms_portal_page()
        line = self._dms_form_line(line_id)
        reasons = self.env["dms.statement.dispute"]._fields["reason"]
        offered = [
            (key, label)
            for key, label in reasons._description_selection(self.env)
            if line or key in ("missing", "other")
        ]
        return {**page, "line": line and line._dms_row(), "reasons": offered}


class DmsStatementLine(models.Model):
    """A line in words."""

    _inherit = "dms.statement.line"

    def _dms_row(self, dispute=None):
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        # sudo: dealers may open their invoices, and not even look at other entries
        move = self.sudo().move_id
        is_invoice = move.move_type in ("out_invoice", "out_refund")
        shown = is_invoice and move.state == "posted"
        return {
            "id": self.id,
            "title": self._dms_title(),
            "kind": kinds[self.kind],
            "date": self.date,
            "due": self.date_due if self.kind == "invoice" else False,
            "label": self.label or "",
            "amount": self.amount,
            "change": self._dms_change_text(),
            "url": f"/my/invoices/{move.id}" if shown else "",
            "dispute": dispute.state if dispute else "",
        }

    def _dms_change_text(self):
        """Say which earlier month the line changes, and how; "" if it does not."""
        if not self.change:
            return ""
        terms = {
            "month": format_month(self.env, self.month),
            "before": format_amount(self.env, self.stated_amount, self.currency_id),
            "now": format_amount(
                self.env, self.stated_amount + self.amount, self.currency_id
            ),
        }
        sentences = {
            "added": self.env._("Posted later in %(month)s", **terms),
            "amended": self.env._(
                "Change to %(month)s: stated %(before)s, now %(now)s", **terms
            ),
            "removed": self.env._(
                "Taken back from %(month)s: stated %(before)s", **terms
            ),
        }
        return sentences[self.change]


class ResUsers(models.Model):
    """A statement that waits is something to do."""

    _inherit = "res.users"

    def _dms_statement_todos(self):
        if "finance" not in self._dms_roles():
            return []
        return [
            {
                "level": "warning",
                "icon": "fa-balance-scale",
                "text": self.env._(
                    "The statement of %(month)s waits for your confirmation",
                    month=statement._dms_month_label(),
                ),
                "detail": self.env._(
                    "Balance on %(date)s: %(amount)s",
                    date=format_date(self.env, statement.date_to),
                    amount=format_amount(
                        self.env, statement.closing, statement.currency_id
                    ),
                ),
                "url": f"/my/dealer/statements/{statement.id}",
            }
            for statement in self.env["dms.statement"]._dms_waiting()[:3]
        ]

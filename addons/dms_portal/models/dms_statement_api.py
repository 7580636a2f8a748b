from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .sale_order_api import whole

MOST_STATEMENTS = 100
MOST_ITEMS = 500


class DmsStatement(models.Model):
    """Accounts as the systems of dealers read and confirm them: see docs/api.md.

    Each method answers the people of a dealer with the role Finance, about their own
    dealer, with the record rules of the caller.
    """

    _inherit = "dms.statement"

    @api.model
    @api.readonly
    def dms_statements(self, payload=None):
        """Return the dealer's statements, the latest month first.

        Args:
            payload: optional ``since`` (a month like 2031-05), ``state``, ``offset``
                and ``limit`` (100 at most).
        Returns:
            dict(total, statements); a statement has statement_id, month, date_from,
            date_to, opening, closing, currency, state and fingerprint.
        """
        payload = self._dms_api_asked(payload)
        domain = self._dms_list_domain()
        if since := payload.get("since"):
            domain &= Domain("month", ">=", self._dms_api_month(since))
        if state := payload.get("state"):
            domain &= Domain("state", "=", str(state))
        most = whole(payload.get("limit"), MOST_STATEMENTS, MOST_STATEMENTS)
        statements = self.search(
            domain,
            offset=whole(payload.get("offset"), 0, 10**6),
            limit=most or MOST_STATEMENTS,
            order=self._dms_list_order(),
        )
        return {
            "total": self.search_count(domain),
            "statements": [each._dms_api_head() for each in statements],
        }

    @api.model
    @api.readonly
    def dms_statement(self, payload):
        """Return one statement with its documents.

        Args:
            payload: ``statement_id`` or ``month`` (like 2031-05).
        Returns:
            what `dms_statements` says of it, the sums of its steps, and ``lines`` of
            name, kind, date, due, label, amount and change.
        """
        statement = self._dms_api_one(self._dms_api_asked(payload))
        sums = ("invoiced", "credited", "paid", "rebated", "adjusted", "changed")
        return {
            **statement._dms_api_head(),
            **{name: statement[name] for name in sums},
            "lines": [line._dms_api_line() for line in statement.line_ids],
        }

    @api.model
    def dms_confirm_statement(self, payload):
        """Confirm a statement; a second call changes nothing.

        Args:
            payload: ``statement_id`` or ``month``; ``fingerprint`` of the figures that
                are confirmed; optional ``remark``.
        Returns:
            dict(statement_id, month, state, confirmed_at, seal).
        """
        payload = self._dms_api_asked(payload)
        statement = self._dms_api_one(payload)
        statement._dms_confirm(payload.get("fingerprint"), payload.get("remark") or "")
        return {
            "statement_id": statement.id,
            "month": f"{statement.month:%Y-%m}",
            "state": statement.state,
            "confirmed_at": fields.Datetime.to_string(statement.confirmed_at),
            "seal": statement.seal,
        }

    @api.model
    @api.readonly
    def dms_open_items(self, payload=None):
        """Return what is open between dealer and brand, the earliest due first.

        Args:
            payload: optional ``offset`` and ``limit`` (500 at most).
        Returns:
            dict(total, currency, sums, items); an item has name, kind, date, due,
            amount, residual and status, credit notes and payments negative.
        """
        payload = self._dms_api_asked(payload)
        found = self.env["dms.remittance"]._dms_finance_dealer()._dms_open_items()
        first = whole(payload.get("offset"), 0, 10**6)
        count = whole(payload.get("limit"), MOST_ITEMS, MOST_ITEMS)
        return {
            "total": len(found["items"]),
            "currency": found["currency"].name,
            "sums": {key: float(amount) for key, amount in found["totals"].items()},
            "items": [
                {
                    "name": item["title"],
                    "kind": item["kind"],
                    "date": fields.Date.to_string(item["date"]),
                    "due": fields.Date.to_string(item["due"]),
                    "amount": float(item["amount"]),
                    "residual": float(item["residual"]),
                    "status": item["bucket"],
                }
                for item in found["items"][first : first + count]
            ],
        }

    @api.model
    def _dms_api_asked(self, payload):
        """Return the parameters of people of a dealer with the role Finance."""
        payload = self.env["sale.order"]._dms_api_payload(payload)
        user = self.env.user
        if not user._dms_dealer() or "finance" not in user._dms_roles():
            raise AccessError(
                self.env._(
                    "Accounts are told to people of the dealer with the role Finance."
                )
            )
        return payload

    @api.model
    def _dms_api_month(self, text):
        try:
            return fields.Date.to_date(f"{text}-01")
        except ValueError as error:
            raise UserError(
                self.env._("Write a month like 2031-05: year, dash, month.")
            ) from error

    @api.model
    def _dms_api_one(self, payload):
        """Return the statement that a payload names, of the caller's dealer."""
        number = payload.get("statement_id")
        if number is None:
            known = Domain("month", "=", self._dms_api_month(payload.get("month")))
        else:
            known = Domain("id", "=", whole(number, 0, 2**31 - 1))
        statement = self.search(self._dms_list_domain() & known, limit=1)
        if not statement:
            raise UserError(
                self.env._(
                    "There is no such statement. Name one that dms_statements lists, by "
                    "statement_id or by month."
                )
            )
        return statement

    def _dms_api_head(self):
        self.ensure_one()
        return {
            "statement_id": self.id,
            "month": f"{self.month:%Y-%m}",
            "date_from": fields.Date.to_string(self.date_from),
            "date_to": fields.Date.to_string(self.date_to),
            "opening": self.opening,
            "closing": self.closing,
            "currency": self.currency_id.name,
            "state": self.state,
            "fingerprint": self.fingerprint,
        }


class DmsStatementLine(models.Model):
    """A document of a statement, as data."""

    _inherit = "dms.statement.line"

    def _dms_api_line(self):
        return {
            "name": self.name,
            "kind": self.kind,
            "date": fields.Date.to_string(self.date),
            "due": fields.Date.to_string(self.date_due) if self.date_due else None,
            "label": self.label or "",
            "amount": self.amount,
            "change": self.change or "",
        }

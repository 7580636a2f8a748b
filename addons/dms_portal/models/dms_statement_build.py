from collections import defaultdict
from decimal import Decimal

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError

from ..engine.statement import OPENING, Entry, Period, classify, reckon
from ..engine.statement_seal import fingerprint
from ..queries import statement_sql
from .dms_statement import CONFIRMED

TOTALS = {
    "invoice": "invoiced",
    "credit_note": "credited",
    "payment": "paid",
    "rebate": "rebated",
    "adjustment": "adjusted",
    "change": "changed",
}


class DmsStatement(models.Model):
    """Makes statements of many dealers with a handful of queries."""

    _inherit = "dms.statement"

    @api.model
    def _dms_build(self, company, month, dealers):
        """Make the statements of ``dealers`` for a month, and return the new ones.

        A dealer who has a statement of that month or of a later one gets none; nor
        does one about whom there is nothing to say. Safe to run again, and at once:
        the database lets one of two statements of the same month in.
        """
        self.env.flush_all()
        known = self._dms_last_statements(company, dealers)
        due = [
            dealer_id
            for dealer_id in dealers.ids
            if dealer_id not in known or known[dealer_id]["month"] < month
        ]
        made = self._dms_reckon(company, month, due, known)
        made = {key: value for key, value in made.items() if value[1].says_something}
        if not made:
            return self.browse()
        previous = [known[dealer_id]["id"] for dealer_id in made if dealer_id in known]
        if previous:
            self._dms_execute(statement_sql.keep_statements(previous))
        rows = [
            self._dms_row(company, month, dealer_id, *value, known.get(dealer_id))
            for dealer_id, value in made.items()
        ]
        try:
            self._dms_execute(statement_sql.insert_statements(rows, self.env.uid))
        except UniqueViolation as error:
            raise ConcurrencyError("these statements are being made") from error
        created = self.env.cr.fetchall()
        by_dealer = {dealer_id: statement_id for statement_id, dealer_id in created}
        self._dms_insert_lines(company, made, by_dealer)
        statements = self.browse(by_dealer.values())
        statements._dms_stamp()
        statements._dms_log("prepared")
        return statements

    def _dms_renew(self):
        """Read the figures of these last statements anew; tell which ones changed.

        A confirmed statement is frozen, and so is one that a later one stands on.
        """
        self._dms_locked()
        self._dms_check_renewable()
        before = {each.id: each.fingerprint for each in self}
        for (company, month), statements in self.grouped(
            lambda each: (each.company_id, each.month)
        ).items():
            statements._dms_renew_month(company, month)
        self.invalidate_recordset()
        self._dms_stamp()
        changed = self.filtered(lambda each: each.fingerprint != before[each.id])
        changed._dms_log("renewed")
        return changed

    def _dms_renew_month(self, company, month):
        """Replace the figures and lines of statements of one company and month."""
        known = {
            each.dealer_id.id: {
                "id": each.previous_id.id,
                "until": each.previous_id.date_to,
                "closing": self._dms_exact(each.previous_id, "closing"),
            }
            for each in self
            if each.previous_id
        }
        made = self._dms_reckon(company, month, self.dealer_id.ids, known)
        rows = [
            self._dms_row(company, month, dealer_id, *value, known.get(dealer_id))
            for dealer_id, value in made.items()
        ]
        self.env.cr.execute(statement_sql.update_statements(rows, self.env.uid))
        self.env.cr.execute(statement_sql.delete_lines(self.ids))
        by_dealer = {each.dealer_id.id: each.id for each in self}
        self._dms_insert_lines(company, made, by_dealer)
        self.dispute_ids._dms_find_lines()

    def _dms_check_renewable(self):
        if any(each.state in CONFIRMED or not each.is_last for each in self):
            raise UserError(
                self.env._(
                    "Figures that are confirmed, or that a later statement stands on, "
                    "stay as they are. A later change is stated in the next month."
                )
            )

    def _dms_become_last(self):
        """Let statements be the last ones again, when the ones after are deleted."""
        if self:
            self.env.cr.execute(statement_sql.release_statements(self.ids))
            self.invalidate_recordset(["is_last"])

    @api.model
    def _dms_execute(self, query):
        """Run a statement that may lose a race, which is tried again and no error."""
        self.env.cr.execute(query, log_exceptions=False)

    @api.model
    def _dms_last_statements(self, company, dealers):
        rows = self.env.execute_query(
            statement_sql.last_statements(company.id, dealers.ids)
        )
        return {
            dealer_id: {
                "id": statement_id,
                "month": month,
                "until": until,
                "closing": Decimal(closing),
            }
            for dealer_id, statement_id, month, until, closing in rows
        }

    @api.model
    def _dms_exact(self, record, name):
        return Decimal(f"{record[name]:.{record.currency_id.decimal_places}f}")

    @api.model
    def _dms_reckon(self, company, month, dealer_ids, known):
        """Return {dealer id: (period, statement)} as the engine reckons them."""
        until = Period.of(month).last
        query = statement_sql.changed_entries(company.id, dealer_ids, month, until)
        entries = defaultdict(list)
        for dealer_id, *row in self.env.execute_query(query):
            entries[dealer_id].append(self._dms_entry(*row))
        made = {}
        for dealer_id in dealer_ids:
            last = known.get(dealer_id) or {}
            period = Period.of(month, last.get("until"))
            made[dealer_id] = (
                period,
                reckon(period, last.get("closing"), entries[dealer_id]),
            )
        return made

    @api.model
    def _dms_entry(self, key, month, now, stated, *facts):
        move_type, is_payment, is_rebate, said, day, due, name, label = facts
        now = Decimal(now)
        kind = OPENING
        if key and now:
            kind = classify(move_type, bool(is_payment), bool(is_rebate))
        elif key:
            kind = said  # the entry is gone, or no longer counts
        return Entry(
            key=key,
            month=month,
            now=now,
            stated=Decimal(stated),
            kind=kind,
            day=day,
            due=due,
            name=name or "",
            label=label or "",
        )

    @api.model
    def _dms_row(self, company, month, dealer_id, period, statement, last):
        return {
            "dealer_id": dealer_id,
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "previous_id": last["id"] if last else None,
            "month": month,
            "date_from": period.first,
            "date_to": period.last,
            "opening": statement.opening,
            **{TOTALS[kind]: total for kind, total in statement.totals.items()},
            "closing": statement.closing,
        }

    @api.model
    def _dms_insert_lines(self, company, made, by_dealer):
        rows = [
            {
                "statement_id": by_dealer[dealer_id],
                "dealer_id": dealer_id,
                "company_id": company.id,
                "currency_id": company.currency_id.id,
                "move_key": line.key,
                "kind": line.kind,
                "change": line.change or None,
                "month": line.month,
                "date": line.day,
                "date_due": line.due,
                "name": line.name or None,
                "label": line.label or None,
                "stated_amount": line.stated,
                "amount": line.amount,
            }
            for dealer_id, (_period, statement) in made.items()
            for line in statement.lines
        ]
        if rows:
            self.env.cr.execute(statement_sql.insert_lines(rows, self.env.uid))
        self.env["dms.statement.line"].invalidate_model()

    def _dms_stamp(self):
        """Store the fingerprint of what is stored, with one query for all."""
        pairs = [
            {"id": each.id, "fingerprint": fingerprint(each._dms_canonical())}
            for each in self
        ]
        if pairs:
            self.env.cr.execute(statement_sql.stamp_statements(pairs))
            self.invalidate_recordset(["fingerprint"])

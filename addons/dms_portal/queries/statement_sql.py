import json
from datetime import date

from odoo.tools import SQL

NO_BUCKET = date(1, 1, 1)  # documents have a key, only balances of a month need one
INTEGER, DATE, NUMERIC, VARCHAR = (
    SQL("integer"),
    SQL("date"),
    SQL("numeric"),
    SQL("varchar"),
)
STATEMENT_COLUMNS = {
    "dealer_id": INTEGER,
    "company_id": INTEGER,
    "currency_id": INTEGER,
    "previous_id": INTEGER,
    "month": DATE,
    "date_from": DATE,
    "date_to": DATE,
    "opening": NUMERIC,
    "invoiced": NUMERIC,
    "credited": NUMERIC,
    "paid": NUMERIC,
    "rebated": NUMERIC,
    "adjusted": NUMERIC,
    "changed": NUMERIC,
    "closing": NUMERIC,
}
STAMP_COLUMNS = {"id": INTEGER, "fingerprint": VARCHAR}
LINE_COLUMNS = {
    "statement_id": INTEGER,
    "dealer_id": INTEGER,
    "company_id": INTEGER,
    "currency_id": INTEGER,
    "move_key": INTEGER,
    "kind": VARCHAR,
    "change": VARCHAR,
    "month": DATE,
    "date": DATE,
    "date_due": DATE,
    "name": VARCHAR,
    "label": VARCHAR,
    "stated_amount": NUMERIC,
    "amount": NUMERIC,
}


def changed_entries(company_id: int, dealer_ids: list[int], month: date, until: date):
    """Return documents of which the ledger says something else than was stated.

    Args:
        company_id: whose books.
        dealer_ids: commercial partners.
        month: first day of the month of the statements to be made.
        until: its last day; later entries do not count yet.
    Returns:
        One row per dealer and document (dealer_id, key, month, now, stated, move_type,
        is_payment, is_rebate, kind, date, date_due, name, label). ``key`` is the id of
        the entry, 0 for the balance of a month before the dealer's first statement.
        ``kind`` and what follows come from the earlier statement if the entry is gone.
        Money as text, so that no digit is lost.
    """
    return SQL(
        """
        WITH origin AS (%(origin)s),
             ledger AS (%(ledger)s),
             stated AS (%(stated)s),
             differing AS (
               SELECT COALESCE(ledger.dealer_id, stated.dealer_id) AS dealer_id,
                      COALESCE(ledger.key, stated.key) AS key,
                      COALESCE(ledger.bucket, stated.bucket) AS bucket,
                      COALESCE(ledger.amount, 0) AS now,
                      COALESCE(stated.amount, 0) AS stated,
                      ledger.date_due, ledger.label, stated.last_id
                 FROM ledger
            FULL JOIN stated
                   ON stated.dealer_id = ledger.dealer_id
                  AND stated.key = ledger.key
                  AND stated.bucket = ledger.bucket
                WHERE COALESCE(ledger.amount, 0) <> COALESCE(stated.amount, 0)
             )
        SELECT differing.dealer_id,
               differing.key,
               CASE WHEN differing.key = 0 THEN differing.bucket
                    WHEN differing.stated <> 0 THEN said.month
                    ELSE DATE_TRUNC('month', move.date)::date END,
               differing.now::text,
               differing.stated::text,
               move.move_type,
               move.origin_payment_id IS NOT NULL
                 OR move.statement_line_id IS NOT NULL
                 OR journal.type IN ('bank', 'cash', 'credit'),
               move.dms_is_rebate,
               said.kind,
               CASE WHEN differing.now <> 0 THEN move.date ELSE said.date END,
               COALESCE(differing.date_due, said.date_due),
               CASE WHEN differing.now <> 0 THEN move.name ELSE said.name END,
               CASE WHEN differing.now = 0 THEN said.label
                    WHEN move.move_type = 'entry' THEN differing.label
                    ELSE COALESCE(move.invoice_origin, move.ref) END
          FROM differing
     LEFT JOIN account_move move ON move.id = differing.key
     LEFT JOIN account_journal journal ON journal.id = move.journal_id
     LEFT JOIN dms_statement_line said ON said.id = differing.last_id
        """,
        origin=_origin(company_id, dealer_ids, month),
        ledger=_ledger(company_id, until),
        stated=_stated(company_id, dealer_ids, month),
    )


def _origin(company_id: int, dealer_ids: list[int], month: date) -> SQL:
    """Return the day from which the dealer's documents are stated one by one."""
    return SQL(
        """
        SELECT dealer.id AS dealer_id,
               COALESCE(MIN(earlier.date_from), %(month)s) AS first_day
          FROM res_partner dealer
     LEFT JOIN dms_statement earlier
            ON earlier.dealer_id = dealer.id
           AND earlier.company_id = %(company)s
           AND earlier.month < %(month)s
         WHERE dealer.id IN %(dealers)s
      GROUP BY dealer.id
        """,
        company=company_id,
        dealers=tuple(dealer_ids) or (0,),
        month=month,
    )


def _ledger(company_id: int, until: date) -> SQL:
    return SQL(
        """
        SELECT origin.dealer_id,
               CASE WHEN line.date < origin.first_day THEN 0 ELSE line.move_id END
                 AS key,
               CASE WHEN line.date < origin.first_day
                    THEN DATE_TRUNC('month', line.date)::date
                    ELSE %(no_bucket)s END AS bucket,
               SUM(line.balance) AS amount,
               MIN(line.date_maturity) AS date_due,
               MIN(line.name) AS label
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
          JOIN res_partner partner ON partner.id = line.partner_id
          JOIN origin ON origin.dealer_id = partner.commercial_partner_id
         WHERE account.account_type = 'asset_receivable'
           AND line.parent_state = 'posted'
           AND line.company_id = %(company)s
           AND line.date <= %(until)s
      GROUP BY 1, 2, 3
        """,
        company=company_id,
        until=until,
        no_bucket=NO_BUCKET,
    )


def _stated(company_id: int, dealer_ids: list[int], month: date) -> SQL:
    return SQL(
        """
        SELECT line.dealer_id,
               line.move_key AS key,
               CASE WHEN line.move_key = 0 THEN line.month ELSE %(no_bucket)s END
                 AS bucket,
               SUM(line.amount) AS amount,
               MAX(line.id) AS last_id
          FROM dms_statement_line line
          JOIN dms_statement statement ON statement.id = line.statement_id
         WHERE line.company_id = %(company)s
           AND line.dealer_id IN %(dealers)s
           AND statement.month < %(month)s
      GROUP BY 1, 2, 3
        """,
        company=company_id,
        dealers=tuple(dealer_ids) or (0,),
        month=month,
        no_bucket=NO_BUCKET,
    )


def last_statements(company_id: int, dealer_ids: list[int]) -> SQL:
    """Return the last statement of each dealer: (dealer_id, id, month, until, closing)."""
    return SQL(
        """
        SELECT dealer_id, id, month, date_to, closing::text
          FROM dms_statement
         WHERE company_id = %(company)s
           AND dealer_id IN %(dealers)s
           AND is_last
        """,
        company=company_id,
        dealers=tuple(dealer_ids) or (0,),
    )


def keep_statements(statement_ids: list[int]) -> SQL:
    """Mark statements as followed by another one: their figures stay.

    The write is what makes two transactions meet that change a statement and follow
    it: one of them fails and is tried again.
    """
    return SQL(
        "UPDATE dms_statement SET is_last = FALSE WHERE id IN %s",
        tuple(statement_ids) or (0,),
    )


def release_statements(statement_ids: list[int]) -> SQL:
    """Mark statements as the last ones again."""
    return SQL(
        "UPDATE dms_statement SET is_last = TRUE WHERE id IN %s",
        tuple(statement_ids) or (0,),
    )


def stamp_statements(rows: list[dict]) -> SQL:
    """Store the fingerprints of statements: rows of ``id`` and ``fingerprint``."""
    return SQL(
        """
        UPDATE dms_statement
           SET fingerprint = record.fingerprint
          FROM %(records)s
         WHERE dms_statement.id = record.id
        """,
        records=_records(rows, STAMP_COLUMNS),
    )


def lock_statements(statement_ids: list[int]) -> SQL:
    """Wait for whoever works on these statements, in one order for all."""
    return SQL(
        "SELECT id FROM dms_statement WHERE id IN %s ORDER BY id FOR UPDATE",
        tuple(statement_ids) or (0,),
    )


def insert_statements(rows: list[dict], uid: int) -> SQL:
    """Insert statements; return (id, dealer_id) of each."""
    return SQL(
        """
        INSERT INTO dms_statement (
            %(columns)s, state, round, version, is_last, open_dispute_count,
            reminded_count, is_deemed,
            create_uid, create_date, write_uid, write_date
        )
        SELECT %(columns)s, 'draft', 1, 1, TRUE, 0,
               0, FALSE,
               %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
          FROM %(records)s
     RETURNING id, dealer_id
        """,
        columns=_names(STATEMENT_COLUMNS),
        records=_records(rows, STATEMENT_COLUMNS),
        uid=uid,
    )


def update_statements(rows: list[dict], uid: int) -> SQL:
    """Give statements new figures, found by dealer, company and month."""
    figures = [name for name in STATEMENT_COLUMNS if name not in ("dealer_id", "month")]
    return SQL(
        """
        UPDATE dms_statement
           SET %(assignments)s,
               version = dms_statement.version + 1,
               write_uid = %(uid)s,
               write_date = NOW() AT TIME ZONE 'UTC'
          FROM %(records)s
         WHERE dms_statement.dealer_id = record.dealer_id
           AND dms_statement.company_id = record.company_id
           AND dms_statement.month = record.month
        """,
        assignments=SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), SQL.identifier("record", name))
            for name in figures
        ),
        records=_records(rows, STATEMENT_COLUMNS),
        uid=uid,
    )


def delete_lines(statement_ids: list[int]) -> SQL:
    """Delete the lines of statements whose figures are made anew."""
    return SQL(
        "DELETE FROM dms_statement_line WHERE statement_id IN %s",
        tuple(statement_ids) or (0,),
    )


def insert_lines(rows: list[dict], uid: int) -> SQL:
    """Insert lines; those whose entry still exists are linked to it."""
    return SQL(
        """
        INSERT INTO dms_statement_line (
            %(columns)s, move_id, create_uid, create_date, write_uid, write_date
        )
        SELECT %(own)s, move.id,
               %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
          FROM %(records)s
     LEFT JOIN account_move move ON move.id = record.move_key
        """,
        columns=_names(LINE_COLUMNS),
        own=SQL(", ").join(SQL.identifier("record", name) for name in LINE_COLUMNS),
        records=_records(rows, LINE_COLUMNS),
        uid=uid,
    )


def _names(columns: dict[str, SQL]) -> SQL:
    return SQL(", ").join(SQL.identifier(name) for name in columns)


def _records(rows: list[dict], columns: dict[str, SQL]) -> SQL:
    """Return rows as one parameter that the database reads as a table ``record``."""
    types = SQL(", ").join(
        SQL("%s %s", SQL.identifier(name), kind) for name, kind in columns.items()
    )
    return SQL(
        "JSON_TO_RECORDSET(%(rows)s::json) AS record(%(types)s)",
        rows=json.dumps(rows, default=str),
        types=types,
    )

"""A month's statements of 1,000 dealers, against one sum over the same ledger.

The ledger is written by SQL: 1,000 dealers × 12 months × 20 documents, each with two
lines. The yardstick is the plainest question that can be asked of it, the balance of
every dealer; a statement asks for every document and writes down what it found.
"""

from functools import cache
from statistics import median
from time import perf_counter

import brand
from books import connection
from frame import figure, main
from server_log import queries

DEALERS, MONTHS, DOCUMENTS = 1000, 12, 20
YEAR = 2025
TURNS = 5
TRIGGER = "/web/dataset/call_kw/ir.cron/method_direct_trigger"

DEALER_SQL = """
    INSERT INTO res_partner (name, is_dealer, is_company, dealer_state, active,
                             autopost_bills, company_id)
    SELECT 'Bench ' || number, TRUE, TRUE, 'active', TRUE, 'ask', NULL
      FROM generate_series(1, %(dealers)s) number
 RETURNING id
"""
MOVE_SQL = """
    INSERT INTO account_move (name, state, move_type, auto_post, date, invoice_date,
                              journal_id, company_id, currency_id, partner_id,
                              commercial_partner_id)
    SELECT 'BENCH/' || dealer.id || '/' || month || '/' || number,
           'posted',
           CASE WHEN number %% 5 = 0 THEN 'entry' ELSE 'out_invoice' END,
           'no',
           make_date(%(year)s, month, 1 + number),
           make_date(%(year)s, month, 1 + number),
           journal.id, journal.company_id, company.currency_id, dealer.id, dealer.id
      FROM res_partner dealer
     CROSS JOIN generate_series(1, %(months)s) month
     CROSS JOIN generate_series(1, %(documents)s) number
      JOIN account_journal journal ON journal.id = %(journal)s
      JOIN res_company company ON company.id = journal.company_id
     WHERE dealer.id = ANY(%(ids)s)
"""
LINE_SQL = """
    INSERT INTO account_move_line (move_id, move_name, parent_state, date, date_maturity,
                                   journal_id, company_id, currency_id,
                                   company_currency_id, account_id, partner_id, name,
                                   display_type, debit, credit, balance,
                                   amount_currency)
    SELECT move.id, move.name, 'posted', move.date, move.date, move.journal_id,
           move.company_id, move.currency_id, move.currency_id, side.account,
           move.partner_id, 'Bench', side.display_type,
           GREATEST(side.amount, 0), GREATEST(-side.amount, 0), side.amount, side.amount
      FROM account_move move
     CROSS JOIN LATERAL (
           SELECT CASE WHEN move.move_type = 'entry' THEN -40 ELSE 10.01 END AS amount
           ) due
     CROSS JOIN LATERAL (
           VALUES (%(receivable)s, 'payment_term', due.amount),
                  (%(income)s, 'product', -due.amount)
           ) side(account, display_type, amount)
     WHERE move.journal_id = %(journal)s
       AND move.name LIKE 'BENCH/%%'
"""
YARDSTICK = """
    SELECT partner.commercial_partner_id, SUM(line.balance)
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
      JOIN res_partner partner ON partner.id = line.partner_id
     WHERE account.account_type = 'asset_receivable'
       AND line.parent_state = 'posted'
       AND line.company_id = %s
       AND line.date <= %s
  GROUP BY partner.commercial_partner_id
"""


@cache
def cursor():
    return connection().cursor()


def first(model, *domain):
    return brand.admin().read(model, list(domain), "id", limit=1)[0]["id"]


@cache
def ledger():
    """Write the ledger; return its company."""
    sql = cursor()
    sql.execute(DEALER_SQL, {"dealers": DEALERS})
    dealers = [row[0] for row in sql.fetchall()]
    sql.execute(
        "UPDATE res_partner SET commercial_partner_id = id, dms_dealer_id = id,"
        " complete_name = name WHERE id = ANY(%s)",
        [dealers],
    )
    company = first("res.company")
    values = {
        "ids": dealers,
        "year": YEAR,
        "months": MONTHS,
        "documents": DOCUMENTS,
        "journal": first("account.journal", ("type", "=", "sale")),
        "receivable": first(
            "account.account", ("account_type", "=", "asset_receivable")
        ),
        "income": first("account.account", ("account_type", "=", "income")),
    }
    sql.execute(MOVE_SQL, values)
    sql.execute(LINE_SQL, values)
    sql.execute("ANALYZE")
    return company


def yardstick(until):
    """Return the median seconds of one sum over the ledger, and its rows."""
    took = []
    for _turn in range(TURNS):
        start = perf_counter()
        cursor().execute(YARDSTICK, [ledger(), until])
        rows = cursor().fetchall()
        took.append(perf_counter() - start)
    return median(took), {dealer: round(float(total), 2) for dealer, total in rows}


@cache
def stated(month):
    """Make all statements of a month; return seconds and queries of the making."""
    ledger()
    admin = brand.admin()
    wizard = admin.create("dms.statement.prepare", month=f"{YEAR}-{month:02}-01")
    admin.call("dms.statement.prepare", "action_prepare", [wizard])
    job = admin.ref("dms_portal.cron_statement_build")
    start = perf_counter()
    count = queries(
        TRIGGER, lambda: admin.call("ir.cron", "method_direct_trigger", [job])
    )
    return perf_counter() - start, count


@cache
def late():
    """Return seconds and queries of a month that eleven statements come before."""
    for month in range(1, MONTHS):
        stated(month)
    return stated(MONTHS)


@figure(f"statements of {DEALERS} dealers that differ from the ledger", goal=0)
def wrong():
    late()
    _seconds, balances = yardstick(f"{YEAR}-{MONTHS}-31")
    cursor().execute(
        "SELECT dealer_id, closing FROM dms_statement WHERE is_last AND company_id = %s",
        [ledger()],
    )
    made = {dealer: round(float(closing), 2) for dealer, closing in cursor().fetchall()}
    if len(made) < DEALERS:
        raise AssertionError(f"only {len(made)} statements")
    return sum(balances[dealer] != closing for dealer, closing in made.items())


@figure(f"queries of {DEALERS} statements, the first month", goal=300)
def first_queries():
    return stated(1)[1]


@figure(f"queries of {DEALERS} statements, after eleven months", goal=300)
def late_queries():
    return late()[1]


@figure(f"{DEALERS} statements after eleven months, times one sum of it", goal=60)
def late_ratio():
    seconds, _count = late()
    return seconds / yardstick(f"{YEAR}-{MONTHS}-31")[0]


@figure(f"seconds of {DEALERS} statements after eleven months", goal=60)
def late_seconds():
    return late()[0]


if __name__ == "__main__":
    main(__file__)

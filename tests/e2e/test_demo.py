"""The demo brand in a database of its own: what was planned is what stands in the books.

The plan is the same for the same day and seed (tests/tool/test_demo_plan.py); here the
books are compared with it by SQL, so two builds have the same figures as well.
"""

import configparser
import os
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import psycopg2
import pytest
from passlib.context import CryptContext

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tools"
sys.path.append(str(TOOLS))

from demo import plan as plans  # noqa: E402  (the path is set just above)
from demo import signin  # noqa: E402
from demo.catalogue import BY_CODE, ITEMS  # noqa: E402
from demo.network import DEALERS, FULL_TEAMS, GRADES, PASSWORD, REGIONS  # noqa: E402

TODAY = datetime.now(timezone(timedelta(hours=8))).date()
DECIDED = ("approved", "shipped", "received")
SENT = ("shipped", "received")


class Database:
    """A copy of the template, and what SQL says about it."""

    def __init__(self, name):
        config = configparser.ConfigParser(interpolation=None)
        config.read(os.environ["ODOO_RC"])
        self.options = config["options"]
        self.name = name

    def connect(self, database):
        given = {key: self.options.get(f"db_{key}") for key in ("host", "port", "user")}
        given["password"] = self.options.get("db_password")
        link = psycopg2.connect(
            dbname=database, **{key: value for key, value in given.items() if value}
        )
        link.autocommit = True
        return closing(link)

    def command(self, statement):
        with self.connect("postgres") as link:
            link.cursor().execute(statement)

    def rows(self, query):
        with self.connect(self.name) as link:
            cursor = link.cursor()
            cursor.execute(query)
            return cursor.fetchall()

    def copy(self, template):
        self.command(f'CREATE DATABASE "{self.name}" TEMPLATE "{template}"')
        files = Path(self.options["data_dir"]) / "filestore"
        if (files / template).is_dir():
            shutil.copytree(files / template, files / self.name, copy_function=os.link)

    def drop(self):
        self.command(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        files = Path(self.options["data_dir"]) / "filestore" / self.name
        shutil.rmtree(files, ignore_errors=True)

    def build(self):
        """Run the generator as ``./dms run`` does; return what it prints."""
        return subprocess.run(
            [sys.executable, TOOLS / "demo" / "build.py"]
            + ["--database", self.name, "--today", TODAY.isoformat()],
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def plan():
    return plans.build(TODAY)


@pytest.fixture(scope="module")
def books(database):
    """Return the database with the demo brand in it."""
    books = Database(f"{database}_demo")
    books.copy(os.environ["DMS_E2E_TEMPLATE"])
    try:
        done = books.build()
        assert done.returncode == 0, done.stderr[-3000:]
        yield books
    finally:
        books.drop()


def test_the_brand_has_the_size_that_is_promised(books):
    [(regions, dealers, first, second, grades, products)] = books.rows(
        """
        SELECT (SELECT count(*) FROM dms_region WHERE parent_id IS NOT NULL),
               count(*),
               count(*) FILTER (WHERE channel_level = 1),
               count(*) FILTER (WHERE channel_level = 2),
               count(DISTINCT grade_id),
               (SELECT count(*) FROM product_template WHERE is_storable AND active)
          FROM res_partner WHERE is_dealer
        """
    )
    assert (regions, dealers, grades, products) == (5, 24, 4, 60)
    below = sum(bool(dealer.parent) for dealer in DEALERS)
    assert (first, second) == (24 - below, below)


def test_names_are_there_in_both_languages(books):
    found = books.rows(
        """
        SELECT default_code, name->>'en_US', name->>'zh_CN'
          FROM product_template WHERE is_storable
        """
    )
    assert set(found) == {(item.code, item.en, item.zh) for item in ITEMS}
    for table, records in (
        ("dms_region", REGIONS),
        ("res_partner_grade", GRADES),
    ):
        found = books.rows(f"SELECT name->>'en_US', name->>'zh_CN' FROM {table}")
        assert set(found) >= {(record.en, record.zh) for record in records}


def test_every_planned_order_is_there_line_by_line(books, plan):
    found = books.rows(
        """
        SELECT o.client_order_ref, d.dealer_code, o.dms_state, p.default_code,
               l.product_uom_qty, l.product_uom_qty * u.factor
          FROM sale_order_line l
          JOIN sale_order o ON o.id = l.order_id
          JOIN res_partner d ON d.id = o.dms_dealer_id
          JOIN product_product p ON p.id = l.product_id
          JOIN uom_uom u ON u.id = l.product_uom_id
        """
    )
    states = {"waiting": "submitted", "refused": "refused"}
    wanted = Counter(
        (
            order.reference,
            order.dealer,
            states.get(order.fate, "approved"),
            line.code,
            Decimal(line.cases),
            Decimal(line.pieces),
        )
        for order in plan.orders
        for line in order.lines
    )
    assert Counter((*row[:4], *map(_whole, row[4:])) for row in found) == wanted


def _whole(quantity):
    return Decimal(str(quantity)).quantize(Decimal(1))


def test_what_was_shipped_left_and_was_invoiced_on_its_day(books, plan):
    shipped = {
        (order.reference, order.shipped) for order in plan.orders if order.fate in SENT
    }
    left = books.rows(
        """
        SELECT o.client_order_ref,
               (k.date_done AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Shanghai')::date
          FROM stock_picking k JOIN sale_order o ON o.id = k.sale_id
          JOIN stock_picking_type t ON t.id = k.picking_type_id
         WHERE k.state = 'done' AND t.code = 'outgoing'
        """
    )
    assert Counter(left) == Counter(shipped)
    invoiced = books.rows(
        _INVOICES.format(columns="ref.client_order_ref, m.invoice_date")
    )
    assert Counter(invoiced) == Counter(shipped)


_INVOICES = """
    SELECT {columns}
      FROM account_move m
      JOIN LATERAL (
           SELECT o.client_order_ref
             FROM account_move_line a
             JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = a.id
             JOIN sale_order_line l ON l.id = r.order_line_id
             JOIN sale_order o ON o.id = l.order_id
            WHERE a.move_id = m.id LIMIT 1) ref ON TRUE
     WHERE m.move_type = 'out_invoice' AND m.state = 'posted'
"""


def test_what_was_paid_is_paid(books, plan):
    def state(order):
        share = sum(payment.share for payment in order.payments)
        return "paid" if share == 1 else "partial" if share else "not_paid"

    wanted = {o.reference: state(o) for o in plan.orders if o.fate in SENT}
    columns = "ref.client_order_ref, m.payment_state"
    assert dict(books.rows(_INVOICES.format(columns=columns))) == wanted
    [(overdue,)] = books.rows(
        """
        SELECT count(*) FROM account_move
         WHERE move_type = 'out_invoice' AND amount_residual > 0
           AND invoice_date_due < CURRENT_DATE
        """
    )
    assert overdue > 0


def test_returns_are_credited_and_receipts_confirmed(books, plan):
    [(credits_, receipts, differences)] = books.rows(
        """
        SELECT (SELECT count(*) FROM account_move
                 WHERE move_type = 'out_refund' AND state = 'posted'),
               count(*), count(*) FILTER (WHERE has_difference)
          FROM dms_receipt
        """
    )
    assert credits_ == sum(bool(order.returned) for order in plan.orders)
    assert receipts == sum(order.fate == "received" for order in plan.orders)
    assert differences == sum(bool(order.arrived) for order in plan.orders)


def test_the_warehouse_holds_what_was_planned(books, plan):
    found = books.rows(
        """
        SELECT p.default_code, sum(q.quantity - q.reserved_quantity)
          FROM stock_quant q
          JOIN stock_location w ON w.id = q.location_id AND w.usage = 'internal'
          JOIN product_product p ON p.id = q.product_id
         GROUP BY 1
        """
    )
    free = {code: _whole(pieces) for code, pieces in found}
    assert {**dict.fromkeys(BY_CODE, 0), **free} == dict(plan.stock)


def test_some_dealers_and_papers_need_attention_today(books):
    states = dict(
        books.rows(
            "SELECT dealer_state, count(*) FROM res_partner WHERE is_dealer GROUP BY 1"
        )
    )
    assert states == Counter(dealer.state for dealer in DEALERS)
    assert states["suspended"] and states["applicant"]
    for table in ("dms_agreement", "dms_license"):
        [(soon,)] = books.rows(
            f"SELECT count(*) FROM {table} WHERE date_last < CURRENT_DATE + 90"
        )
        assert soon >= 2, table


def test_rules_policies_and_statements_are_there(books):
    [(rules, approvals, policies)] = books.rows(
        """
        SELECT (SELECT count(*) FROM dms_order_rule),
               (SELECT count(*) FROM dms_approval_rule),
               (SELECT count(*) FROM dms_policy_version WHERE state = 'published')
        """
    )
    assert (rules, approvals, policies) == (3, 1, 2)
    by_month = books.rows(
        "SELECT month, state, count(*) FROM dms_statement GROUP BY 1, 2"
    )
    last = max(month for month, _state, _count in by_month)
    former = {state: count for month, state, count in by_month if month != last}
    latter = {state: count for month, state, count in by_month if month == last}
    assert set(former) == {"confirmed"}
    assert former["confirmed"] > len(FULL_TEAMS)
    confirmed = latter.pop("confirmed")
    assert latter == {"sent": len(FULL_TEAMS), "disputed": 1}
    assert confirmed > len(FULL_TEAMS)


def test_desks_have_work(books):
    [(claims, slips, rules)] = books.rows(
        """
        SELECT (SELECT count(*) FROM dms_claim WHERE state = 'requested'),
               (SELECT count(*) FROM dms_remittance WHERE state = 'sent'),
               (SELECT count(*) FROM product_pricelist_item i
                  JOIN dms_price_book b ON b.id = i.dms_book_id
                 WHERE b.state = 'published' AND i.date_start > now())
        """
    )
    assert (claims, slips, rules) == (3, 1, 2)


def test_large_orders_wait_for_the_channel_manager(books):
    found = books.rows(
        """
        SELECT o.amount_total >= 80000, s.state FROM sale_order o
          LEFT JOIN dms_approval_step s
                 ON s.res_model = 'sale.order' AND s.res_id = o.id
         WHERE o.dms_state = 'submitted'
        """
    )
    assert found
    assert all(state == ("pending" if large else None) for large, state in found)


def test_everybody_in_the_printed_table_can_sign_in(books):
    hashes = dict(books.rows("SELECT login, password FROM res_users WHERE active"))
    printed = [
        row.split()[:2] for row in signin.table().splitlines() if "@" in row.split()[0]
    ]
    assert len(printed) > 15
    assert {password for _login, password in printed} == {PASSWORD}
    verify = CryptContext(["pbkdf2_sha512"]).verify
    assert all(
        verify(PASSWORD, hashed) for hashed in {hashes[login] for login, _ in printed}
    )


def test_a_second_build_adds_nothing(books):
    counts = (
        "SELECT (SELECT count(*) FROM sale_order), (SELECT count(*) FROM res_users)"
    )
    before = books.rows(counts)
    again = books.build()
    assert again.returncode == 0
    assert "is there" in again.stdout
    assert books.rows(counts) == before

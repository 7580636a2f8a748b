"""Two thousand dealers and two hundred thousand orders, in a few minutes.

One dealer goes through everything for real: an order that waits, one that was approved,
one that was shipped and is not paid, one that was received and paid, and a statement.
Rows of these documents are then copied (see ``copies``) for all dealers over two years.

One dealer has ``FEW`` orders and one has a fortieth of all; the rest is shared evenly.
Of every dealer's orders the newest waits, the next was approved, the third is not paid,
nor is every twentieth of the rest.
"""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import uuid4

import brand
from books import connection
from copies import Copies

DEALERS = int(os.environ.get("DMS_BENCH_DEALERS") or 2000)
ORDERS = int(os.environ.get("DMS_BENCH_ORDERS") or 200_000)
FEW = 10
DAYS = 730
MONTHS = 24
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
WAITS, APPROVED, OWED, PAID, STATED = range(1, 6)

DEALER_CROWD = """
    CREATE TEMP TABLE dealer_crowd AS
    SELECT number - 1 AS number, 0 AS kind, 0 AS dealer_id, 0 AS age
      FROM generate_series(1, %(dealers)s) number
"""
ORDER_CROWD = """
    CREATE TEMP TABLE order_crowd AS
    SELECT ROW_NUMBER() OVER (ORDER BY age DESC, place DESC, dealer_id) - 1 AS number,
           dealer_id, age,
           CASE WHEN place = 1 THEN %(waits)s
                WHEN place = 2 THEN %(approved)s
                WHEN place = 3 OR place %% 20 = 0 THEN %(owed)s
                ELSE %(paid)s END AS kind
      FROM (
        SELECT dealer.id AS dealer_id, place,
               ((place - 1) * %(days)s / share.orders)::integer AS age
          FROM res_partner dealer
         CROSS JOIN LATERAL (
               SELECT CASE dealer.id WHEN %(small)s THEN %(few)s
                                     WHEN %(big)s THEN %(many)s
                                     ELSE %(each)s END AS orders
               ) share
         CROSS JOIN LATERAL generate_series(1, share.orders) place
         WHERE dealer.id = ANY(%(dealer_ids)s)
      ) placed
"""
STATEMENT_CROWD = """
    CREATE TEMP TABLE statement_crowd AS
    SELECT ROW_NUMBER() OVER (ORDER BY age DESC, dealer.id) - 1 AS number,
           dealer.id AS dealer_id, %(stated)s AS kind, age
      FROM res_partner dealer
     CROSS JOIN generate_series(0, %(months)s - 1) age
     WHERE dealer.id = ANY(%(dealer_ids)s)
"""
# statements grow older by months, and all but the last are confirmed
MONTH = "(original.{} - crowd.age * INTERVAL '1 month')::date"
STATEMENT_CHANGES = {
    "month": MONTH.format("month"),
    "date_from": MONTH.format("date_from"),
    "date_to": "(original.month + (1 - crowd.age) * INTERVAL '1 month')::date - 1",
    "is_last": "crowd.age = 0",
    "state": "CASE WHEN crowd.age = 0 THEN 'sent' ELSE 'confirmed' END",
}
LINE_CHANGES = {name: MONTH.format(name) for name in ("month", "date", "date_due")}


@dataclass(frozen=True)
class Crowd:
    """Sessions of the owners of three dealers, and how many orders two of them have."""

    small: object
    usual: object
    big: object
    few: int
    many: int


@cache
def crowd() -> Crowd:
    """Fill the database; return who looks at it."""
    many = max(ORDERS // 40, 2 * FEW)
    orders = model_orders()
    statement = model_statement()
    cursor = connection().cursor()
    cursor.execute("SET synchronous_commit = off")
    dealers = _copy_dealers(cursor)
    small, big, usual = dealers[:3]
    cursor.execute(
        ORDER_CROWD,
        {
            "waits": WAITS,
            "approved": APPROVED,
            "owed": OWED,
            "paid": PAID,
            "days": DAYS,
            "small": small,
            "few": FEW,
            "big": big,
            "many": many,
            "each": (ORDERS - FEW - many) // (DEALERS - 2),
            "dealer_ids": dealers,
        },
    )
    _copy_orders(cursor, orders)
    cursor.execute(
        STATEMENT_CROWD, {"stated": STATED, "months": MONTHS, "dealer_ids": dealers}
    )
    _copy_statements(cursor, statement)
    cursor.execute("VACUUM ANALYZE")
    return Crowd(*map(brand.owner_of, (small, usual, big)), FEW, many)


def _copy_dealers(cursor):
    """Copy the dealer with what it may order; return the ids of the copies."""
    cursor.execute(DEALER_CROWD, {"dealers": DEALERS})
    copies = Copies(cursor, "dealer_crowd", brand.dealer())
    copies.add(0, "res_partner", "id = %s", brand.dealer())
    copies.add(0, "dms_authorization", "dealer_id = %s", brand.dealer())
    copies.write()
    first = copies.bases["res_partner"][0]
    return list(range(first, first + DEALERS))


def _copy_orders(cursor, orders):
    copies = Copies(cursor, "order_crowd", brand.dealer())
    for kind, order in orders.items():
        _add_order(copies, kind, order)
    copies.write()


def _add_order(copies, kind, order):
    """Have all rows copied that belong to an order, from its lines to its payment."""
    copies.add(kind, "sale_order", "id = %s", order)
    lines = copies.add(kind, "sale_order_line", "order_id = %s", order)
    pickings = copies.add(kind, "stock_picking", "sale_id = %s", order)
    moves = copies.add(kind, "stock_move", "picking_id = ANY(%s)", pickings)
    copies.add(
        kind,
        "stock_reference",
        "id IN (SELECT reference_id FROM stock_reference_sale_rel WHERE sale_id = %s)",
        order,
    )
    copies.add(kind, "stock_reference_sale_rel", "sale_id = %s", order)
    copies.add(kind, "stock_reference_move_rel", "move_id = ANY(%s)", moves)
    receipts = copies.add(kind, "dms_receipt", "order_id = %s", order)
    copies.add(kind, "dms_receipt_line", "receipt_id = ANY(%s)", receipts)
    copies.add(kind, "sale_order_line_invoice_rel", "order_line_id = ANY(%s)", lines)
    invoices = copies.add(
        kind,
        "account_move",
        "id IN (SELECT item.move_id FROM account_move_line item"
        " JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = item.id"
        " WHERE link.order_line_id = ANY(%s))",
        lines,
    )
    items = copies.add(kind, "account_move_line", "move_id = ANY(%s)", invoices)
    _add_payment(copies, kind, items)


def _add_payment(copies, kind, items):
    """Have rows copied that belong to the payment of invoices with these items."""
    copies.add(kind, "account_partial_reconcile", "debit_move_id = ANY(%s)", items)
    copies.add(
        kind,
        "account_full_reconcile",
        "id IN (SELECT full_reconcile_id FROM account_move_line WHERE id = ANY(%s))",
        items,
    )
    entries = copies.add(
        kind,
        "account_move",
        "id IN (SELECT item.move_id FROM account_move_line item"
        " JOIN account_partial_reconcile part ON part.credit_move_id = item.id"
        " WHERE part.debit_move_id = ANY(%s))",
        items,
    )
    copies.add(kind, "account_move_line", "move_id = ANY(%s)", entries)
    payments = copies.add(kind, "account_payment", "move_id = ANY(%s)", entries)
    copies.add(kind, "account_move__account_payment", "payment_id = ANY(%s)", payments)


def _copy_statements(cursor, statement):
    copies = Copies(cursor, "statement_crowd", brand.dealer())
    copies.add(STATED, "dms_statement", "id = %s", statement)
    copies.add(STATED, "dms_statement_line", "statement_id = %s", statement)
    copies.write(dms_statement=STATEMENT_CHANGES, dms_statement_line=LINE_CHANGES)


# --- what one dealer went through -----------------------------------------------------


def model_orders():
    """Return {kind: order} of orders that are as far as their kind says."""
    orders = {kind: _ordered() for kind in (WAITS, APPROVED, OWED, PAID)}
    admin = brand.admin()
    approved = [orders[kind] for kind in (APPROVED, OWED, PAID)]
    admin.call("sale.order", "action_dms_approve", approved)
    for kind in (OWED, PAID):
        _ship(orders[kind])
        invoice = _invoice(orders[kind])
        if kind == PAID:
            _pay(invoice)
    [parcel] = _pickings(orders[PAID])
    url = f"{admin.base_url}/my/dealer/deliveries/{parcel}"
    owner = brand.owner().http
    token = TOKEN.search(owner.get(url, timeout=60).text)[1]
    answer = owner.post(f"{url}/receive", data={"csrf_token": token}, timeout=60)
    answer.raise_for_status()
    return orders


def _ordered():
    payload = {"client_order_ref": uuid4().hex, "lines": brand.order_lines(2)}
    return brand.owner().call("sale.order", "dms_submit_order", payload)["order_id"]


def _pickings(order):
    rows = brand.admin().read("stock.picking", [("sale_id", "=", order)], "id")
    return [row["id"] for row in rows]


def _ship(order):
    admin, pickings = brand.admin(), _pickings(order)
    moves = admin.read(
        "stock.move", [("picking_id", "in", pickings)], "product_uom_qty"
    )
    for move in moves:
        done = {"quantity": move["product_uom_qty"], "picked": True}
        admin.call("stock.move", "write", [move["id"]], done)
    admin.call("stock.picking", "button_validate", pickings)


def _invoice(order):
    """Invoice an order, due in thirty days; return the posted invoice."""
    admin = brand.admin()
    context = {"active_model": "sale.order", "active_ids": [order]}
    wizard = admin.call("sale.advance.payment.inv", "create", [{}], context=context)
    admin.call("sale.advance.payment.inv", "create_invoices", wizard, context=context)
    [row] = admin.read("sale.order", [("id", "=", order)], "invoice_ids")
    [invoice] = row["invoice_ids"]
    admin.call("account.move", "action_post", [invoice])
    return invoice


def _pay(invoice):
    admin = brand.admin()
    context = {"active_model": "account.move", "active_ids": [invoice]}
    wizard = admin.call("account.payment.register", "create", [{}], context=context)
    admin.call("account.payment.register", "action_create_payments", wizard)


def model_statement():
    """Return the statement, sent, of a month in which goods were invoiced and paid."""
    admin = brand.admin()
    day = datetime.now(UTC).date().replace(day=1) - timedelta(days=10)
    line = {"name": "Goods", "price_unit": 250, "tax_ids": [[6, 0, []]]}
    invoice = admin.create(
        "account.move",
        move_type="out_invoice",
        partner_id=brand.dealer(),
        invoice_date=day.isoformat(),
        date=day.isoformat(),
        invoice_line_ids=[[0, 0, line]],
    )
    admin.call("account.move", "action_post", [invoice])
    wizard = admin.create(
        "dms.statement.prepare",
        month=day.isoformat(),
        dealer_ids=[[6, 0, [brand.dealer()]]],
    )
    admin.call("dms.statement.prepare", "action_prepare", [wizard])
    [row] = admin.read("dms.statement", [("dealer_id", "=", brand.dealer())], "id")
    admin.call("dms.statement", "action_dms_send", [row["id"]])
    return row["id"]

"""A wholesaler's real lines become orders, deliveries, invoices, returns and credit notes.

``./dms load-retail`` works beside the running server, is killed half way with kill -9 and
started again. What stays must be what the file says: ``expected.json`` was derived from
it by other tools. The tests read it all through the server.
"""

import csv
import json
import os
import re
import signal
import subprocess
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from channel import PASSWORD
from rpc import RpcError

ROOT = Path(__file__).resolve().parents[2]
SLICE = ROOT / "tests" / "data" / "retail_slice.csv"
EXPECTED = json.loads((ROOT / "tests" / "data" / "expected.json").read_text())
PROGRESS = re.compile(r" *(\d+)% (\d+)/(\d+) documents, [\d.]+ orders/s")
IMPORTED = [("dms_source", "=", "import")]
COUNTED = (
    *("res.partner", "product.product", "dms.region", "dms.authorization"),
    *("sale.order", "sale.order.line", "stock.picking", "stock.move"),
    *("account.move", "account.move.line", "stock.quant"),
)


class Loader:
    """Runs ``./dms load-retail`` on the served database, as a person would."""

    def __init__(self, database, report):
        self.report = report
        self.command = [ROOT / "dms", "load-retail", SLICE, "--database", database]
        self.command += ["--report", report]

    def run(self, kill_at=101):
        """Return its output and exit code; kill it at so many percent."""
        child = subprocess.Popen(
            self.command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )
        lines = []
        for line in child.stdout:
            lines.append(line.rstrip())
            shown = PROGRESS.match(line)
            if shown and int(shown[1]) >= kill_at:
                os.killpg(child.pid, signal.SIGKILL)
                break
        child.stdout.close()
        return lines, child.wait()


@pytest.fixture(scope="module")
def main_company(admin):
    """Return the main company and its currency, with business of its own."""
    partner = admin.create("res.partner", name="Customer of the main company")
    admin.create("sale.order", partner_id=partner)
    company = admin.ref("base.main_company")
    [row] = admin.read("res.company", [("id", "=", company)], "currency_id")
    return company, row["currency_id"]


@pytest.fixture(scope="module")
def company(admin, loaded):
    """Return the company whose books the load wrote."""
    pricelist = admin.ref("__import__.dms_retail_pricelist")
    [row] = admin.read("product.pricelist", [("id", "=", pricelist)], "company_id")
    return row["company_id"][0]


@pytest.fixture(scope="module")
def figures(admin):
    """Return a function that counts what a load could double."""

    def count():
        return {model: admin.call(model, "search_count", []) for model in COUNTED}

    return count


@pytest.fixture(scope="module")
def loader(database, tmp_path_factory):
    return Loader(database, tmp_path_factory.mktemp("retail") / "refused.csv")


@pytest.fixture(scope="module")
def killed(admin, main_company, loader):
    """Kill the load half way; return its exit code and the orders that it left."""
    _lines, code = loader.run(kill_at=50)
    names = ("client_order_ref", "dms_state", "invoice_status", "delivery_status")
    return code, admin.read("sale.order", IMPORTED, *names)


@pytest.fixture(scope="module")
def loaded(killed, loader):
    """Start it again after the kill; return what it printed."""
    lines, code = loader.run()
    assert code == 0, "\n".join(lines)
    return lines


def pence(rows, name="amount_total"):
    return sum(int(100 * Decimal(str(row[name]))) for row in rows)


def file_rows(document):
    with SLICE.open(newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["Invoice"] == document]


def test_a_killed_load_leaves_only_finished_orders(killed):
    code, orders = killed
    assert code == -signal.SIGKILL
    assert 0 < len(orders) < EXPECTED["baskets"]
    states = {
        (row["dms_state"], row["delivery_status"], row["invoice_status"])
        for row in orders
    }
    assert states == {("approved", "full", "invoiced")}


def test_the_next_run_does_the_rest(killed, loaded):
    [added] = [line for line in loaded if line.startswith("Added:")]
    assert f"Added: {EXPECTED['baskets'] - len(killed[1])} orders" in added
    shown = [int(found[1]) for found in map(PROGRESS.match, loaded) if found]
    assert len(shown) > 5
    assert shown == sorted(shown)
    assert shown[-1] == 100


def test_speed_and_time_of_the_longest_order_are_printed(loaded):
    text = "\n".join(loaded)
    assert re.search(r"Speed: \d+\.\d orders per second to posted invoice", text)
    rows = EXPECTED["longest_document_rows"]
    assert re.search(rf"order of {rows} rows: \d\.\d\d ≤ 1\.30 (ok|SHORT)", text)


def test_every_basket_is_one_order_through_the_door(admin, loaded):
    names = ("client_order_ref", "amount_total", "dms_dealer_id", "dms_state")
    orders = admin.read("sale.order", IMPORTED, *names)
    assert len(orders) == EXPECTED["baskets"]
    assert len({row["client_order_ref"] for row in orders}) == EXPECTED["baskets"]
    assert {row["dms_state"] for row in orders} == {"approved"}
    assert pence(orders) == EXPECTED["basket_total_pence"]
    dealers = {row["dms_dealer_id"][0] for row in orders}
    assert len(dealers) == EXPECTED["dealers_with_baskets"]
    lines = admin.read(
        "sale.order.line", [("order_id.dms_source", "=", "import")], "product_uom_qty"
    )
    assert len(lines) == EXPECTED["basket_lines"]
    assert sum(row["product_uom_qty"] for row in lines) == EXPECTED["pieces_sold"]


def test_the_books_of_others_are_left_alone(admin, main_company, company):
    theirs, currency = main_company
    assert company != theirs
    rows = admin.read("res.company", [("id", "in", [theirs, company])], "currency_id")
    books = {row["id"]: row["currency_id"] for row in rows}
    assert books[theirs] == currency
    assert books[company][1] == "GBP"


def test_customers_are_dealers_in_the_region_of_their_country(admin, company):
    dealers = admin.read(
        "res.partner",
        [("company_id", "=", company), ("is_dealer", "=", True)],
        *("dealer_code", "dealer_state", "dms_region_id"),
    )
    assert len(dealers) == EXPECTED["dealers_with_baskets"]
    assert {row["dealer_state"] for row in dealers} == {"active"}
    with SLICE.open(newline="") as stream:
        countries = {row["Customer"]: row["Country"] for row in csv.DictReader(stream)}
    for row in dealers:
        country = countries[row["dealer_code"]]
        assert row["dms_region_id"][1] == f"World / {country}"


def test_every_order_is_delivered_and_invoiced_in_full(admin, company):
    mine = ("company_id", "=", company)
    sent = admin.read(
        "stock.picking",
        [mine, ("picking_type_code", "=", "outgoing")],
        *("state", "sale_id"),
    )
    assert {row["state"] for row in sent} == {"done"}
    assert len({row["sale_id"][0] for row in sent}) == EXPECTED["baskets"]
    invoices = admin.read(
        "account.move",
        [mine, ("move_type", "=", "out_invoice")],
        *("state", "amount_total"),
    )
    assert len(invoices) == EXPECTED["baskets"]
    assert {row["state"] for row in invoices} == {"posted"}
    assert pence(invoices) == EXPECTED["basket_total_pence"]


def test_cancellations_are_returns_with_credit_notes(admin, company):
    mine = ("company_id", "=", company)
    credits_ = admin.read(
        "account.move",
        [mine, ("move_type", "=", "out_refund")],
        *("state", "amount_total", "ref"),
    )
    assert len(credits_) == EXPECTED["credit_notes"]
    assert {row["state"] for row in credits_} == {"posted"}
    assert len({row["ref"] for row in credits_}) == EXPECTED["credit_notes"]
    assert pence(credits_) == EXPECTED["credit_total_pence"]
    back = admin.read(
        "stock.move",
        [mine, ("origin_returned_move_id", "!=", False)],
        *("state", "quantity"),
    )
    assert {row["state"] for row in back} == {"done"}
    assert sum(row["quantity"] for row in back) == EXPECTED["returned_pieces"]


def test_only_what_came_back_is_left_in_stock(admin, company):
    """What was counted in is what the baskets took: a doubled count would show."""
    quants = admin.read(
        "stock.quant",
        [("company_id", "=", company), ("location_id.usage", "=", "internal")],
        *("quantity", "reserved_quantity"),
    )
    assert sum(row["quantity"] for row in quants) == EXPECTED["returned_pieces"]
    assert not any(row["reserved_quantity"] for row in quants)


def test_the_longest_document_is_one_order(admin, loaded):
    number = EXPECTED["longest_document"]
    rows = file_rows(number)
    assert len(rows) == EXPECTED["longest_document_rows"] == 270
    total = sum(int(row["Quantity"]) * Decimal(row["Price"]) for row in rows)
    [order] = admin.read(
        "sale.order",
        [*IMPORTED, ("client_order_ref", "=", number)],
        *("amount_total", "order_line", "date_order"),
    )
    assert pence([order]) == 100 * total
    assert len(order["order_line"]) == EXPECTED["longest_document_articles"]
    assert order["date_order"].startswith(rows[0]["InvoiceDate"][:16])


def test_refused_rows_are_reported_with_line_and_reason(loaded, loader):
    with loader.report.open(newline="") as stream:
        refused = list(csv.DictReader(stream))
    bad = EXPECTED["refused_rows"] + EXPECTED["unmatched_cancelled_lines"]
    assert len(refused) == bad
    assert len({row["line"] for row in refused}) == bad
    assert all(row["reason"] for row in refused)
    assert f"  rows refused: {bad}, listed in {loader.report}" in loaded
    lines = SLICE.read_text().splitlines()
    for row in refused:
        assert lines[int(row["line"]) - 1].startswith(row["invoice"])


def test_a_second_run_adds_nothing(loaded, loader, figures):
    before = figures()
    lines, code = loader.run()
    assert code == 0, "\n".join(lines)
    done = EXPECTED["baskets"] + EXPECTED["credit_notes"]
    assert f"0 documents to load, {done} are there" in lines
    assert figures() == before


def test_a_dealer_of_the_file_finds_the_own_orders_only(
    admin, sign_in, company, loaded
):
    orders = admin.read("sale.order", IMPORTED, "dms_dealer_id", "name")
    by_dealer = defaultdict(set)
    for row in orders:
        by_dealer[row["dms_dealer_id"][0]].add(row["id"])
    dealer = max(by_dealer, key=lambda key: len(by_dealer[key]))
    login = f"{uuid4().hex[:8]}@retail.example"
    contact = admin.create("res.partner", name="Owner", parent_id=dealer, email=login)
    admin.create(
        "res.users",
        login=login,
        password=PASSWORD,
        partner_id=contact,
        company_id=company,
        company_ids=[[6, 0, [company]]],
        group_ids=[[6, 0, [admin.ref("dms_base.group_dealer_owner")]]],
    )
    owner = sign_in(login, PASSWORD)
    mine = min(by_dealer[dealer])
    page = owner.http.get(f"{owner.base_url}/my/dealer/orders/{mine}", timeout=60)
    assert page.status_code == 200
    [name] = [row["name"] for row in orders if row["id"] == mine]
    assert name in page.text
    foreign = min(row["id"] for row in orders if row["id"] not in by_dealer[dealer])
    with pytest.raises(RpcError):
        owner.call("sale.order", "read", [foreign], ["name"])

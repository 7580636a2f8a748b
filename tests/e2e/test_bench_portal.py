"""The benchmark of the portal's pages, with few dealers: it fills, and counts."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench" / "bench_portal.py"
DEALERS, ORDERS = 6, 200


@pytest.fixture(scope="module")
def figures(base_url, database, tmp_path_factory):
    """Run the benchmark; return {name of a figure: its row}."""
    folder = tmp_path_factory.mktemp("bench")
    sizes = {"DMS_BENCH_DEALERS": str(DEALERS), "DMS_BENCH_ORDERS": str(ORDERS)}
    done = subprocess.run(
        [sys.executable, BENCH],
        env={**os.environ, **sizes, "DMS_BENCH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    rows = json.loads((folder / "portal.json").read_text())
    assert all(row["value"] is not None for row in rows), done.stdout
    return {row["name"]: row for row in rows}


def test_queries_do_not_grow_with_orders(figures):
    growth = {name: row for name, row in figures.items() if "less those" in name}
    assert len(growth) == 4
    assert {row["value"] for row in growth.values()} == {0}, growth


def test_each_page_is_measured(figures):
    ratios = [
        row["value"] for name, row in figures.items() if "times /my/orders" in name
    ]
    assert len(ratios) == 8
    assert min(ratios) > 0


def test_the_copies_hold_together(admin, figures):
    """Every copied order has its lines, and every invoice its balance."""
    [biggest] = admin.call(
        "sale.order",
        "formatted_read_group",
        [("dms_dealer_id.name", "=like", "Bench/%")],
        ["dms_dealer_id"],
        ["__count", "amount_total:sum"],
        order="__count desc",
        limit=1,
    )
    dealer = biggest["dms_dealer_id"][0]
    [lines] = admin.call(
        "sale.order.line",
        "formatted_read_group",
        [("order_id.dms_dealer_id", "=", dealer)],
        [],
        ["price_total:sum"],
    )
    assert round(lines["price_total:sum"], 2) == round(biggest["amount_total:sum"], 2)
    [items] = admin.call(
        "account.move.line",
        "formatted_read_group",
        [("partner_id", "=", dealer)],
        [],
        ["balance:sum", "__count"],
    )
    assert items["__count"] > 0
    assert round(items["balance:sum"], 2) == 0

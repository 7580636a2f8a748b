"""The demo brand's year on paper: always the same, and what a brand's year looks like."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from demo import plan as plans
from demo.catalogue import BY_CODE, CATEGORIES, ITEMS, ean13
from demo.network import BY_DEALER, DEALERS, GRADES, REGIONS

TOOLS = Path(__file__).resolve().parents[2] / "tools"
TODAY = date(2026, 11, 23)
PRINT = """
import sys
from datetime import date
from demo.plan import build
print(build(date.fromisoformat(sys.argv[1]), int(sys.argv[2])).fingerprint())
"""


def fingerprint(today=TODAY, seed=plans.SEED, hash_seed="0"):
    """Return the fingerprint of a plan that a new process makes."""
    return subprocess.run(
        [sys.executable, "-B", "-c", PRINT, today.isoformat(), str(seed)],
        env={**os.environ, "PYTHONPATH": str(TOOLS), "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


@pytest.fixture(scope="module", params=[TODAY, date(2027, 2, 28), date(2028, 2, 29)])
def plan(request):
    return plans.build(request.param)


def test_the_same_seed_and_day_give_the_same_plan():
    first = fingerprint(hash_seed="1")
    assert first == fingerprint(hash_seed="2")
    assert first != fingerprint(seed=plans.SEED + 1)
    assert first != fingerprint(today=TODAY + timedelta(days=1))


def test_the_brand_has_the_size_that_is_promised():
    assert len(REGIONS) == 5
    assert len(GRADES) == 4
    assert len(DEALERS) == len(BY_DEALER) == 24
    assert {bool(dealer.parent) for dealer in DEALERS} == {True, False}
    for dealer in DEALERS:  # two levels: who has a parent is nobody's parent
        assert not dealer.parent or not BY_DEALER[dealer.parent].parent
    assert len(ITEMS) == len(BY_CODE) == 60
    assert {item.category for item in ITEMS} == {each.code for each in CATEGORIES}
    assert all(item.zh != item.en for item in ITEMS)
    barcodes = [code for item in ITEMS for code in (item.barcode, item.case_barcode)]
    singles = sum(item.case == 1 for item in ITEMS)
    assert len(set(barcodes)) == 2 * 60 - singles
    assert all(ean13(code[:-1]) == code for code in barcodes)


def test_every_grade_pays_whole_fen():
    """Nobody sees 5.984 a can: list price less discount has two decimals at most."""
    for grade in GRADES:
        extra = dict(grade.extra)
        for item in ITEMS:
            percent = 100 - extra.get(item.category, grade.discount)
            assert item.price * percent == int(item.price * percent), (grade, item)


def test_orders_fill_the_year(plan):
    days = [order.moment.date() for order in plan.orders]
    assert days == sorted(days)
    assert timedelta(350) < plan.today - days[0] <= timedelta(plans.DAYS)
    months = Counter((day.year, day.month) for day in days)
    assert len(months) >= 12
    assert min(count for _month, count in months.most_common()[:-2]) > 10
    references = [order.reference for order in plan.orders]
    assert len(set(references)) == len(references)


def test_only_dealers_that_may_order_do_and_only_what_they_may(plan):
    for order in plan.orders:
        dealer = BY_DEALER[order.dealer]
        assert not dealer.parent
        assert dealer.state != "applicant"
        codes = [line.code for line in order.lines]
        assert len(set(codes)) == len(codes) > 0
        assert {BY_CODE[code].category for code in codes} <= set(dealer.categories)
        assert all(line.cases > 0 for line in order.lines)
        if dealer.state == "suspended":
            assert plan.today - order.moment.date() >= timedelta(60)


def test_nothing_happens_before_its_time(plan):
    for order in plan.orders:
        days = [order.moment.date(), order.shipped, order.received]
        days = [day for day in days if day]
        assert days == sorted(days)
        assert days[-1] <= plan.today
        assert all(days[0] <= part.day <= plan.today for part in order.payments)
        assert sum(part.share for part in order.payments) <= 1
        if order.returned:
            assert order.shipped + timedelta(days=10) <= plan.today
            assert order.returned < order.lines[0].cases


def test_today_has_one_of_everything(plan):
    fates = Counter(order.fate for order in plan.orders)
    assert set(fates) == {"waiting", "refused", "approved", "shipped", "received"}
    assert fates["waiting"] >= 5
    assert fates["shipped"] >= 3
    arrived = Counter(order.arrived for order in plan.orders)
    assert set(arrived) == {"", "short", "damaged"}
    assert sum(bool(order.returned) for order in plan.orders) == 6
    full = {order.fate for order in plan.orders if order.dealer == "E01"}
    assert full >= {"waiting", "approved", "shipped", "received"}


def test_some_invoices_are_overdue(plan):
    unpaid = [
        order
        for order in plan.orders
        if order.shipped
        and sum(part.share for part in order.payments) < 1
        and plan.today - order.shipped > timedelta(plans.TERMS)
    ]
    assert {BY_DEALER[order.dealer].pays for order in unpaid} >= {"overdue", "late"}


def test_the_opening_stock_covers_the_year(plan):
    """What was there, less all that left, plus what came back, is what is left."""
    left = plan.opening()
    for order in plan.orders:
        if order.fate in ("approved", "shipped", "received"):
            for line in order.lines:
                left[line.code] -= line.pieces
        if order.returned:
            first = order.lines[0].code
            left[first] += order.returned * BY_CODE[first].case
    assert left == {**dict.fromkeys(left, 0), **dict(plan.stock)}
    assert all(pieces >= 0 for pieces in plan.opening().values())
    out = [code for code, pieces in plan.stock if pieces == 0]
    assert len(out) == 5
    assert sum(each.code in out for each in plan.incoming) == 3

"""Goods leave from where they are ready first, and are promised for a day that holds."""

import doctest
from datetime import date
from decimal import Decimal

import pytest
from dms_portal_engine import supply
from dms_portal_engine.availability import Receipt
from dms_portal_engine.supply import (
    Delivery,
    Supply,
    arrival,
    choose,
    deliver,
    ready_day,
)

TODAY = date(2030, 8, 1)
SOON = date(2030, 8, 12)
LATER = date(2030, 9, 3)
LATE = date(2030, 7, 20)
EAST, WEST = 1, 2
WINE, BEER = 10, 20


def stock(place, free, *receipts):
    coming = tuple(Receipt(day, Decimal(quantity)) for day, quantity in receipts)
    return Supply(place, Decimal(free), coming)


@pytest.mark.parametrize(
    ("_case", "there", "asked", "expected"),
    [
        ("enough is there", stock(EAST, 10), 10, TODAY),
        ("one is missing", stock(EAST, 9), 10, None),
        ("one is missing and comes", stock(EAST, 9, (SOON, 1)), 10, SOON),
        (
            "two receipts, the first in time counts first",
            stock(EAST, 0, (LATER, 5), (SOON, 5)),
            10,
            LATER,
        ),
        ("owed to others first", stock(EAST, -5, (SOON, 5)), 1, None),
        ("the receipt is late", stock(EAST, 0, (LATE, 10)), 10, None),
        ("due today", stock(EAST, 0, (TODAY, 10)), 10, TODAY),
    ],
)
def test_ready_on_the_day_that_covers_what_is_asked(_case, there, asked, expected):
    assert ready_day(there, Decimal(asked), TODAY) == expected


@pytest.mark.parametrize(
    ("_case", "supplies", "expected"),
    [
        ("both have it: the first", [stock(EAST, 10), stock(WEST, 50)], EAST),
        ("only the second has it", [stock(EAST, 9), stock(WEST, 10)], WEST),
        (
            "together they have it, alone none: where most is",
            [stock(EAST, 4), stock(WEST, 6)],
            WEST,
        ),
        (
            "the second has it sooner",
            [stock(EAST, 0, (LATER, 10)), stock(WEST, 0, (SOON, 10))],
            WEST,
        ),
        (
            "a day is better than more stock without one",
            [stock(EAST, 9), stock(WEST, 0, (LATER, 10))],
            WEST,
        ),
        ("none anywhere: the first", [stock(EAST, 0), stock(WEST, 0)], EAST),
    ],
)
def test_a_product_leaves_whole_from_where_it_is_ready_first(_case, supplies, expected):
    chosen = choose({WINE: Decimal(10)}, {WINE: supplies}, TODAY)
    assert chosen[WINE].place == expected


def test_who_only_looks_is_told_where_most_of_it_is():
    supplies = [stock(EAST, 6), stock(WEST, 40)]
    assert choose({WINE: Decimal(0)}, {WINE: supplies}, TODAY)[WINE].place == WEST


def test_each_product_chooses_for_itself():
    chosen = choose(
        {WINE: Decimal(10), BEER: Decimal(10)},
        {
            WINE: [stock(EAST, 10), stock(WEST, 0)],
            BEER: [stock(EAST, 0), stock(WEST, 10)],
        },
        TODAY,
    )
    assert {product: one.place for product, one in chosen.items()} == {
        WINE: EAST,
        BEER: WEST,
    }


@pytest.mark.parametrize(
    ("_case", "wine", "beer", "expected"),
    [
        # east: both known, the last on 3 Sep; west: the beer has no day
        (
            "fewest without a day",
            [stock(EAST, 10), stock(WEST, 10)],
            [stock(EAST, 0, (LATER, 10)), stock(WEST, 0)],
            EAST,
        ),
        # east: the last on 3 Sep; west: the last on 12 Aug
        (
            "the last is ready first",
            [stock(EAST, 10), stock(WEST, 0, (SOON, 10))],
            [stock(EAST, 0, (LATER, 10)), stock(WEST, 10)],
            WEST,
        ),
        (
            "equal: the first",
            [stock(EAST, 10), stock(WEST, 10)],
            [stock(EAST, 10), stock(WEST, 10)],
            EAST,
        ),
    ],
)
def test_all_at_once_leaves_from_one_warehouse(_case, wine, beer, expected):
    asked = {WINE: Decimal(10), BEER: Decimal(10)}
    chosen = choose(asked, {WINE: wine, BEER: beer}, TODAY, is_together=True)
    assert {one.place for one in chosen.values()} == {expected}


def test_nothing_stocked_needs_no_warehouse():
    assert choose({}, {}, TODAY) == {}
    assert choose({}, {}, TODAY, is_together=True) == {}


@pytest.mark.parametrize(
    ("_case", "ready", "lead", "security", "wanted", "expected"),
    [
        # 1 Aug + 3 days
        ("in stock", TODAY, 3, 2, None, date(2030, 8, 4)),
        ("in stock, no lead", TODAY, 0, 2, None, TODAY),
        # 12 Aug + 2 days, later than 1 Aug + 3
        ("comes in", SOON, 3, 2, None, date(2030, 8, 14)),
        # 12 Aug + 2 = 14 Aug, but the product takes 30 days: 31 Aug
        ("comes in, long lead", SOON, 30, 2, None, date(2030, 8, 31)),
        ("wanted later", TODAY, 3, 0, date(2030, 8, 20), date(2030, 8, 20)),
        ("wanted earlier than possible", SOON, 0, 0, date(2030, 8, 5), SOON),
        ("nobody knows", None, 3, 2, SOON, None),
    ],
)
def test_promise_needs_lead_time_and_security(
    _case, ready, lead, security, wanted, expected
):
    assert arrival(ready, lead, security, TODAY, wanted) == expected


@pytest.mark.parametrize(
    ("_case", "days", "is_together", "expected"),
    [
        ("one day", [SOON], False, Delivery(SOON, SOON)),
        ("two days", [LATER, SOON], False, Delivery(SOON, LATER)),
        ("all at once", [LATER, SOON], True, Delivery(LATER, LATER)),
        ("a day is missing", [SOON, None], False, Delivery(SOON, None, False)),
        ("missing, all at once", [SOON, None], True, Delivery(None, None, False)),
        ("no goods", [], False, Delivery()),
    ],
)
def test_an_order_is_delivered_from_first_to_last(_case, days, is_together, expected):
    assert deliver(days, is_together) == expected


def test_the_examples_in_the_docstrings_hold():
    results = doctest.testmod(supply)
    assert results.attempted > 0
    assert results.failed == 0

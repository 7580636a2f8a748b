"""A band tells the truth about stock, and never more than a dealer may know."""

import doctest
from datetime import date
from decimal import Decimal

import pytest
from dms_portal_engine import availability
from dms_portal_engine.availability import Band, Receipt, band_of

TODAY = date(2030, 8, 1)
SOON = date(2030, 8, 12)
LATER = date(2030, 9, 3)
LATE = date(2030, 7, 20)


def receipts(*pairs):
    return [Receipt(day, Decimal(quantity)) for day, quantity in pairs]


@pytest.mark.parametrize(
    ("_case", "free", "asked", "coming", "expected"),
    [
        ("plenty, only looking", 50, 0, [], Band("in_stock")),
        ("plenty for what is asked", 50, 20, [], Band("in_stock")),
        ("exactly the threshold", 10, 0, [], Band("in_stock")),
        ("below the threshold", 9, 0, [], Band("low")),
        ("low and exactly enough", 9, 9, [], Band("low")),
        ("plenty and exactly enough", 50, 50, [], Band("in_stock")),
        ("not enough, nothing comes", 50, 51, [], Band("low", None, True)),
        ("rest comes", 3, 5, [(SOON, 2)], Band("low", SOON, True)),
        ("rest comes in two", 3, 9, [(LATER, 5), (SOON, 2)], Band("low", LATER, True)),
        ("rest does not come", 3, 9, [(SOON, 2)], Band("low", None, True)),
        ("none, only looking", 0, 0, [], Band("out")),
        ("none, asked", 0, 1, [], Band("out")),
        ("none, comes", 0, 5, [(SOON, 5)], Band("incoming", SOON)),
        ("none, only looking, comes", 0, 0, [(SOON, 5)], Band("incoming", SOON)),
        ("none, comes in part", 0, 6, [(SOON, 5)], Band("incoming", SOON, True)),
        ("receipt is owed to others", -5, 1, [(SOON, 5)], Band("out")),
        ("owed, then some", -5, 1, [(SOON, 5), (LATER, 1)], Band("incoming", LATER)),
        ("receipt is late", 0, 5, [(LATE, 5)], Band("incoming")),
        ("rest is late", 3, 5, [(LATE, 5)], Band("low", None, True)),
        ("due today", 0, 5, [(TODAY, 5)], Band("incoming", TODAY)),
        ("broken quantity", "0.5", "0.4", [], Band("low")),
    ],
)
def test_band_says_what_can_be_had_and_when(_case, free, asked, coming, expected):
    found = band_of(
        Decimal(free), Decimal(asked), Decimal(10), receipts(*coming), TODAY
    )
    assert found == expected


@pytest.mark.parametrize("free", [-3, 0, 1, 5, 10, 11])
@pytest.mark.parametrize("asked", [1, 5, 6, 10, 12])
def test_never_in_stock_when_the_asked_quantity_is_not_there(free, asked):
    found = band_of(
        Decimal(free), Decimal(asked), Decimal(0), receipts((SOON, 100)), TODAY
    )
    assert (found.key == "in_stock") == (free >= asked)
    assert (found.key == "in_stock") or found.day == SOON


def test_no_threshold_means_that_nothing_is_called_low():
    assert band_of(Decimal(1), Decimal(1), Decimal(0), [], TODAY) == Band("in_stock")


def test_the_examples_in_the_docstrings_hold():
    results = doctest.testmod(availability)
    assert results.attempted > 0
    assert results.failed == 0

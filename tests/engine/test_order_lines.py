"""Lines of an order are read without trust, and summed per product and unit."""

import doctest
from decimal import Decimal

import pytest
from dms_portal_engine import order_lines
from dms_portal_engine.order_lines import Wanted, fits_digits, read_lines, sum_up


@pytest.mark.parametrize(
    ("_case", "line", "code"),
    [
        ("not a line", 7, "shape"),
        ("names nothing", {"quantity": 1}, "no_product"),
        ("id written as text", {"product_id": "7", "quantity": 1}, "unknown"),
        (
            "id too large for a database",
            {"product_id": 2**31, "quantity": 1},
            "unknown",
        ),
        ("true is no id", {"product_id": True, "quantity": 1}, "unknown"),
        ("blank code", {"sku": "  ", "quantity": 1}, "unknown"),
        ("no quantity", {"sku": "A"}, "not_a_number"),
        ("words", {"sku": "A", "quantity": "ten"}, "not_a_number"),
        ("not a number", {"sku": "A", "quantity": float("nan")}, "not_a_number"),
        ("infinite", {"sku": "A", "quantity": float("inf")}, "not_a_number"),
        ("yes is no number", {"sku": "A", "quantity": True}, "not_a_number"),
        ("zero", {"sku": "A", "quantity": 0}, "not_positive"),
        ("negative", {"sku": "A", "quantity": -1}, "not_positive"),
        ("huge", {"sku": "A", "quantity": 10**10}, "too_large"),
        ("unit is text", {"sku": "A", "quantity": 1, "uom_id": "box"}, "wrong_uom"),
    ],
)
def test_unreadable_line_is_a_fault_at_its_number(_case, line, code):
    asked, faults = read_lines([{"sku": "good", "quantity": 1}, line])
    assert [entry.value for entry in asked] == ["good"]
    assert [(fault.number, fault.code) for fault in faults] == [(2, code)]


def test_first_key_that_is_given_names_the_product():
    asked, faults = read_lines([{"sku": " A-1 ", "barcode": "", "quantity": "2.5"}])
    assert not faults
    assert (asked[0].key, asked[0].value) == ("sku", "A-1")
    assert asked[0].quantity == Decimal("2.5")


def test_digits_are_counted_after_binary_noise_is_gone():
    noisy = read_lines([{"sku": "A", "quantity": 0.1 + 0.2}])[0][0].quantity
    assert fits_digits(noisy, 1)
    assert not fits_digits(Decimal("0.25"), 1)


def test_same_product_in_two_units_stays_two_entries():
    entries = [
        Wanted(1, 10, Decimal(2)),
        Wanted(1, 20, Decimal(5)),
        Wanted(1, 10, Decimal(3)),
    ]
    # 2 + 3 in the first unit, 5 in the second, as asked first
    assert sum_up(entries) == [Wanted(1, 10, Decimal(5)), Wanted(1, 20, Decimal(5))]


def test_examples_in_the_docstrings_hold():
    result = doctest.testmod(order_lines)
    assert result.attempted
    assert not result.failed

"""What a dealer counted is read without trust."""

import doctest
from decimal import Decimal

import pytest
from dms_portal_engine import receipt_lines
from dms_portal_engine.receipt_lines import Counted, read_counted

TEN = Decimal(10)


@pytest.mark.parametrize(
    ("_case", "raw", "expected"),
    [
        ("nothing said", {}, Counted(TEN)),
        ("blank said", {"received": "", "damaged": None}, Counted(TEN)),
        ("fewer", {"received": "8"}, Counted(Decimal(8))),
        ("nothing came", {"received": 0}, Counted(Decimal(0))),
        ("more than shipped", {"received": 11}, Counted(Decimal(11))),
        ("damaged", {"damaged": 2, "note": " wet "}, Counted(TEN, Decimal(2), "wet")),
        ("a note that is none", {"note": 7}, Counted(TEN)),
        ("words", {"received": "some"}, "not_a_number"),
        ("negative", {"received": -1}, "out_of_range"),
        ("huge", {"received": 10**10}, "out_of_range"),
        ("too fine", {"received": "1.234"}, "too_fine"),
        ("more damaged than came", {"received": 1, "damaged": 2}, "damaged_more"),
    ],
)
def test_count(_case, raw, expected):
    assert read_counted(raw, TEN, 2) == expected


def test_examples_in_the_docstrings_hold():
    result = doctest.testmod(receipt_lines)
    assert result.attempted
    assert not result.failed

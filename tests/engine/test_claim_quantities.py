"""What may be claimed, returned and credited of a delivery."""

from datetime import date
from decimal import Decimal

import pytest
from dms_portal_engine.claim_quantities import (
    Delivered,
    claim_state,
    credit_due,
    differences,
    is_within,
    spread,
)
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
COUNTS = st.integers(0, 40).map(D)


@pytest.mark.parametrize(
    ("_case", "counted", "expected"),
    [
        # shipped, received, damaged, wrong, left
        ("all is well", (10, 10, 0, 0, 10), []),
        ("two are missing", (10, 8, 0, 0, 10), [("short", 2)]),
        (
            "2 missing; of the 8 that came 1 is broken and 3 are something else",
            (10, 8, 1, 3, 10),
            [("short", 2), ("damaged", 1), ("wrong", 3)],
        ),
        (
            "one too many, of which two are broken",
            (5, 6, 2, 0, 5),
            [
                ("damaged", 2),
                ("over", 1),
            ],
        ),
        ("6 missing, but 7 of 10 went back before", (10, 4, 0, 0, 3), [("short", 3)]),
        ("all went back before", (10, 0, 0, 0, 0), []),
    ],
)
def test_a_receipt_claims_what_differs_and_no_more_than_is_left(
    _case, counted, expected
):
    assert differences(*map(D, counted)) == expected


@pytest.mark.parametrize(
    ("_case", "corrected", "credited", "invoiced", "billable", "due"),
    [
        ("10 invoiced, 8 delivered after the claim", 2, 0, 10, 8, 2),
        ("nothing invoiced", 2, 0, 0, 8, 0),
        ("9 of 10 invoiced: one too many is on the bill", 2, 0, 9, 8, 1),
        ("credited before", 2, 2, 8, 8, 0),
        ("one of two credited before", 2, 1, 9, 8, 1),
        ("another return is still to be credited by its own claim", 2, 0, 10, 5, 2),
        ("delivered anew since", 2, 0, 10, 10, 0),
    ],
)
def test_credit_is_what_is_granted_and_on_a_bill(
    _case, corrected, credited, invoiced, billable, due
):
    assert credit_due(*map(D, (corrected, credited, invoiced, billable))) == due


def test_days_are_counted_from_the_delivery_and_none_means_never():
    shipped = date(2026, 2, 25)
    # 2026 is no leap year: 25 February and 7 days is 4 March
    assert is_within(shipped, date(2026, 3, 4), 7)
    assert not is_within(shipped, date(2026, 3, 5), 7)
    assert not is_within(shipped, shipped, 0)


@pytest.mark.parametrize(
    ("kind", "moving", "drafts", "posted", "state"),
    [
        ("return", True, True, False, "approved"),
        ("return", False, True, True, "received"),
        ("return", False, False, True, "credited"),
        ("return", False, False, False, "closed"),
        ("difference", True, False, True, "approved"),
        ("difference", False, True, False, "approved"),
        ("difference", False, False, True, "credited"),
    ],
)
def test_how_far_a_claim_has_come(kind, moving, drafts, posted, state):
    assert claim_state(kind, moving=moving, drafts=drafts, posted=posted) == state


@given(COUNTS, st.lists(st.tuples(st.booleans(), COUNTS), max_size=12))
def test_never_more_is_claimed_or_credited_than_was_shipped(shipped, steps):
    """Requests and receipts in any order, each granted in full, then credited twice."""
    returned, credited = D(0), D(0)
    for is_receipt, count in steps:
        left = Delivered(shipped, returned).left
        if is_receipt:
            found = differences(
                shipped, shipped - min(count, shipped), D(1), D(1), left
            )
            taken = sum(quantity for kind, quantity in found if kind != "over")
        else:
            taken = min(count, left)
        assert 0 <= taken <= left
        returned += taken
        for _again in range(2):
            invoiced = shipped - credited
            credited += credit_due(returned, credited, invoiced, shipped - returned)
        assert credited == returned <= shipped


@given(COUNTS, st.lists(COUNTS, max_size=8))
def test_spread_fills_the_first_parts_first_and_loses_nothing(quantity, capacities):
    parts = list(enumerate(capacities))
    borne = dict(spread(quantity, parts))
    assert sum(borne.values()) == min(quantity, sum(capacities))
    filled = [borne.get(key, D(0)) == capacity for key, capacity in parts]
    partly = [key for key, is_full in enumerate(filled) if not is_full]
    assert all(not borne.get(key) for key in partly[1:])

"""How far an order has come follows from its decision, state and deliveries."""

import doctest

import pytest
from dms_portal_engine import progress as module
from dms_portal_engine.progress import Parcel, progress

OPEN = Parcel(False)
SHIPPED = Parcel(True)
RECEIVED = Parcel(True, True)


@pytest.mark.parametrize(
    ("_case", "decision", "state", "parcels", "expected"),
    [
        ("a quotation of the brand", "", "sent", [], None),
        ("placed", "submitted", "sent", [], "submitted"),
        ("the brand proposes changes", "countered", "sent", [], "countered"),
        ("the dealer withdraws then", "countered", "cancel", [], "cancelled"),
        ("refused is cancelled too", "refused", "cancel", [], "refused"),
        ("withdrawn before a decision", "submitted", "cancel", [], "cancelled"),
        ("cancelled after approval", "approved", "cancel", [SHIPPED], "cancelled"),
        ("typed in by the brand", "", "sale", [], "approved"),
        ("nothing left yet", "approved", "sale", [OPEN], "approved"),
        ("one of two left", "approved", "sale", [SHIPPED, OPEN], "part_shipped"),
        ("all left", "approved", "sale", [SHIPPED, SHIPPED], "shipped"),
        (
            "one arrived, one waits",
            "approved",
            "sale",
            [RECEIVED, OPEN],
            "part_received",
        ),
        (
            "one arrived of two",
            "approved",
            "sale",
            [RECEIVED, SHIPPED],
            "part_received",
        ),
        ("all arrived", "approved", "sale", [RECEIVED, RECEIVED], "received"),
    ],
)
def test_progress(_case, decision, state, parcels, expected):
    assert progress(decision, state, parcels) == expected


def test_examples_in_the_docstrings_hold():
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed

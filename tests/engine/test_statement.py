"""A statement is the ledger, less what was stated before; nothing else."""

import doctest
import hashlib
import json
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from dms_portal_engine import statement, statement_seal
from dms_portal_engine.statement import Entry, Period, read_amount, reckon
from hypothesis import given, settings
from hypothesis import strategies as st

SEPTEMBER, OCTOBER = date(2025, 9, 1), date(2025, 10, 1)
ZERO = Decimal(0)


def entry(key, day, now, stated=0, kind="invoice", month=None):
    return Entry(
        key=key,
        month=month or day.replace(day=1),
        now=Decimal(now),
        stated=Decimal(stated),
        kind=kind if key else "opening",
        day=day if key else None,
    )


def test_a_first_statement_opens_with_the_ledger_before_it():
    # 120 owed since July, 30 paid in August: the month opens with 90
    made = reckon(
        Period.of(SEPTEMBER),
        None,
        [
            entry(0, date(2025, 7, 1), 120),
            entry(0, date(2025, 8, 1), -30),
            entry(1, date(2025, 9, 5), 1000),
            entry(2, date(2025, 9, 6), -100, kind="credit_note"),
            entry(3, date(2025, 9, 20), -400, kind="payment"),
            entry(4, date(2025, 9, 21), -50, kind="rebate"),
            entry(5, date(2025, 9, 30), "0.01", kind="adjustment"),
        ],
    )
    assert made.opening == 90
    assert made.totals == {
        "invoice": 1000,
        "credit_note": -100,
        "payment": -400,
        "rebate": -50,
        "adjustment": Decimal("0.01"),
        "change": 0,
    }
    # 90 + 1000 - 100 - 400 - 50 + 0.01
    assert made.closing == Decimal("540.01")


def test_a_later_statement_opens_with_the_closing_before():
    made = reckon(
        Period.of(OCTOBER, date(2025, 9, 30)),
        Decimal("540.01"),
        [entry(6, date(2025, 10, 2), 60)],
    )
    assert (made.opening, made.closing) == (Decimal("540.01"), Decimal("600.01"))


@pytest.mark.parametrize(
    ("_case", "given_entry", "change", "amount"),
    [
        ("posted late", entry(7, date(2025, 9, 28), 25), "added", 25),
        ("amended", entry(1, date(2025, 9, 5), 1200, 1000), "amended", 200),
        ("taken back", entry(1, date(2025, 9, 5), 0, 1000), "removed", -1000),
        (
            "amended and dated into this month",
            entry(1, date(2025, 10, 3), 900, 1000, month=SEPTEMBER),
            "amended",
            -100,
        ),
        ("of this month", entry(8, date(2025, 10, 1), 5), "", 5),
        (
            "before the first statement",
            entry(0, date(2025, 7, 1), 120, 100),
            "amended",
            20,
        ),
    ],
)
def test_what_changes_an_earlier_month(_case, given_entry, change, amount):
    made = reckon(Period.of(OCTOBER, date(2025, 9, 30)), Decimal(10), [given_entry])
    [line] = made.lines
    assert (line.change, line.amount) == (change, amount)
    assert made.totals["change"] == (amount if change else 0)
    assert made.closing == 10 + amount
    if change:
        assert line.month < OCTOBER


def test_what_was_stated_and_stands_is_not_said_again():
    made = reckon(
        Period.of(OCTOBER), Decimal(0), [entry(1, date(2025, 9, 5), 1000, 1000)]
    )
    assert not made.lines
    assert not made.says_something


MOMENTS = st.lists(
    st.tuples(
        st.integers(1, 6),  # which document
        st.integers(1, 5),  # in which month it is dated
        st.integers(-500_00, 500_00),  # its cents now; 0 takes it back
    ),
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=5))
def test_whatever_happens_statements_equal_the_ledger(history):
    """Each month documents come, change, move and go; then the month is stated."""
    ledger = {}  # document: (month, amount)
    said = defaultdict(Decimal)
    counted_in = {}
    closing, until = None, None
    for number, moments in enumerate(history, 1):
        for key, month, cents in moments:
            ledger[key] = (month, Decimal(cents) / 100)
        here = {
            key: amount for key, (month, amount) in ledger.items() if month <= number
        }
        entries = [
            Entry(
                key=key,
                month=counted_in[key] if said[key] else date(2025, ledger[key][0], 1),
                now=here.get(key, ZERO),
                stated=said[key],
                kind="invoice",
                day=date(2025, ledger[key][0], 10),
            )
            for key in ledger
        ]
        period = Period.of(date(2025, number, 1), until)
        made = reckon(period, closing if number > 1 else ZERO, entries)
        assert made.closing == sum(here.values(), ZERO)
        assert made.opening == (closing or ZERO)
        assert made.closing == made.opening + sum(made.totals.values())
        assert all(line.amount for line in made.lines)
        for line in made.lines:
            said[line.key] += line.amount
            counted_in[line.key] = line.month
            assert bool(line.change) == (line.month < period.first)
        closing, until = made.closing, period.last


def test_the_fingerprint_can_be_reckoned_with_standard_tools():
    text = statement_seal.canonical({"b": date(2025, 1, 2), "a": None}, [["x", 1]])
    assert json.loads(text) == {"a": "", "b": "2025-01-02", "lines": [["x", "1"]]}
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert statement_seal.fingerprint(text) == expected


@pytest.mark.parametrize("text", ["", "abc", "1e999", "NaN", "12-", "9" * 39])
def test_no_amount(text):
    assert read_amount(text) is None


@pytest.mark.parametrize("module", [statement, statement_seal])
def test_examples_in_the_code(module):
    assert doctest.testmod(module).failed == 0

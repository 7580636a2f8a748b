"""Money pays what it is meant for, to the cent, in as few portions as can be."""

from datetime import date
from decimal import Decimal

import pytest
from dms_portal_engine.open_items import (
    OpenItem,
    Portion,
    Share,
    oldest_first,
    portions,
    totals,
)
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 5, 20)
cents = st.integers(1, 10**6).map(lambda n: Decimal(n) / 100)


def item(key, day, residual):
    return OpenItem(key, date(2026, 5, day), Decimal(residual))


def test_sums_of_the_buckets_are_the_account():
    found = totals(
        [item(1, 19, 1130), item(2, 20, 800), item(3, 27, 5), item(4, 28, 7)]
        + [item(5, 1, -100)],
        TODAY,
    )
    # yesterday is overdue, today and seven days on are soon
    assert found == {
        "overdue": 1130,
        "soon": 805,
        "later": 7,
        "credit": -100,
        "total": 1842,
    }


def test_the_oldest_is_paid_first_and_nothing_is_paid_twice():
    debts = [item(1, 9, 300), item(2, 3, 200), item(3, 3, 50)]
    assert oldest_first(Decimal(400), debts) == {2: 200, 3: 50, 1: 150}
    assert oldest_first(Decimal(900), debts) == {2: 200, 3: 50, 1: 300}
    assert oldest_first(Decimal(0), debts) == {}


def test_full_and_one_part_share_a_portion():
    shares = [Share(1, Decimal(370), Decimal(800)), Share(2, Decimal(9), Decimal(9))]
    assert portions(Decimal(379), shares) == [Portion(Decimal(379), (2, 1), 0)]


def test_two_parts_are_kept_apart():
    shares = [Share(1, Decimal(600), Decimal(1130)), Share(2, Decimal(3), Decimal(8))]
    assert portions(Decimal(610), shares) == [
        Portion(Decimal(600), (1,), 0),
        Portion(Decimal(3), (2,), 0),
        Portion(Decimal(7)),
    ]


def test_accounts_are_kept_apart():
    shares = [
        Share(1, Decimal(5), Decimal(5), 11),
        Share(2, Decimal(3), Decimal(3), 22),
    ]
    assert portions(Decimal(8), shares) == [
        Portion(Decimal(5), (1,), 11),
        Portion(Decimal(3), (2,), 22),
    ]


def test_more_than_the_money_is_refused():
    with pytest.raises(ValueError, match="more than"):
        portions(Decimal(1), [Share(1, Decimal(2), Decimal(2))])


@given(st.lists(st.tuples(cents, cents, st.integers(1, 2)), max_size=6), cents)
def test_the_ledger_would_pay_exactly_the_shares(drawn, left):
    """What the ledger does with each portion, matching as much as it can in turn."""
    shares = [
        Share(key, min(amount, residual), residual, group)
        for key, (amount, residual, group) in enumerate(drawn)
    ]
    amount = sum((share.amount for share in shares), left)
    cut = portions(amount, shares)
    assert sum(portion.amount for portion in cut) == amount
    paid = {}
    known = {share.key: share for share in shares}
    for portion in cut:
        money = portion.amount
        for key in portion.keys:
            assert known[key].group == portion.group
            paid[key] = min(money, known[key].residual)
            money -= paid[key]
    assert paid == {share.key: share.amount for share in shares}

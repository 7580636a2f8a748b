"""What an order lacks for a promotion; figures derived by hand."""

from decimal import Decimal

from dms_portal_loyalty_engine.promotion_gap import Gap, Ordered, Terms, gap
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
COUNTS = st.integers(0, 500).map(D)
MONEY = st.integers(0, 50_000).map(lambda cents: D(cents) / 100)
RATES = st.integers(1, 500).map(lambda cents: D(cents) / 100)


def test_points_by_the_piece():
    # 24 points at 1 a piece, 18 are there; at 5 a piece 5 are enough (24 / 5 = 4.8)
    assert gap(Ordered(D(18)), Terms(points=D(24), per_piece=D(1))) == Gap(D(6))
    assert gap(Ordered(D(3)), Terms(points=D(24), per_piece=D(5))) == Gap(D(2))


def test_minimum_quantity_and_amount():
    terms = Terms(min_quantity=D(10), min_amount=D(100))
    assert gap(Ordered(D(4), D(36)), terms) == Gap(D(6), D(64))
    assert gap(Ordered(D(10), D(100)), terms).is_none


def test_points_by_money_count_what_is_paid():
    terms = Terms(points=D(30), per_money=D("0.3"))
    # 30 / 0.3 = 100; 80 are paid, whatever the minimum counts
    assert gap(Ordered(D(1), D(70), D(80)), terms) == Gap(D(0), D("20.00"))


@given(COUNTS, MONEY, COUNTS, MONEY, COUNTS, RATES)
def test_what_is_lacking_is_enough_and_not_more(
    quantity, amount, min_quantity, min_amount, points, rate
):
    terms = Terms(min_quantity, min_amount, points, per_piece=rate)
    lacking = gap(Ordered(quantity, amount, amount), terms)
    filled = Ordered(quantity + lacking.quantity, amount + lacking.amount)
    assert gap(filled, terms).is_none
    if lacking.quantity:
        assert not gap(Ordered(filled.quantity - 1, filled.amount), terms).is_none

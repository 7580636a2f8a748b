"""Steps of a price, and the hint that a little more is the better buy."""

from decimal import Decimal

from dms_portal_engine.price_breaks import REACH, Break, ladder, nudge, price_at
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
STEPS = [Break(D(1), D(10)), Break(D(50), D("9.5")), Break(D(100), D(9))]
PRICES = st.dictionaries(
    st.integers(1, 500).map(D),
    st.integers(1, 2000).map(lambda cents: D(cents) / 100),
    min_size=1,
    max_size=6,
)


def test_next_step_within_reach_is_told():
    hint = nudge(D(44), D(10), STEPS)
    # 50 at 9.50 rather than at 10: 50 × 0.50
    assert (hint.quantity, hint.added, hint.saved) == (D(50), D(6), D(25))
    assert not hint.is_less_in_all


def test_larger_quantity_that_costs_less_in_all_says_by_how_much():
    hint = nudge(D(48), D(10), STEPS)
    assert (hint.saved, hint.is_less_in_all) == (D(5), True)  # 480 − 50 × 9.50


def test_step_out_of_reach_or_dearer_is_not_told():
    assert nudge(D(20), D(10), STEPS) is None
    assert nudge(D(100), D(9), STEPS) is None
    assert nudge(D(40), D(9), STEPS[:2]) is None


def test_what_may_not_be_ordered_is_not_told():
    assert nudge(D(44), D(10), STEPS, lambda quantity: None) is None
    hint = nudge(D(44), D(10), STEPS, lambda quantity: D(60))
    assert (hint.quantity, hint.saved) == (D(60), D(30))


@given(PRICES, st.integers(1, 500))
def test_ladder_keeps_every_price(prices, asked):
    steps = ladder(prices)
    reached = [quantity for quantity in prices if quantity <= asked]
    if reached:
        assert price_at(steps, D(asked)) == prices[max(reached)]
    assert all(a.price != b.price for a, b in zip(steps, steps[1:], strict=False))


@given(PRICES, st.integers(1, 500))
def test_hint_keeps_its_word(prices, asked):
    steps = ladder(prices)
    price = price_at(steps, D(asked))
    hint = nudge(D(asked), price, steps)
    if hint is None:
        return
    better = price_at(steps, hint.quantity)
    assert asked < hint.quantity <= asked * REACH
    assert hint.added == hint.quantity - asked
    assert better < price
    saved_in_all = asked * price - hint.quantity * better
    assert hint.is_less_in_all == (saved_in_all > 0)
    assert hint.saved == (
        saved_in_all if hint.is_less_in_all else hint.quantity * (price - better)
    )

"""Order rules: the narrowest rule holds, and a proposal keeps every rule."""

from decimal import Decimal

import pytest
from dms_portal_engine.order_rules import (
    MAXIMUM,
    MINIMUM,
    MULTIPLE,
    ORDER_MINIMUM,
    QUOTA,
    Limit,
    OrderMinimum,
    Quota,
    RuleBook,
    check_order_minimums,
    check_quantities,
    check_quotas,
    choose,
    propose,
)
from hypothesis import given
from hypothesis import strategies as st

BEER, WINE = 7, 8
D = Decimal


def limit(kind, quantity, rule_id=1, rank=(0, 0)):
    return Limit(rule_id, kind, BEER, D(quantity), rank)


@pytest.mark.parametrize(
    ("asked", "broken"),
    [
        (5, [(MINIMUM, 12), (MULTIPLE, 12)]),  # 5 < 12, and not a multiple of 6
        (6, [(MINIMUM, 12)]),
        (12, []),
        (13, [(MULTIPLE, 18)]),  # next multiple of 6 above 13
        (24, []),
        (25, [(MULTIPLE, 24), (MAXIMUM, 24)]),  # 30 is above the maximum, so 24
    ],
)
def test_each_broken_limit_is_named_with_the_nearest_quantity(asked, broken):
    limits = [limit(MINIMUM, 12), limit(MULTIPLE, 6), limit(MAXIMUM, 24)]
    found = check_quantities({BEER: D(asked)}, limits)
    assert [(b.kind, b.proposal) for b in found] == broken


def test_rules_that_leave_no_quantity_propose_none():
    # from 10 on, at most 11, in sixes: 12 is too many, 6 too few
    kinds = {
        MINIMUM: limit(MINIMUM, 10),
        MULTIPLE: limit(MULTIPLE, 6),
        MAXIMUM: limit(MAXIMUM, 11),
    }
    assert propose(D(10), kinds) is None


def test_a_maximum_below_one_case_proposes_none():
    assert (
        propose(D(3), {MULTIPLE: limit(MULTIPLE, 6), MAXIMUM: limit(MAXIMUM, 4)})
        is None
    )


def test_a_rule_for_fewer_dealers_goes_before_one_for_fewer_goods():
    for_dealer = limit(MINIMUM, 2, rule_id=1, rank=(2, 0))
    for_product = limit(MINIMUM, 50, rule_id=2, rank=(0, 1000))
    assert choose([for_product, for_dealer])[BEER][MINIMUM] is for_dealer


@pytest.mark.parametrize(
    ("kind", "strict", "loose"), [(MINIMUM, 9, 5), (MULTIPLE, 9, 5), (MAXIMUM, 5, 9)]
)
def test_of_equal_rank_the_stricter_holds(kind, strict, loose):
    limits = [limit(kind, loose), limit(kind, strict)]
    assert choose(limits)[BEER][kind].quantity == strict
    assert choose(reversed(limits))[BEER][kind].quantity == strict


def test_a_shared_quota_counts_each_product_in_its_own_weight():
    # 10 cases for both; beer comes in cases, wine in half cases; 4 are gone
    quota = Quota(3, {BEER: D(1), WINE: D("0.5")}, D(10), used=D(4))
    assert check_quotas({BEER: D(3), WINE: D(6)}, [quota]) == []  # 3 + 3 = 6 left
    over = check_quotas({BEER: D(3), WINE: D(7)}, [quota])  # 3 + 3.5 > 6
    assert [(b.kind, b.product_id, b.limit, b.asked) for b in over] == [
        (QUOTA, BEER, 6, D("6.5")),
        (QUOTA, WINE, 6, D("6.5")),
    ]


def test_a_quota_that_was_cut_below_what_is_gone_leaves_nothing():
    quota = Quota(3, {BEER: D(1)}, D(10), used=D(15))
    assert quota.left == 0
    assert len(check_quotas({BEER: D(1)}, [quota])) == 1


def test_order_minimum_of_some_goods_asks_nothing_of_others():
    wines = OrderMinimum(5, D(500), frozenset({WINE}))
    assert check_order_minimums({BEER: D(20)}, [wines]) == []
    (short,) = check_order_minimums({BEER: D(900), WINE: D(380)}, [wines])
    assert (short.kind, short.product_id, short.limit, short.asked) == (
        ORDER_MINIMUM,
        0,
        500,
        380,
    )


def test_order_minimum_of_all_goods_counts_them_together():
    every = OrderMinimum(5, D(500))
    assert check_order_minimums({BEER: D(120), WINE: D(380)}, [every]) == []
    assert len(check_order_minimums({BEER: D(119), WINE: D(380)}, [every])) == 1


def test_an_empty_book_lets_everything_pass():
    assert RuleBook().check({BEER: D(1)}, {BEER: D(1)}) == []


quantities = st.integers(1, 500).map(D)


@given(
    asked=quantities,
    minimum=st.none() | quantities,
    multiple=st.none() | quantities,
    maximum=st.none() | quantities,
)
def test_what_is_proposed_keeps_every_limit(asked, minimum, multiple, maximum):
    pairs = ((MINIMUM, minimum), (MULTIPLE, multiple), (MAXIMUM, maximum))
    limits = [limit(kind, quantity) for kind, quantity in pairs if quantity]
    for breach in check_quantities({BEER: asked}, limits):
        if breach.proposal is None:
            # then truly no quantity fits
            assert not any(
                check_quantities({BEER: D(n)}, limits) == []
                for n in range(1, int(maximum or 500) + 1)
            )
        else:
            assert check_quantities({BEER: breach.proposal}, limits) == []


@given(
    used=st.integers(0, 50), size=st.integers(0, 50), orders=st.lists(st.integers(1, 9))
)
def test_orders_one_after_the_other_never_exceed_a_quota(used, size, orders):
    taken = D(used)
    for quantity in map(D, orders):
        quota = Quota(1, {BEER: D(1)}, D(size), used=taken)
        if not check_quotas({BEER: quantity}, [quota]):
            taken += quantity
    assert taken <= max(size, used)

"""Prices follow each other without gap and overlap, whatever held before."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from dms_portal_engine.price_change import changed
from dms_portal_engine.price_windows import Window, fit, minus

FIRST = datetime(2026, 1, 1)


def at(day):
    return FIRST + timedelta(days=day)


def span(start, stop):
    return Window(
        None if start is None else at(start), None if stop is None else at(stop)
    )


def holds(window, moment):
    return (window.start is None or window.start <= moment) and (
        window.stop is None or moment < window.stop
    )


def after(plan, held):
    """Return {name: windows} once a plan is carried out; "new" is the new price."""
    found = {key: [plan.cut.get(key, window)] for key, window in held.items()}
    for key, window in plan.resumed:
        found[key].append(window)
    found["new"] = plan.written
    return found


def test_an_open_price_ends_and_does_not_come_back():
    plan = fit(span(10, None), {"old": span(None, None)})
    assert plan.cut == {"old": span(None, 10)}
    assert plan.resumed == []
    assert plan.written == [span(10, None)]


def test_a_price_for_some_days_lets_the_old_one_come_back():
    plan = fit(span(10, 20), {"old": span(5, 40)})
    assert after(plan, {"old": span(5, 40)}) == {
        "old": [span(5, 10), span(20, 40)],
        "new": [span(10, 20)],
    }


def test_what_ends_together_with_the_new_price_does_not_come_back():
    assert fit(span(10, 20), {"old": span(5, 20)}).resumed == []


def test_what_was_over_before_is_left_alone():
    plan = fit(span(10, None), {"over": span(0, 10)})
    assert (plan.cut, plan.written) == ({}, [span(10, None)])


def test_the_same_beginning_clashes_and_writes_nothing():
    plan = fit(span(10, None), {"old": span(0, None), "other": span(10, 12)})
    assert (plan.clashing, plan.written, plan.cut) == (["other"], [], {})


def test_a_later_price_makes_a_hole():
    assert minus(span(0, 30), [span(20, 25), span(5, 10), span(8, 12)]) == [
        span(0, 5),
        span(12, 20),
        span(25, 30),
    ]
    assert minus(span(0, None), [span(5, None), span(9, 10)]) == [span(0, 5)]


@pytest.mark.parametrize("seed", range(300))
def test_on_every_day_the_prices_hold_that_should(seed):
    """The twin by days: before it the old ones, in it the new one but for later ones."""
    source = random.Random(seed)
    held = {}
    for number in range(source.randint(0, 4)):
        start = source.choice((None, source.randint(0, 60)))
        stop = source.choice((None, source.randint(61, 90), source.randint(0, 90)))
        if stop is None or start is None or start < stop:
            held[number] = span(start, stop)
    first = source.randint(20, 50)
    new = span(first, source.choice((None, first + source.randint(1, 40))))
    plan = fit(new, held)
    if plan.clashing:
        assert any(window.start == new.start for window in held.values())
        return
    result = after(plan, held)
    for day in range(-1, 120):
        now = {k for k, ws in result.items() if any(holds(w, at(day)) for w in ws)}
        before = {key for key, window in held.items() if holds(window, at(day))}
        if not holds(new, at(day)):
            assert now == before, day
            continue
        later = {k for k in before if held[k].start and held[k].start > new.start}
        assert now == (later or {"new"}), day


def test_a_new_price_is_rounded_and_never_nothing():
    assert changed(Decimal("9"), Decimal("5"), Decimal("0.01")) == Decimal("9.45")
    assert changed(Decimal("9"), Decimal("-5"), Decimal("0.5")) == Decimal("8.5")
    assert changed(Decimal("0"), Decimal("5"), Decimal("1")) == 0
    assert changed(Decimal("0.01"), Decimal("-99"), Decimal("0.1")) == Decimal("0.1")

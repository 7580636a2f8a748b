"""From when to when prices hold, without gap and without overlap.

A window is half-open: it holds from ``start`` on and no longer at ``stop``; None is
"always before" and "until further notice".

How to use::

    plan = fit(Window(start, None), {key: Window(...), ...})  # of the same goods

``fit`` says what is written for the new prices, how the old ones are shortened, and
which of them go on after the new ones have ended.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which a price holds."""

    start: datetime | None
    stop: datetime | None

    def begins_before(self, other: "Window") -> bool:
        """Whether this window begins before the other one does."""
        if self.start is None:
            return other.start is not None
        return other.start is not None and self.start < other.start

    def meets(self, other: "Window") -> bool:
        """Whether both hold at some moment.

        >>> from datetime import datetime as d
        >>> Window(None, d(2026, 1, 1)).meets(Window(d(2026, 1, 1), None))
        False
        """
        return _before(self.start, other.stop) and _before(other.start, self.stop)


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of the windows of one price.

    ``written``: windows of the new price. ``cut``: {key: its new window}. ``resumed``:
    [(key, window)] of old prices that go on afterwards. ``clashing``: keys of prices
    that begin at the very moment of the new one; nothing may be written then.
    """

    written: list[Window]
    cut: dict[Hashable, Window] = field(default_factory=dict)
    resumed: list[tuple[Hashable, Window]] = field(default_factory=list)
    clashing: list[Hashable] = field(default_factory=list)


def _before(start: datetime | None, stop: datetime | None) -> bool:
    return start is None or stop is None or start < stop


def minus(window: Window, others: Iterable[Window]) -> list[Window]:
    """Return what is left of a window when others, that begin in it, are taken out.

    >>> from datetime import datetime as d
    >>> whole = Window(d(2026, 1, 1), None)
    >>> left = minus(whole, [Window(d(2026, 2, 1), d(2026, 3, 1))])
    >>> [(w.start.month, w.stop and w.stop.month) for w in left]
    [(1, 2), (3, None)]
    """
    left, start = [], window.start
    for other in sorted(others, key=lambda each: each.start):
        if start < other.start:
            left.append(Window(start, other.start))
        if other.stop is None:
            return left
        start = max(start, other.stop)
    if _before(start, window.stop):
        left.append(Window(start, window.stop))
    return left


def fit(window: Window, held: Mapping[Hashable, Window]) -> Plan:
    """Fit a new price among those that are held for the same goods and quantity.

    What holds when the new price begins ends at that moment, and goes on when the new
    price ends before it. What begins later goes before the new price while it lasts.

    >>> from datetime import datetime as d
    >>> plan = fit(Window(d(2026, 12, 1), d(2027, 1, 1)), {"old": Window(None, None)})
    >>> plan.cut["old"].stop == d(2026, 12, 1), plan.resumed[0][1].start == d(2027, 1, 1)
    (True, True)
    >>> plan.written == [Window(d(2026, 12, 1), d(2027, 1, 1))]
    True
    """
    met = {key: each for key, each in held.items() if each.meets(window)}
    clashing = [key for key, each in met.items() if each.start == window.start]
    if clashing:
        return Plan([], clashing=clashing)
    earlier = {key: each for key, each in met.items() if each.begins_before(window)}
    later = [each for key, each in met.items() if key not in earlier]
    return Plan(
        written=minus(window, later),
        cut={key: Window(each.start, window.start) for key, each in earlier.items()},
        resumed=[
            (key, Window(window.stop, each.stop))
            for key, each in earlier.items()
            if window.stop
            and _before(window.stop, each.stop)
            and each.stop != window.stop
        ],
    )

"""A price that is raised or lowered by a percentage, and rounded as people ask."""

from decimal import ROUND_HALF_UP, Decimal


def changed(price: Decimal, percent: Decimal, step: Decimal) -> Decimal:
    """Return ``price`` changed by ``percent``, to the nearest multiple of ``step``.

    A price that costs something stays one: it is not rounded down to nothing.

    >>> str(changed(Decimal("9.80"), Decimal(5), Decimal("0.1")))
    '10.3'
    >>> str(changed(Decimal("0.02"), Decimal(-50), Decimal(1)))
    '1'
    """
    new = price * (1 + percent / 100)
    steps = (new / step).to_integral_value(rounding=ROUND_HALF_UP)
    if new > 0:
        steps = max(steps, Decimal(1))
    return steps * step

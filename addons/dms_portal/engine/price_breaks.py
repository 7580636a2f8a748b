"""What a product costs by quantity, and when a little more is the better buy."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

REACH = 2  # a break beyond twice what is asked is no hint but a sales talk


@dataclass(frozen=True, slots=True)
class Break:
    """From ``quantity`` on, one costs ``price``."""

    quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class Nudge:
    """Order ``quantity``, that is ``added`` more, to save ``saved``.

    ``is_less_in_all``: the larger quantity costs less than the smaller one does, and
    ``saved`` is by how much; otherwise it is what the larger quantity would have cost
    more at the present price.
    """

    quantity: Decimal
    added: Decimal
    saved: Decimal
    is_less_in_all: bool


def ladder(prices: Mapping[Decimal, Decimal]) -> list[Break]:
    """Return the steps of a price, in the order of quantities; equal steps are one.

    >>> [str(b.quantity) for b in ladder({Decimal(1): Decimal(10), Decimal(6): Decimal(10),
    ...                                   Decimal(50): Decimal(9)})]
    ['1', '50']
    """
    steps: list[Break] = []
    for quantity in sorted(prices):
        if not steps or steps[-1].price != prices[quantity]:
            steps.append(Break(quantity, prices[quantity]))
    return steps


def price_at(steps: Sequence[Break], quantity: Decimal) -> Decimal | None:
    """Return the price of one at ``quantity``; below the first step, that of the first.

    >>> steps = [Break(Decimal(1), Decimal(10)), Break(Decimal(50), Decimal(9))]
    >>> price_at(steps, Decimal(49)), price_at(steps, Decimal(50))
    (Decimal('10'), Decimal('9'))
    """
    reached = [step for step in steps if step.quantity <= quantity]
    found = reached[-1] if reached else next(iter(steps), None)
    return found.price if found else None


def nudge(
    asked: Decimal,
    price: Decimal,
    steps: Sequence[Break],
    fit: Callable[[Decimal], Decimal | None] = lambda quantity: quantity,
) -> Nudge | None:
    """Return the nearest larger quantity at which one costs less, if it is near.

    Args:
        asked: what is ordered now, at ``price`` each.
        steps: of ``ladder``.
        fit: the next quantity from a wanted one on that may be ordered, None if none.

    >>> steps = [Break(Decimal(1), Decimal(10)), Break(Decimal(50), Decimal(9))]
    >>> nudge(Decimal(44), Decimal(10), steps)  # 50 × (10 − 9)
    Nudge(quantity=Decimal('50'), added=Decimal('6'), saved=Decimal('50'), \
is_less_in_all=False)
    >>> nudge(Decimal(48), Decimal(10), steps).saved  # 480 − 450
    Decimal('30')
    """
    for step in steps:
        if step.quantity <= asked or step.price >= price:
            continue
        quantity = fit(step.quantity)
        if quantity is None or not asked < quantity <= asked * REACH:
            return None
        better = price_at(steps, quantity)
        if better is None or better >= price:
            return None
        less = asked * price - quantity * better
        saved = less if less > 0 else quantity * (price - better)
        return Nudge(quantity, quantity - asked, saved, less > 0)
    return None

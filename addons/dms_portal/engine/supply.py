"""From which warehouse goods leave, and on which day they can be with the dealer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .availability import Receipt, day_when_covered


@dataclass(frozen=True, slots=True)
class Supply:
    """What one warehouse has of a product, and what is on its way there.

    Attributes:
        place: id of the warehouse.
        free: neither reserved, nor owed, nor claimed by others; may be negative.
        receipts: expected receipts.
    """

    place: int
    free: Decimal
    receipts: tuple[Receipt, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """When the goods of an order are with the dealer.

    Attributes:
        first: the day of the first delivery; None when no day is known.
        last: the day on which all is there; None when a day is missing.
        is_known: whether every line has a day.
    """

    first: date | None = None
    last: date | None = None
    is_known: bool = True


def ready_day(supply: Supply, asked: Decimal, today: date) -> date | None:
    """Return the day on which ``asked`` is in the warehouse, None if nobody knows.

    A receipt whose day has passed is late: what waits for it has no day.

    >>> coming = Receipt(date(2030, 8, 12), Decimal(6))
    >>> ready_day(Supply(1, Decimal(4), (coming,)), Decimal(10), date(2030, 8, 1))
    datetime.date(2030, 8, 12)
    """
    if supply.free >= asked:
        return today
    day = day_when_covered(supply.free, asked, supply.receipts)
    return day if day and day >= today else None


def choose(
    asked: Mapping[int, Decimal],
    supplies: Mapping[int, Sequence[Supply]],
    today: date,
    is_together: bool = False,
) -> dict[int, Supply]:
    """Return from which warehouse each product leaves.

    A product leaves whole from where it is ready first; of warehouses that are ready
    on the same day, from the one that stands first. Where it is ready nowhere, it
    leaves from where most of it is.

    Args:
        asked: {product: quantity}.
        supplies: {product: its supplies}, warehouses in the order of preference.
        is_together: all products leave from one warehouse: the one in which the
            fewest of them have no day, and the last of them is ready first.
    """
    if not is_together:
        return {
            product: min(
                supplies[product],
                key=lambda supply, product=product: _rank(
                    supply, asked[product], today
                ),
            )
            for product in supplies
        }
    by_place: dict[int, dict[int, Supply]] = {}
    for product, choices in supplies.items():
        for supply in choices:
            by_place.setdefault(supply.place, {})[product] = supply
    return min(
        by_place.values(),
        key=lambda chosen: _rank_together(chosen, asked, today),
        default={},
    )


def _rank(supply: Supply, asked: Decimal, today: date) -> tuple:
    if not asked:  # who only looks is told where most of it is
        return 0, today, -supply.free
    ready = ready_day(supply, asked, today)
    return (0, ready, 0) if ready else (1, today, -supply.free)


def _rank_together(
    chosen: Mapping[int, Supply], asked: Mapping[int, Decimal], today: date
) -> tuple:
    days = [ready_day(supply, asked[item], today) for item, supply in chosen.items()]
    return days.count(None), max((day for day in days if day), default=today)


def arrival(
    ready: date | None,
    lead: int,
    security: int,
    today: date,
    wanted: date | None = None,
) -> date | None:
    """Return the day for which a line can be promised.

    What is in stock needs the lead time of the product. What comes in first needs, on
    top of its day, the security days of the warehouse, and is never quicker than what
    is in stock. Nothing is delivered before the day that the dealer wants.

    >>> arrival(date(2030, 8, 12), 3, 2, date(2030, 8, 1))
    datetime.date(2030, 8, 14)
    """
    if ready is None:
        return None
    day = today + timedelta(days=lead)
    if ready > today:
        day = max(day, ready + timedelta(days=security))
    return max(day, wanted) if wanted else day


def deliver(days: Sequence[date | None], is_together: bool = False) -> Delivery:
    """Return when an order is delivered, from the days of its lines.

    Args:
        days: None for a line without a day.
        is_together: nothing leaves before all is ready.
    """
    known = [day for day in days if day]
    is_known = len(known) == len(days)
    last = max(known, default=None) if is_known else None
    first = last if is_together else min(known, default=None)
    return Delivery(first, last, is_known)

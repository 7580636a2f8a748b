"""From figures of stock to a band that a dealer can act on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

IN_STOCK = "in_stock"
LOW = "low"
INCOMING = "incoming"
OUT = "out"
UNTRACKED = "untracked"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Goods on their way to the brand's warehouses."""

    day: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """What a dealer is told about the availability of a product.

    Attributes:
        key: one of the five words above.
        day: when the missing goods are expected; None when nobody can say.
        is_part: what is there, or on its way, does not cover what was asked.
        free: how much is there, for those who may know; None for all others.
    """

    key: str
    day: date | None = None
    is_part: bool = False
    free: Decimal | None = None


def band_of(
    free: Decimal,
    asked: Decimal,
    low: Decimal,
    receipts: Sequence[Receipt],
    today: date,
) -> Band:
    """Return the band for ``asked`` pieces of a stocked product.

    The rules, in the order in which they are tried:
      1. enough for what is asked, and not fewer than ``low`` left: in stock;
      2. enough, but fewer than ``low``: low, and whoever needs it should hurry;
      3. some, but not enough: low, in part, with the day when the rest is expected;
      4. none, but receipts outweigh what is owed: incoming on the day when the asked
         quantity is covered, or in part on the first day that brings anything;
      5. otherwise: out.

    Args:
        free: on hand, neither reserved nor promised to others; negative when more is
            promised than there is.
        asked: what the dealer wants; zero when the dealer only looks.
        low: fewer than this is called low.
        receipts: expected receipts; those of past days are late, so no day is named.

    >>> band_of(Decimal(3), Decimal(5), Decimal(10), [], date(2030, 1, 1))
    Band(key='low', day=None, is_part=True, free=None)
    """
    if free > 0 and free >= asked:
        return Band(LOW if free < low else IN_STOCK)
    covered = day_when_covered(free, asked, receipts)
    if free > 0:
        return Band(LOW, day=_named(covered, today), is_part=True)
    if covered:
        return Band(INCOMING, day=_named(covered, today))
    begun = day_when_covered(free, Decimal(0), receipts)
    if begun:
        return Band(INCOMING, day=_named(begun, today), is_part=True)
    return Band(OUT)


def day_when_covered(
    free: Decimal, asked: Decimal, receipts: Sequence[Receipt]
) -> date | None:
    """Return the first day on which stock covers ``asked``, and is more than zero."""
    stock = free
    for receipt in sorted(receipts, key=lambda receipt: receipt.day):
        stock += receipt.quantity
        if stock > 0 and stock >= asked:
            return receipt.day
    return None


def _named(day: date | None, today: date) -> date | None:
    """Return the day, unless it has passed: a late receipt promises nothing."""
    return day if day and day >= today else None

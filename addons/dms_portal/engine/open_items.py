"""What is open between brand and dealer, and how a sum of money settles it.

An item is one open line of the ledger: an invoice or an instalment of it is positive, a
credit note or a payment that is not used up yet is negative. All items of a dealer
together are what the dealer owes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

ZERO = Decimal(0)
SOON = timedelta(days=7)
BUCKETS = ("overdue", "soon", "later", "credit")


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One open line of the ledger; ``due`` is the day on which it has to be paid."""

    key: int
    due: date
    residual: Decimal

    def bucket(self, today: date) -> str:
        """Return where the item stands: one of ``BUCKETS``.

        >>> OpenItem(1, date(2026, 5, 1), Decimal(10)).bucket(date(2026, 5, 1))
        'soon'
        >>> OpenItem(1, date(2026, 5, 1), Decimal(-10)).bucket(date(2026, 9, 1))
        'credit'
        """
        if self.residual < 0:
            return "credit"
        if self.due < today:
            return "overdue"
        return "soon" if self.due <= today + SOON else "later"


def totals(items: Iterable[OpenItem], today: date) -> dict[str, Decimal]:
    """Return the sum of each bucket and of all, ``total``."""
    sums = dict.fromkeys(BUCKETS, ZERO)
    for item in items:
        sums[item.bucket(today)] += item.residual
    return sums | {"total": sum(sums.values(), ZERO)}


def oldest_first(amount: Decimal, items: Iterable[OpenItem]) -> dict[int, Decimal]:
    """Return how much of each item an amount pays, the oldest first.

    >>> due = date(2026, 5, 1)
    >>> oldest_first(Decimal(500), [OpenItem(7, due, Decimal(1130))])
    {7: Decimal('500')}
    """
    paid = {}
    for item in sorted(items, key=lambda each: (each.due, each.key)):
        part = min(amount, item.residual)
        if part <= 0:
            continue
        paid[item.key] = part
        amount -= part
    return paid


@dataclass(frozen=True, slots=True)
class Share:
    """What is paid of one item; ``group`` is the account on which it stands."""

    key: int
    amount: Decimal
    residual: Decimal
    group: int = 0

    @property
    def is_part(self) -> bool:
        """Whether something of the item stays open."""
        return self.amount < self.residual


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of the money that is matched with its items in their order.

    The ledger matches as much as it can, so that a portion may hold many items that
    are paid in full, but only its last one may be paid in part, and only if nothing of
    the portion is left over. ``keys`` is empty for money without an item.
    """

    amount: Decimal
    keys: tuple[int, ...] = ()
    group: int | None = None


def portions(amount: Decimal, shares: Iterable[Share]) -> list[Portion]:
    """Return the fewest portions of an amount that pay exactly the shares.

    >>> part, full = Share(1, Decimal(2), Decimal(5)), Share(2, Decimal(3), Decimal(3))
    >>> portions(Decimal(5), [part, full])
    [Portion(amount=Decimal('5'), keys=(2, 1), group=0)]
    >>> [each.amount for each in portions(Decimal(6), [part, full])]
    [Decimal('3'), Decimal('2'), Decimal('1')]
    """
    shares = sorted(shares, key=lambda share: share.is_part)
    left = amount - sum((share.amount for share in shares), ZERO)
    if left < 0:
        raise ValueError("the shares are more than the amount")
    parts = [share for share in shares if share.is_part]
    groups = {share.group for share in shares}
    if len(groups) == 1 and (not parts or (len(parts) == 1 and not left)):
        return [Portion(amount, tuple(share.key for share in shares), *groups)]
    found = []
    for group in dict.fromkeys(share.group for share in shares):
        full = [each for each in shares if each.group == group and not each.is_part]
        if full:
            total = sum((share.amount for share in full), ZERO)
            found.append(Portion(total, tuple(each.key for each in full), group))
    found += [Portion(share.amount, (share.key,), share.group) for share in parts]
    return [*found, Portion(left)] if left else found

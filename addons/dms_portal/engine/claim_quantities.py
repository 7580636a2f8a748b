"""How much of a delivery may be claimed, returned and credited: figures alone.

Every quantity of one question is in one unit. What has been granted before is always
taken off, so that asking twice grants nothing twice.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ZERO = Decimal(0)
CLAIMABLE = ("short", "damaged", "wrong")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What has become of one line of a delivery.

    ``returned`` counts what went back or is on its way back, by whatever transfer;
    ``pending`` what is claimed and not decided yet.
    """

    shipped: Decimal
    returned: Decimal = ZERO
    pending: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        """Return how much may still be claimed or returned.

        >>> Delivered(Decimal(10), Decimal(3), Decimal(2)).left
        Decimal('5')
        >>> Delivered(Decimal(1), Decimal(3)).left
        Decimal('0')
        """
        return max(self.shipped - self.returned - self.pending, ZERO)


def differences(
    shipped: Decimal, received: Decimal, damaged: Decimal, wrong: Decimal, left: Decimal
) -> list[tuple[str, Decimal]]:
    """Return (kind, quantity) of what a receipt claims, in the order of ``CLAIMABLE``.

    No more is claimed than ``left``. What came beyond the shipped quantity is no claim,
    but somebody has to look at it: kind ``over``.

    >>> one, two, three = map(Decimal, (1, 2, 3))
    >>> differences(three, two, one, Decimal(0), three)
    [('short', Decimal('1')), ('damaged', Decimal('1'))]
    >>> differences(two, three, Decimal(0), Decimal(0), two)
    [('over', Decimal('1'))]
    """
    asked = zip(CLAIMABLE, (shipped - received, damaged, wrong), strict=True)
    found = []
    for kind, quantity in asked:
        taken = min(quantity, left)
        if taken > 0:
            found.append((kind, taken))
            left -= taken
    if received > shipped:
        found.append(("over", received - shipped))
    return found


def is_within(delivered: date, today: date, days: int) -> bool:
    """Whether goods delivered on one day may still be sent back on another.

    >>> [is_within(date(2026, 3, 1), date(2026, 3, day), 7) for day in (1, 8, 9)]
    [True, True, False]
    """
    return days > 0 and (today - delivered).days <= days


def credit_due(
    corrected: Decimal, credited: Decimal, invoiced: Decimal, billable: Decimal
) -> Decimal:
    """Return the quantity that a credit note owes.

    Args:
        corrected: what the brand granted and the books have taken back.
        credited: what credit notes of this claim hold already.
        invoiced: what invoices less credit notes hold of the order line.
        billable: what of the order line may be invoiced now.

    What is not invoiced needs no credit: the next invoice is smaller by itself.

    >>> ten, eight, two = map(Decimal, (10, 8, 2))
    >>> credit_due(two, Decimal(0), ten, eight)
    Decimal('2')
    >>> credit_due(two, Decimal(0), Decimal(9), eight)
    Decimal('1')
    >>> credit_due(two, two, eight, eight)
    Decimal('0')
    """
    return max(min(corrected - credited, invoiced - billable), ZERO)


def spread(
    quantity: Decimal, parts: Sequence[tuple[Hashable, Decimal]]
) -> list[tuple[Hashable, Decimal]]:
    """Return what each part bears of ``quantity``, the first parts first.

    >>> spread(Decimal(5), [("a", Decimal(3)), ("b", Decimal(0)), ("c", Decimal(9))])
    [('a', Decimal('3')), ('c', Decimal('2'))]
    """
    borne = []
    for key, capacity in parts:
        share = min(quantity, capacity)
        if share > 0:
            borne.append((key, share))
            quantity -= share
    return borne


def claim_state(kind: str, *, moving: bool, drafts: bool, posted: bool) -> str:
    """Return how far a granted claim has come.

    Args:
        kind: ``return`` or ``difference``.
        moving: goods are on their way, in either direction.
        drafts: a credit note waits for the accountant.
        posted: a credit note is posted.

    >>> claim_state("return", moving=False, drafts=True, posted=False)
    'received'
    >>> claim_state("difference", moving=False, drafts=False, posted=False)
    'closed'
    """
    if moving:
        return "approved"
    if drafts:
        return "received" if kind == "return" else "approved"
    return "credited" if posted else "closed"

"""What an order lacks for a promotion."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_UP, Decimal

NOTHING = Decimal(0)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Ordered:
    """The goods of a rule in an order: pieces, and money as the rule counts it.

    ``amount`` is compared with the rule's minimum, ``paid`` earns points.
    """

    quantity: Decimal = NOTHING
    amount: Decimal = NOTHING
    paid: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule asks for, and how points come to the ``points`` of its reward."""

    min_quantity: Decimal = NOTHING
    min_amount: Decimal = NOTHING
    points: Decimal = NOTHING
    per_piece: Decimal = NOTHING
    per_money: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Gap:
    """Order ``quantity`` more of the goods, and for ``amount`` more; zero: enough."""

    quantity: Decimal = NOTHING
    amount: Decimal = NOTHING

    @property
    def is_none(self) -> bool:
        """Whether nothing is lacking."""
        return self.quantity <= 0 and self.amount <= 0


def gap(ordered: Ordered, terms: Terms) -> Gap:
    """Return what is lacking for a rule, and for the points of its reward.

    >>> gap(Ordered(Decimal(18)), Terms(points=Decimal(24), per_piece=Decimal(1)))
    Gap(quantity=Decimal('6'), amount=Decimal('0'))
    >>> goods = Ordered(Decimal(3), Decimal(80), Decimal(80))
    >>> gap(goods, Terms(Decimal(3), Decimal(100))).amount
    Decimal('20')
    >>> gap(goods, Terms(points=Decimal(30), per_money=Decimal("0.3"))).amount
    Decimal('20.00')
    """
    wanted = terms.min_quantity
    if terms.per_piece > 0:
        pieces = terms.points / terms.per_piece
        wanted = max(wanted, pieces.to_integral_value(rounding=ROUND_CEILING))
    missing = terms.min_amount - ordered.amount
    if terms.per_money > 0:
        money = (terms.points / terms.per_money).quantize(CENT, rounding=ROUND_UP)
        missing = max(missing, money - ordered.paid)
    return Gap(max(wanted - ordered.quantity, NOTHING), max(missing, NOTHING))

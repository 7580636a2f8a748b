"""Quantity rules of an order: which rule holds, what breaks it, what would be right.

All quantities are in the product's own unit. A rule that is agreed with fewer dealers
goes before one for more of them; among those, one for fewer goods goes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

MINIMUM, MULTIPLE, MAXIMUM = "minimum", "multiple", "maximum"
QUOTA, ORDER_MINIMUM = "quota", "order_minimum"


@dataclass(frozen=True, slots=True)
class Limit:
    """A minimum, multiple or maximum as it holds for one product.

    ``rank`` compares with that of other rules for the product; the higher one holds.
    """

    rule_id: int
    kind: str
    product_id: int
    quantity: Decimal
    rank: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Quota:
    """A quantity for a period, of which ``used`` is gone, shared by its products.

    ``weights`` says how much of the quota one unit of each product takes.
    """

    rule_id: int
    weights: Mapping[int, Decimal]
    quantity: Decimal
    used: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """What may still be ordered in the period; never below zero."""
        return max(self.quantity - self.used, Decimal(0))


@dataclass(frozen=True, slots=True)
class OrderMinimum:
    """An amount that an order must reach; of ``products``, or of all when None."""

    rule_id: int
    amount: Decimal
    products: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """What an order breaks.

    ``limit`` is what the rule says (for a quota: what is left of it), ``asked`` what
    the order has; ``proposal`` is the nearest quantity of the product that keeps all
    its limits, None where there is none. ``product_id`` is 0 for the order as a whole.
    """

    rule_id: int
    kind: str
    product_id: int
    limit: Decimal
    asked: Decimal
    proposal: Decimal | None = None


def choose(limits: Iterable[Limit]) -> dict[int, dict[str, Limit]]:
    """Return the one limit of each kind that holds for each product.

    Of two rules of the same rank the stricter one holds.

    >>> choose([Limit(1, MINIMUM, 7, Decimal(6)),
    ...         Limit(2, MINIMUM, 7, Decimal(3), (1, 0))])[7][MINIMUM].rule_id
    2
    """
    chosen: dict[int, dict[str, Limit]] = {}
    for limit in limits:
        kinds = chosen.setdefault(limit.product_id, {})
        other = kinds.get(limit.kind)
        if other is None or _strength(limit) > _strength(other):
            kinds[limit.kind] = limit
    return chosen


def _strength(limit: Limit) -> tuple[tuple[int, int], Decimal]:
    strict = -limit.quantity if limit.kind == MAXIMUM else limit.quantity
    return limit.rank, strict


def propose(asked: Decimal, limits: Mapping[str, Limit]) -> Decimal | None:
    """Return the quantity nearest above ``asked`` that keeps ``limits``.

    Where a maximum is in the way it is the largest below; None when nothing fits.

    >>> case = Limit(1, MULTIPLE, 7, Decimal(6))
    >>> propose(Decimal(10), {MULTIPLE: case})
    Decimal('12')
    >>> propose(Decimal(10), {MULTIPLE: case, MAXIMUM: Limit(2, MAXIMUM, 7, Decimal(11))})
    Decimal('6')
    """
    step = limits[MULTIPLE].quantity if MULTIPLE in limits else None
    lowest = limits[MINIMUM].quantity if MINIMUM in limits else Decimal(0)
    fitting = _to_step(max(asked, lowest), step, ROUND_CEILING)
    if MAXIMUM in limits and fitting > limits[MAXIMUM].quantity:
        fitting = _to_step(limits[MAXIMUM].quantity, step, ROUND_FLOOR)
    return fitting if fitting > 0 and fitting >= lowest else None


def _to_step(quantity: Decimal, step: Decimal | None, rounding: str) -> Decimal:
    if not step:
        return quantity
    return (quantity / step).to_integral_value(rounding=rounding) * step


def check_quantities(
    asked: Mapping[int, Decimal], limits: Iterable[Limit]
) -> list[Breach]:
    """Return what ``asked`` ({product: quantity}) breaks, in the order of products."""
    chosen = choose(limits)
    breaches = []
    for product_id, quantity in asked.items():
        holding = chosen.get(product_id, {})
        broken = [limit for limit in holding.values() if not _keeps(quantity, limit)]
        if broken:
            proposal = propose(quantity, holding)
            breaches += [
                Breach(
                    limit.rule_id,
                    limit.kind,
                    product_id,
                    limit.quantity,
                    quantity,
                    proposal,
                )
                for limit in broken
            ]
    return breaches


def _keeps(quantity: Decimal, limit: Limit) -> bool:
    if limit.kind == MINIMUM:
        return quantity >= limit.quantity
    if limit.kind == MAXIMUM:
        return quantity <= limit.quantity
    return quantity % limit.quantity == 0


def check_quotas(asked: Mapping[int, Decimal], quotas: Sequence[Quota]) -> list[Breach]:
    """Return the quotas that ``asked`` would exceed, one breach per product in it.

    >>> quota = Quota(1, {7: Decimal(1), 8: Decimal(6)}, Decimal(10), used=Decimal(4))
    >>> [b.asked for b in check_quotas({7: Decimal(1), 8: Decimal(1)}, [quota])]
    [Decimal('7'), Decimal('7')]
    """
    breaches = []
    for quota in quotas:
        mine = {
            product_id: quantity * quota.weights[product_id]
            for product_id, quantity in asked.items()
            if product_id in quota.weights
        }
        total = sum(mine.values(), Decimal(0))
        if total > quota.left:
            breaches += [
                Breach(quota.rule_id, QUOTA, product_id, quota.left, total)
                for product_id in mine
            ]
    return breaches


def check_order_minimums(
    amounts: Mapping[int, Decimal], minimums: Sequence[OrderMinimum]
) -> list[Breach]:
    """Return the order minimums that ``amounts`` ({product: money}) do not reach.

    A minimum for some goods asks nothing of an order without them.
    """
    breaches = []
    for minimum in minimums:
        mine = [
            amount
            for product_id, amount in amounts.items()
            if minimum.products is None or product_id in minimum.products
        ]
        total = sum(mine, Decimal(0))
        if mine and total < minimum.amount:
            breaches.append(
                Breach(minimum.rule_id, ORDER_MINIMUM, 0, minimum.amount, total)
            )
    return breaches


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All that binds one dealer's order of some products."""

    limits: Sequence[Limit] = ()
    quotas: Sequence[Quota] = ()
    minimums: Sequence[OrderMinimum] = ()

    def check(
        self, asked: Mapping[int, Decimal], amounts: Mapping[int, Decimal]
    ) -> list[Breach]:
        """Return what an order breaks, line by line, then as a whole.

        Args:
            asked: {product: quantity in its own unit}.
            amounts: {product: money without taxes}, in the currency of the rules.
        """
        return [
            *check_quantities(asked, self.limits),
            *check_quotas(asked, self.quotas),
            *check_order_minimums(amounts, self.minimums),
        ]

"""Which delivery a cancelled line comes back from."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .documents import Document
from .rows import Fault, Row


@dataclass(frozen=True, slots=True)
class Part:
    """Pieces that come back from one earlier basket, at the price they were sold."""

    basket: str
    sku: str
    price: Decimal
    quantity: int


@dataclass(frozen=True, slots=True)
class Return:
    """A cancellation as far as it was delivered before: goods back, money back."""

    number: str
    moment: datetime
    customer: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> Decimal:
        return sum((part.price * part.quantity for part in self.parts), Decimal())


class _Delivered:
    """What of a customer's goods can still come back, earliest delivery first."""

    def __init__(self):
        self._left: dict[tuple, list[list]] = defaultdict(list)
        self._sold: set[tuple[str, str]] = set()

    def add(self, document: Document) -> None:
        for line in document.lines:
            key = (document.customer, line.sku, line.price)
            self._left[key].append([document.number, line.quantity])
            self._sold.add(key[:2])

    def take(self, row: Row) -> list[Part]:
        """Return where the pieces of ``row`` come from; nothing if some are missing."""
        stack = self._left[row.customer, row.sku, row.price]
        if sum(left for _basket, left in stack) < row.quantity:
            return []
        parts, missing = [], row.quantity
        for entry in stack:
            quantity = min(entry[1], missing)
            if quantity:
                parts.append(Part(entry[0], row.sku, row.price, quantity))
                entry[1] -= quantity
                missing -= quantity
        return parts

    def why_not(self, row: Row) -> str:
        if (row.customer, row.sku) not in self._sold:
            return "cancellation of goods that were not delivered before"
        if not self._left[row.customer, row.sku, row.price]:
            return "cancellation at a price at which nothing was delivered"
        return "cancellation of more than is left of the deliveries at this price"


def match(documents: list[Document]) -> tuple[dict[str, Return], list[Fault]]:
    """Match cancellations with the earliest deliveries of the same goods and price.

    Args:
        documents: in the order of time; a cancellation sees only what stands before it.
    Returns:
        The returns by the number of their cancellation, and the rows that match no
        delivery. A row is matched as a whole or not at all.
    """
    delivered, returns, faults = _Delivered(), {}, []
    for document in documents:
        if not document.is_cancellation:
            delivered.add(document)
            continue
        parts = []
        for row in document.rows:
            found = delivered.take(row)
            parts += found
            if not found:
                reason = delivered.why_not(row)
                faults.append(Fault(row.number, row.document, row.sku, reason))
        if parts:
            returns[document.number] = Return(
                document.number, document.moment, document.customer, tuple(parts)
            )
    return returns, faults

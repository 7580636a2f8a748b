"""Rows put together: baskets, cancellations, and the masters that they need."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .rows import Row


@dataclass(frozen=True, slots=True)
class Line:
    """What was sold under one code at one price, within one document."""

    sku: str
    price: Decimal
    quantity: int


@dataclass(frozen=True, slots=True)
class Document:
    """A basket, or the cancellation of goods from earlier ones."""

    number: str
    moment: datetime
    customer: str
    rows: tuple[Row, ...]

    @property
    def is_cancellation(self) -> bool:
        return self.number.startswith("C")

    @property
    def lines(self) -> tuple[Line, ...]:
        """The rows, those of the same code and price added up."""
        quantities: dict[tuple[str, Decimal], int] = {}
        for row in self.rows:
            key = (row.sku, row.price)
            quantities[key] = quantities.get(key, 0) + row.quantity
        return tuple(Line(*key, quantity) for key, quantity in quantities.items())

    @property
    def quantities(self) -> dict[str, int]:
        """The pieces of each code, whatever their price: what comes to one order line."""
        total: dict[str, int] = {}
        for row in self.rows:
            total[row.sku] = total.get(row.sku, 0) + row.quantity
        return total

    @property
    def total(self) -> Decimal:
        return sum((row.price * row.quantity for row in self.rows), Decimal())


def group(rows: Iterable[Row]) -> list[Document]:
    """Return the documents in the order of time.

    A document is dated by its first row: some were typed over two minutes.
    """
    by_number: dict[str, list[Row]] = {}
    for row in rows:
        by_number.setdefault(row.document, []).append(row)
    documents = [
        Document(number, found[0].moment, found[0].customer, tuple(found))
        for number, found in by_number.items()
    ]
    return sorted(documents, key=lambda doc: (doc.moment, doc.rows[0].number))


def first_baskets(documents: list[Document], limit: int | None) -> list[Document]:
    """Return the documents up to and with the ``limit``-th basket."""
    if limit is None:
        return documents
    baskets = 0
    for position, document in enumerate(documents):
        if not document.is_cancellation:
            if baskets == limit:
                return documents[:position]
            baskets += 1
    return documents


class Masters:
    """What the whole file says about its goods and its customers.

    Of several names or prices the most frequent one counts, of equals the first.
    """

    def __init__(self, rows: Iterable[Row]):
        self._names: dict[str, Counter] = {}
        self._prices: dict[str, Counter] = {}
        self._countries: dict[str, Counter] = {}
        for row in rows:
            self._countries.setdefault(row.customer, Counter())[row.country] += 1
            self._names.setdefault(row.sku, Counter())[row.name] += 1
            if not row.is_cancellation:
                self._prices.setdefault(row.sku, Counter())[row.price] += 1

    def name(self, sku: str) -> str:
        return self._names[sku].most_common(1)[0][0]

    def sold(self, sku: str) -> bool:
        """Whether the article occurs on a basket, not on cancellations alone."""
        return sku in self._prices

    def price(self, sku: str) -> Decimal:
        """The list price of an article that was sold at least once."""
        return self._prices[sku].most_common(1)[0][0]

    def country(self, customer: str) -> str:
        return self._countries[customer].most_common(1)[0][0]

"""Lines of the file: read one by one, typed, or refused with a reason."""

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

COLUMNS = (
    "Invoice",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "Price",
    "Customer",
    "Country",
)
# Goods carry five digits, perhaps with letters for a variant; everything else in the
# column (POST, D, M, BANK CHARGES, ADJUST, TEST001, …) is a charge or a correction.
GOODS = re.compile(r"\d{5}[A-Za-z]*\Z")
INVOICE = re.compile(r"C?\d+\Z")
PENNY = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Row:
    """One good line; the quantity is positive, also on a cancellation."""

    number: int
    document: str
    sku: str
    name: str
    quantity: int
    moment: datetime
    price: Decimal
    customer: str
    country: str

    @property
    def is_cancellation(self) -> bool:
        return self.document.startswith("C")


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is not loaded: where it stands, what it says and why not."""

    number: int
    document: str
    sku: str
    reason: str


class FileError(Exception):
    """The file as a whole cannot be read."""


def read(path: Path) -> Iterator[Row | Fault]:
    """Yield the lines of a CSV file, gzipped or not, in their order.

    Raises:
        FileError: a column is missing, or this is not text.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        try:
            missing = set(COLUMNS).difference(reader.fieldnames or ())
            if missing:
                names = ", ".join(sorted(missing))
                raise FileError(f"These columns are missing: {names}.")
            for record in reader:
                yield parse(reader.line_num, record)
        except (UnicodeDecodeError, csv.Error, EOFError, OSError) as error:
            raise FileError(f"Line {reader.line_num + 1}: {error}") from error


def parse(number: int, record: dict) -> Row | Fault:
    """Return a record as a typed row, or what is wrong with it."""
    text = {name: (record.get(name) or "").strip() for name in COLUMNS}
    document, sku = text["Invoice"].upper(), text["StockCode"].upper()
    try:
        row = Row(
            number=number,
            document=document,
            sku=sku,
            name=" ".join(text["Description"].split()) or sku,
            quantity=abs(_whole(text["Quantity"])),
            moment=datetime.fromisoformat(text["InvoiceDate"]),
            price=_money(text["Price"]),
            customer=text["Customer"],
            country=text["Country"] or "Unspecified",
        )
    except ValueError as error:
        return Fault(number, document, sku, f"malformed: {error}")
    reason = _objection(row, negative=text["Quantity"].startswith("-"))
    return Fault(number, document, sku, reason) if reason else row


def _objection(row: Row, negative: bool) -> str:
    """Return why a typed row is no delivery and no return of goods, or ""."""
    checks = (
        (not INVOICE.match(row.document), "malformed: not an invoice number"),
        (not row.customer.isdecimal(), "malformed: no customer number"),
        (not GOODS.match(row.sku), "not goods: a charge, a discount or a correction"),
        (row.quantity == 0, "quantity is zero"),
        (row.price <= 0, "price is zero or less"),
        (row.price % PENNY != 0, "price is finer than a penny"),
        (negative and not row.is_cancellation, "negative quantity on a delivery"),
        (row.is_cancellation and not negative, "positive quantity on a cancellation"),
    )
    return next((reason for wrong, reason in checks if wrong), "")


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"quantity {text!r} is not a whole number") from None


def _money(text: str) -> Decimal:
    try:
        price = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"price {text!r} is not a number") from None
    if not price.is_finite():
        raise ValueError(f"price {text!r} is not a number")
    return price

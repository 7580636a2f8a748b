"""What a caller asks for in an order, read without trust and without a database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

KEYS = ("product_id", "sku", "barcode")
LARGEST = Decimal(10**9)
NOISE = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Asked:
    """One readable line: which product, by which of its names, and how much of it."""

    number: int
    key: str
    value: int | str
    quantity: Decimal
    uom_id: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot be taken: a code to be put into words, and what it is about."""

    number: int
    code: str
    label: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A product in a unit, with the quantity summed over the lines that ask for it."""

    product_id: int
    uom_id: int
    quantity: Decimal


def storable(text: str) -> str:
    """Return ``text`` without what no database can hold: NUL, half a surrogate pair.

    >>> storable("W-1\\0"), storable("\\ud800茶")
    ('W-1', '茶')
    """
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def read_quantity(value: object) -> Decimal | None:
    """Return a finite number free of binary noise, or None for anything else.

    >>> read_quantity(0.1 + 0.2)
    Decimal('0.300000')
    >>> read_quantity("12"), read_quantity(True), read_quantity("NaN")
    (Decimal('12.000000'), None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value).strip())
        return number.quantize(NOISE) if number.is_finite() else None
    except InvalidOperation:
        return None


def fits_digits(quantity: Decimal, digits: int) -> bool:
    """Whether ``quantity`` has at most ``digits`` decimals.

    >>> fits_digits(Decimal("1.50"), 1), fits_digits(Decimal("1.55"), 1)
    (True, False)
    """
    return quantity == round(quantity, digits)


def read_lines(raw: Iterable[object]) -> tuple[list[Asked], list[Fault]]:
    """Return the lines that can be read, and a fault for each that cannot.

    Lines are numbered from 1 as they came, so that a fault points to the line that
    the caller sees.
    """
    asked, faults = [], []
    for number, line in enumerate(raw, 1):
        read = _read_line(number, line)
        (faults if isinstance(read, Fault) else asked).append(read)
    return asked, faults


def _read_line(number: int, line: object) -> Asked | Fault:
    if not isinstance(line, Mapping):
        return Fault(number, "shape")
    key = next((key for key in KEYS if line.get(key)), None)
    if key is None:
        return Fault(number, "no_product")
    value = _read_id(line[key]) if key == "product_id" else str(line[key]).strip()
    label = storable(str(line[key])[:64])
    if not value or (isinstance(value, str) and storable(value) != value):
        return Fault(number, "unknown", label)
    quantity = read_quantity(line.get("quantity"))
    if quantity is None:
        return Fault(number, "not_a_number", label)
    if quantity <= 0:
        return Fault(number, "not_positive", label)
    if quantity > LARGEST:
        return Fault(number, "too_large", label)
    uom_id = _read_id(line.get("uom_id"))
    if line.get("uom_id") and not uom_id:
        return Fault(number, "wrong_uom", label)
    return Asked(number, key, value, quantity, uom_id)


def _read_id(value: object) -> int | None:
    """Return a positive database id that PostgreSQL can hold, or None."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 < value < 2**31 else None


def sum_up(wanted: Sequence[Wanted]) -> list[Wanted]:
    """Return one entry per product and unit, in the order in which they were asked.

    >>> sum_up([Wanted(7, 1, Decimal(2)), Wanted(8, 1, Decimal(1)),
    ...         Wanted(7, 1, Decimal(3))])[0].quantity
    Decimal('5')
    """
    totals: dict[tuple[int, int], Decimal] = {}
    for entry in wanted:
        key = (entry.product_id, entry.uom_id)
        totals[key] = totals.get(key, Decimal(0)) + entry.quantity
    return [Wanted(*key, quantity) for key, quantity in totals.items()]

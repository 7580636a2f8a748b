"""What a dealer counted when goods arrived, read without trust."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .order_lines import LARGEST, fits_digits, read_quantity


@dataclass(frozen=True, slots=True)
class Counted:
    """What arrived of one delivered product.

    Damaged goods, and other goods than printed on the slip, are part of what arrived.
    """

    received: Decimal
    damaged: Decimal = Decimal(0)
    note: str = ""
    wrong: Decimal = Decimal(0)


def read_counted(
    raw: Mapping[str, object], shipped: Decimal, digits: int
) -> Counted | str:
    """Return what was counted, or the code of what is wrong with it.

    What is not said arrived as shipped, undamaged.

    >>> read_counted({"received": "9", "damaged": 1}, Decimal(10), 2).received
    Decimal('9.000000')
    >>> read_counted({"received": 1, "damaged": 2}, Decimal(10), 2)
    'damaged_more'
    """
    received = _read(raw.get("received"), shipped)
    damaged = _read(raw.get("damaged"), Decimal(0))
    wrong = _read(raw.get("wrong"), Decimal(0))
    for number in (received, damaged, wrong):
        if number is None:
            return "not_a_number"
        if not 0 <= number <= LARGEST:
            return "out_of_range"
        if not fits_digits(number, digits):
            return "too_fine"
    if damaged + wrong > received:
        return "damaged_more"
    note = raw.get("note")
    note = note.strip() if isinstance(note, str) else ""
    return Counted(received, damaged, note, wrong)


def _read(value: object, default: Decimal) -> Decimal | None:
    return default if value in (None, "") else read_quantity(value)

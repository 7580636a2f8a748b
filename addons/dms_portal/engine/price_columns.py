"""Numbers of a price sheet, as people type them."""

import re
from decimal import Decimal

# ¥1,234.50 · 88 元 · -5% · 12.5
_NUMBER = re.compile(r"[¥￥$€]?(-?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:元|%)?")
MOST = Decimal(10) ** 12


def read_number(text: str) -> Decimal | None:
    """Return the number that a cell holds; None: it holds none, or too large a one.

    >>> [str(read_number(t)) for t in ("¥1,234.50", "88元", "-5%", "12.5")]
    ['1234.50', '88', '-5', '12.5']
    >>> read_number("1,5") is read_number("") is read_number("1e9") is None
    True
    """
    match = _NUMBER.fullmatch(text.replace("％", "%").strip())
    if not match:
        return None
    sign, whole, part = match.groups()
    value = Decimal(f"{sign}{whole.replace(',', '')}{part or ''}")
    return value if abs(value) < MOST else None

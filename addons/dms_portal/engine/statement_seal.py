"""The fingerprint of a statement: the same figures give it, and no others.

What is hashed is a text with one way to write everything: keys in order, amounts with
the digits of the currency, dates as ISO writes them. Anybody who has the figures can
reckon it again with standard tools; ``docs/methods/statement.md`` shows how.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal


def plain_amount(amount: Decimal | float, digits: int) -> str:
    """Return an amount as the fingerprint writes it.

    >>> plain_amount(1250.5, 2), plain_amount(Decimal("-0.001"), 2)
    ('1250.50', '0.00')
    """
    text = f"{amount:.{digits}f}"
    return text.removeprefix("-") if not float(text) else text


def canonical(facts: Mapping[str, object], lines: Sequence[Sequence[object]]) -> str:
    """Return the one text of a statement.

    >>> canonical({"to": date(2026, 10, 31), "a": "1.00"}, [["INV/1", None]])
    '{"a":"1.00","lines":[["INV/1",""]],"to":"2026-10-31"}'
    """
    content = {key: _plain(value) for key, value in facts.items()}
    content["lines"] = [[_plain(value) for value in line] for line in lines]
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None or value is False else str(value)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a text, as 64 hexadecimal digits.

    >>> fingerprint("")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(text.encode()).hexdigest()

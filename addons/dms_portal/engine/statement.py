"""What the statement of one month says, and why it is the ledger to the cent.

A statement is made of documents: for each one it says what the ledger says now, less
what earlier statements of the same dealer have said already. Nothing else is ever
added up, so that all statements of a dealer together say what the ledger said when the
last one was made, whatever was posted late, taken back or deleted in between::

    amount of a line = what the ledger says of the document, up to the last day
                       - what earlier statements said of it
    closing          = opening + all lines
    opening          = the closing before; for the first statement the ledger before it

A line is a *change to an earlier month* if an earlier statement has named its document
already, or should have, because its date lies in a month that has been stated.

Balances before the first statement have no documents here: they are one entry per
month with ``key`` 0, and a later difference in one of these months is a change, too.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

ZERO = Decimal(0)
OPENING = "opening"
KINDS = ("invoice", "credit_note", "payment", "rebate", "adjustment")
CHANGE = "change"  # the sum of all changes to earlier months
MAX_AMOUNT = Decimal(10**12)
MONTH = re.compile(r"(\d{4})\D{0,3}(\d{1,2})\D{0,3}")


def classify(move_type: str, is_payment: bool, is_rebate: bool) -> str:
    """Return what a posted entry on a receivable account is to the dealer.

    >>> classify("out_invoice", False, False), classify("out_refund", False, True)
    ('invoice', 'rebate')
    >>> classify("entry", True, False), classify("entry", False, False)
    ('payment', 'adjustment')
    """
    if is_rebate:
        return "rebate"
    if move_type in ("out_invoice", "out_receipt"):
        return "invoice"
    if move_type == "out_refund":
        return "credit_note"
    return "payment" if is_payment else "adjustment"


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a statement covers: its month, and months before it left out.

    >>> Period.of(date(2026, 2, 14))
    Period(first=datetime.date(2026, 2, 1), last=datetime.date(2026, 2, 28))
    """

    first: date
    last: date

    @classmethod
    def of(cls, month: date, stated_until: date | None = None) -> "Period":
        """Return the period of a month, after the last day that was stated before."""
        first = month.replace(day=1)
        last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        if stated_until:
            first = stated_until + timedelta(days=1)
        return cls(first, last)


@dataclass(frozen=True, slots=True)
class Entry:
    """One document: what the ledger says of it now, and what has been said of it.

    ``month`` is the month that the document is about: the one under which statements
    count it now, else that of its date. ``day`` is None for a balance of a whole month.
    """

    key: int
    month: date
    now: Decimal
    stated: Decimal = ZERO
    kind: str = OPENING
    day: date | None = None
    due: date | None = None
    name: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement; ``change`` is "" for what belongs to its own days."""

    key: int
    kind: str
    change: str
    month: date
    day: date
    due: date | None
    name: str
    label: str
    stated: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """A month reckoned: how the opening balance became the closing balance."""

    opening: Decimal
    closing: Decimal
    totals: dict[str, Decimal] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether there is a balance or a document to tell the dealer about."""
        return bool(self.lines or self.opening)


def reckon(
    period: Period, opening: Decimal | None, entries: Iterable[Entry]
) -> Statement:
    """Return the statement of a period.

    Args:
        period: the days that it covers.
        opening: closing balance of the statement before; None if this is the first.
        entries: documents of which the ledger says something else than was stated.
    """
    is_first = opening is None
    lines = [_line(entry, period) for entry in entries if entry.now != entry.stated]
    lines.sort(key=lambda line: (line.day, line.key, line.month))
    if is_first:
        lines = [_as_opening(line) for line in lines]
        opening = sum((each.amount for each in lines if each.kind == OPENING), ZERO)
    totals = dict.fromkeys((*KINDS, CHANGE), ZERO)
    for line in lines:
        if line.change:
            totals[CHANGE] += line.amount
        elif line.kind != OPENING:
            totals[line.kind] += line.amount
    closing = opening + sum(totals.values(), ZERO)
    return Statement(opening, closing, totals, tuple(lines))


def _line(entry: Entry, period: Period) -> Line:
    return Line(
        key=entry.key,
        kind=entry.kind,
        change=_change(entry, period),
        month=entry.month,
        day=entry.day or entry.month,
        due=entry.due,
        name=entry.name,
        label=entry.label,
        stated=entry.stated,
        amount=entry.now - entry.stated,
    )


def _change(entry: Entry, period: Period) -> str:
    """Return how the document changes an earlier month, "" if it does not."""
    if entry.stated:
        return "amended" if entry.now else "removed"
    is_earlier = (entry.day or entry.month) < period.first
    return "added" if is_earlier else ""


def _as_opening(line: Line) -> Line:
    """In a first statement, balances of earlier months are what it opens with."""
    if line.key:
        return line
    fields = {name: getattr(line, name) for name in Line.__slots__}
    return Line(**{**fields, "change": ""})


def parse_month(text: str) -> date | None:
    """Return the first day of a month that somebody wrote, None if it is none.

    >>> parse_month("2026-10"), parse_month("2026年9月"), parse_month("October")
    (datetime.date(2026, 10, 1), datetime.date(2026, 9, 1), None)
    """
    match = MONTH.fullmatch(text.strip())
    if not match:
        return None
    year, month = (int(part) for part in match.groups())
    if not (1 <= month <= 12 and 1900 <= year <= 9999):
        return None
    return date(year, month, 1)


def read_amount(text: str) -> Decimal | None:
    """Return an amount that somebody typed, None if it is none.

    Full-width digits, thousands separators and the sign of the currency are allowed.

    >>> read_amount("¥ 1,250.50"), read_amount("１２００元"), read_amount("about 5")
    (Decimal('1250.50'), Decimal('1200'), None)
    """
    plain = unicodedata.normalize("NFKC", text[:40]).translate(
        {ord(char): None for char in ",，¥￥$€£元 \t"}
    )
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < MAX_AMOUNT else None

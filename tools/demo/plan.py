"""A year of business as plain values: the same seed and day give the same plan."""

import hashlib
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from . import seasons
from .catalogue import BY_CODE, ITEMS
from .network import BY_GRADE, DEALERS, Dealer

SEED = 20190521
DAYS = 365
SETTLED = 8  # days before today from which on the scenes below tell what happens
TERMS = 30  # days until an invoice is due
MOST_LOW = 9  # pieces left of what is low
# How many cases of a category go for one case of the grade's typical line.
BULK = {"BJ": 0.35, "PJ": 2.4, "WN": 0.4, "SD": 1.6, "WA": 2.2}
LINES = ((2, 8), (3, 30), (4, 26), (5, 18), (6, 10), (8, 5), (12, 3))

REFUSAL = (
    "超出本季度配额，请将订单数量减半后重新提交。"
    " Above this quarter's allotment; please halve the quantities and order again."
)
SHORT_NOTE = "少一箱 One case missing"
DAMAGED_NOTE = "外箱破损 Case crushed"


@dataclass(frozen=True, slots=True)
class Line:
    """So many cases of an item; items that come in no case go by the piece."""

    code: str
    cases: int

    @property
    def pieces(self) -> int:
        return self.cases * BY_CODE[self.code].case


@dataclass(frozen=True, slots=True)
class Payment:
    """A share of the invoice, on a day."""

    day: date
    share: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """An order and what became of it; days that have not come are None.

    Attributes:
        fate: waiting, refused, approved, shipped or received.
        arrived: "" as shipped, "short" or "damaged" in its first line.
        returned: cases of the first line that came back for a credit note.
    """

    reference: str
    dealer: str
    moment: datetime
    lines: tuple[Line, ...]
    fate: str
    shipped: date | None = None
    received: date | None = None
    arrived: str = ""
    returned: int = 0
    payments: tuple[Payment, ...] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """Goods on their way to the warehouse."""

    code: str
    pieces: int
    day: date


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the year brings."""

    today: date
    orders: tuple[Order, ...]
    stock: tuple[tuple[str, int], ...]  # item, pieces left free today
    incoming: tuple[Incoming, ...]

    def opening(self) -> dict[str, int]:
        """Return the pieces of each item that were there before the first order."""
        pieces = Counter(dict(self.stock))
        for order in self.orders:
            if order.fate in ("approved", "shipped", "received"):
                for line in order.lines:
                    pieces[line.code] += line.pieces
            if order.returned:
                first = order.lines[0].code
                pieces[first] -= order.returned * BY_CODE[first].case
        return dict(pieces)

    def fingerprint(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()


def build(today: date, seed: int = SEED) -> Plan:
    """Return the plan of the year that ends today."""
    rng = random.Random(seed)
    likes = {item.code: 0.4 + rng.random() for item in ITEMS}
    orders = [
        order
        for dealer in DEALERS
        if dealer.orders_from_us
        for order in _year(rng, dealer, today, likes)
    ]
    stock, incoming = _warehouse(rng, today)
    orders = _with_returns(rng, orders, today, dict(stock))
    orders += _scenes(rng, today, likes)
    orders.sort(key=lambda order: (order.moment, order.reference))
    return Plan(today, tuple(orders), stock, incoming)


def _year(rng, dealer: Dealer, today: date, likes) -> list[Order]:
    """Return the dealer's orders that are over and done with."""
    grade, orders = BY_GRADE[dealer.grade], []
    last = SETTLED if dealer.state == "active" else 60
    for ago in range(DAYS, last, -1):
        day = today - timedelta(days=ago)
        if day.weekday() == 6:
            continue
        season = sum(seasons.weight(c, day) for c in dealer.categories)
        chance = float(grade.orders_a_month) / 26 * season / len(dealer.categories)
        if rng.random() < chance:
            orders.append(_done(rng, dealer, day, today, likes, len(orders) + 1))
    return orders


def _done(rng, dealer, day, today, likes, count) -> Order:
    shipped = day + timedelta(days=rng.randint(1, 3))
    received = min(shipped + timedelta(days=rng.randint(1, 3)), today)
    return Order(
        reference=f"{dealer.code}-{day:%y%m}-{count:03d}",
        dealer=dealer.code,
        moment=_office_hours(rng, day),
        lines=_lines(rng, dealer, day, likes),
        fate="received",
        shipped=shipped,
        received=received,
        arrived=rng.choices(("", "short", "damaged"), (94, 4, 2))[0],
        payments=_payments(rng, dealer, day, shipped, today),
    )


def _office_hours(rng, day: date) -> datetime:
    """Return a moment between nine and five in China, in UTC."""
    return datetime.combine(day, time(rng.randint(1, 8), rng.randint(0, 59)))


def _lines(rng, dealer: Dealer, day: date, likes) -> tuple[Line, ...]:
    items = [item for item in ITEMS if item.category in dealer.categories]
    weights = [likes[i.code] * seasons.weight(i.category, day) for i in items]
    numbers, shares = zip(*LINES, strict=True)
    count = min(rng.choices(numbers, shares)[0], len(items))
    chosen: dict[str, None] = {}
    while len(chosen) < count:
        chosen[rng.choices(items, weights)[0].code] = None
    return tuple(Line(code, _cases(rng, dealer, code)) for code in chosen)


def _cases(rng, dealer: Dealer, code: str) -> int:
    typical = BY_GRADE[dealer.grade].cases * BULK[BY_CODE[code].category]
    return max(1, round(typical * (0.4 + 1.2 * rng.random())))


def _payments(rng, dealer, ordered, invoiced, today) -> tuple[Payment, ...]:
    """Return what was paid until today, by the dealer's habit."""
    due = invoiced + timedelta(days=TERMS)
    whole = Decimal(1)
    habits = {
        "prepaid": lambda: [(ordered, whole)],
        "prompt": lambda: [(due - timedelta(days=rng.randint(0, 5)), whole)],
        "late": lambda: [(due + timedelta(days=rng.randint(3, 40)), whole)],
        "partial": lambda: [
            (due, Decimal("0.6")),
            (due + timedelta(days=rng.randint(20, 50)), Decimal("0.4")),
        ],
        # paid late at first, then no more: why this dealer is suspended
        "overdue": lambda: (
            [(due + timedelta(days=rng.randint(20, 45)), whole)]
            if (today - invoiced).days > 150
            else []
        ),
    }
    planned = habits[dealer.pays]()
    return tuple(Payment(day, share) for day, share in planned if day <= today)


def _with_returns(rng, orders: list[Order], today: date, stock) -> list[Order]:
    """Let six orders of the year have come back in part.

    Of what is scarce today nothing came back: the books take returns in last, and all
    that was shipped must have been there before.
    """
    plenty = {code for code, pieces in stock.items() if pieces > MOST_LOW}
    old = [
        position
        for position, order in enumerate(orders)
        if (today - order.received).days > 20
        and order.lines[0].cases > 3
        and order.lines[0].code in plenty
    ]
    chosen = set(rng.sample(old, 6))
    return [
        _replace(order, returned=rng.randint(1, 3)) if position in chosen else order
        for position, order in enumerate(orders)
    ]


def _replace(order: Order, **changes) -> Order:
    values = {name: getattr(order, name) for name in Order.__dataclass_fields__}
    return Order(**{**values, **changes})


# What is going on right now: dealer, fate, days ago. The dealer with a full team of
# sign-ins has one of each, so that every page has something to show.
SCENES = (
    ("E01", "waiting", 1),
    ("E03", "waiting", 1),
    ("S02", "waiting", 1),
    ("N01", "waiting", 2),
    ("W02", "waiting", 2),
    ("C01", "waiting", 2),
    ("E01", "approved", 3),
    ("S01", "approved", 2),
    ("W01", "approved", 3),
    ("N03", "approved", 4),
    ("E01", "shipped", 6),
    ("E02", "shipped", 5),
    ("S01", "shipped", 6),
    ("W01", "shipped", 5),
    ("C01", "shipped", 7),
    ("S03", "refused", 4),
)


def _scenes(rng, today: date, likes) -> list[Order]:
    dealers = {dealer.code: dealer for dealer in DEALERS}
    orders = []
    for number, (code, fate, ago) in enumerate(SCENES, start=1):
        day, dealer = today - timedelta(days=ago), dealers[code]
        orders.append(
            Order(
                reference=f"{code}-{day:%y%m}-N{number:02d}",
                dealer=code,
                moment=_office_hours(rng, day),
                lines=_lines(rng, dealer, day, likes),
                fate=fate,
                shipped=day + timedelta(days=2) if fate == "shipped" else None,
            )
        )
    return orders


def _warehouse(rng, today: date):
    """Return what is left of each item, and what is expected.

    Five items are out, three of them with a receipt ahead; eight are low.
    """
    codes = [item.code for item in ITEMS]
    scarce = rng.sample(codes, 13)
    out, low = scarce[:5], scarce[5:]
    stock = {
        code: rng.randint(40, 400) * BY_CODE[code].case if code not in scarce else 0
        for code in codes
    }
    stock |= {code: rng.randint(3, MOST_LOW) for code in low}
    coming = (*out[:3], low[0], codes[0])
    incoming = tuple(
        Incoming(
            code,
            rng.randint(100, 300) * BY_CODE[code].case,
            today + timedelta(days=rng.randint(2, 12)),
        )
        for code in coming
    )
    return tuple(stock.items()), incoming

"""Portal pages among 2,000 dealers and 200,000 orders, against core ``/my/orders``.

Queries are counted for a dealer with 10 orders and for the one with most, 5,000; time is
taken of the latter and of a usual dealer, who has 97. The yardstick is core's own list of
orders, opened in turns with each page by the same person, so that what else the machine
does weighs on both. ``--dealers`` and
``--orders`` of ``./dms bench portal`` make the database smaller.
"""

import sys
from functools import cache
from statistics import median
from time import perf_counter

from crowd import crowd
from frame import figure, main
from server_log import queries

YARDSTICK = "/my/orders"
TURNS = 15
WARM = 4  # visits until every worker knows what it keeps in memory
PAGES = {
    "home": "/my/dealer",
    "order pad": "/my/dealer/order",
    "list of orders": "/my/dealer/orders",
    "list of statements": "/my/dealer/statements",
}


def visit(client, path):
    """Open a page; return the seconds it took."""
    start = perf_counter()
    answer = client.http.get(client.base_url + path, timeout=120)
    took = perf_counter() - start
    answer.raise_for_status()
    if not answer.url.endswith(path):
        raise AssertionError(f"{path} leads to {answer.url}")
    return took


@cache
def count(client, path):
    """Return the queries of a page that was opened before, by whatever worker."""
    visit(client, path)
    return min(queries(path, lambda: visit(client, path)) for _turn in range(WARM))


@cache
def ratio(client, path):
    """Return the median time of a page in medians of the yardstick."""
    for each in (path, YARDSTICK):
        visit(client, each)
    turns = [(visit(client, path), visit(client, YARDSTICK)) for _turn in range(TURNS)]
    page, core = (median(column) for column in zip(*turns, strict=True))
    sys.stdout.write(
        f"  {path}: {page * 1e3:.0f} ms, {YARDSTICK}: {core * 1e3:.0f} ms\n"
    )
    return page / core


def measure(name, path):
    """Register the figures of one page."""

    @figure(f"{name}: queries with most orders, less those with 10", goal=0)
    def growth():
        return count(crowd().big, path) - count(crowd().small, path)

    @figure(f"{name}: queries", goal=60)
    def total():
        return count(crowd().big, path)

    @figure(f"{name} of a usual dealer, times {YARDSTICK}", goal=1.5)
    def usual():
        return ratio(crowd().usual, path)

    @figure(f"{name} of the dealer with most orders, times {YARDSTICK}", goal=1.5)
    def many():
        return ratio(crowd().big, path)


@figure("seconds to fill the database", goal=180)
def filled():
    start = perf_counter()
    crowd()
    return perf_counter() - start


for _name, _path in PAGES.items():
    measure(_name, _path)

if __name__ == "__main__":
    main(__file__)

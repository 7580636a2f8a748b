"""Queries of the pages and calls that a dealer waits for, and whether they grow.

Counted by the server, for a second request: the first one fills the caches.
"""

from functools import cache
from uuid import uuid4

import brand
from frame import figure, main
from server_log import queries

FEW, MANY = 30, 300
ORDERS = 20  # as many as one page of the list holds


def page(path):
    """Return the queries of a page that was opened before."""

    def visit():
        answer = brand.owner().http.get(brand.owner().base_url + path, timeout=60)
        answer.raise_for_status()

    visit()
    return queries(path, visit)


def call(path, **params):
    """Return the queries of a call that was made before."""
    brand.owner().route(path, **params)
    return queries(path, lambda: brand.owner().route(path, **params))


def submit(count):
    payload = {"client_order_ref": uuid4().hex, "lines": brand.order_lines(count)}
    return brand.owner().call("sale.order", "dms_submit_order", payload)


@cache
def submitted(count):
    """Return the queries of an order of so many lines, the second of its kind."""
    submit(count)
    path = "/web/dataset/call_kw/sale.order/dms_submit_order"
    return queries(path, lambda: submit(count))


@cache
def quoted(count):
    return call("/my/dealer/order/quote", lines=brand.order_lines(count))


def listed():
    """Return the queries of the list: with the dealer's first order, and full."""
    submit(1)
    few = page("/my/dealer/orders")
    for _number in range(ORDERS - 1):
        submit(1)
    return few, page("/my/dealer/orders")


@figure(f"list of {ORDERS} orders, times the queries of one", goal=1.2)
def list_growth():
    few, many = listed()
    return many / few


@figure(f"quote of {MANY} lines, times the queries of {FEW}", goal=1.1)
def quote_growth():
    return quoted(MANY) / quoted(FEW)


@figure(f"queries of a quote of {MANY} lines", goal=60)
def quote_queries():
    return quoted(MANY)


@figure(f"order of {MANY} lines, times the queries of {FEW}", goal=1.5)
def submit_growth():
    return submitted(MANY) / submitted(FEW)


@figure(f"queries of an order of {MANY} lines", goal=120)
def submit_queries():
    return submitted(MANY)


@figure("queries of the dealer's home", goal=60)
def home_queries():
    return page("/my/dealer")


@figure("queries of the order pad", goal=60)
def pad_queries():
    return page("/my/dealer/order")


if __name__ == "__main__":
    main(__file__)

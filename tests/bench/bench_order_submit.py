"""One long order through the door, against the same order created natively.

Both are sent by the same person over the same connection to the same server, turn by
turn, and compared by their medians; the native order is one ``create`` with its lines.
"""

import os
import sys
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

from frame import figure, main

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from rpc import Client

LINES = 270
TURNS = 7


@cache
def client():
    return Client(os.environ["DMS_E2E_URL"], os.environ["DMS_E2E_DB"], "admin", "admin")


@cache
def dealer_and_products():
    """Create a dealer with a price list of its own, and what it may order."""
    admin = client()
    category = admin.create("product.category", name="Bench")
    products = admin.call(
        "product.product",
        "create",
        [
            {
                "name": f"Bench {number}",
                "default_code": f"BENCH-{number:03}",
                "categ_id": category,
                "list_price": 10 + number,
            }
            for number in range(LINES)
        ],
    )
    prices = admin.create(
        "product.pricelist",
        name="Bench",
        item_ids=[[0, 0, {"compute_price": "percentage", "percent_price": 10}]],
    )
    dealer = admin.create(
        "res.partner",
        name="Bench",
        is_dealer=True,
        dealer_state="active",
        specific_property_product_pricelist=prices,
    )
    admin.create("dms.authorization", dealer_id=dealer, categ_id=category)
    return dealer, products


def seconds(action, *args):
    start = perf_counter()
    result = action(*args)
    return perf_counter() - start, result


def through_the_door(reference):
    dealer, products = dealer_and_products()
    payload = {
        "client_order_ref": reference,
        "dealer_id": dealer,
        "lines": [{"product_id": product, "quantity": 2} for product in products],
    }
    return client().call("sale.order", "dms_submit_order", payload)["order_id"]


def natively():
    dealer, products = dealer_and_products()
    lines = [
        [0, 0, {"product_id": product, "product_uom_qty": 2}] for product in products
    ]
    return client().create("sale.order", partner_id=dealer, order_line=lines)


@cache
def measured():
    """Return the medians of: the door, the door again with the same order, natively."""
    through_the_door(uuid4().hex), natively()  # once to warm up
    door, again, native, orders = [], [], [], []
    for _turn in range(TURNS):
        reference = uuid4().hex
        took, order = seconds(through_the_door, reference)
        door.append(took)
        orders.append(order)
        took, order = seconds(through_the_door, reference)
        again.append(took)
        orders.append(order)
        took, order = seconds(natively)
        native.append(took)
        orders.append(order)
    check_equal(orders[-3], orders[-1])
    return median(door), median(again), median(native)


def check_equal(*orders):
    """Both ways must come to the same, or there is nothing to compare."""
    rows = client().read("sale.order", [("id", "in", orders)], "amount_total")
    if len({row["amount_total"] for row in rows}) != 1 or len(rows) != 2:
        raise AssertionError(f"not the same order: {rows}")


@figure(f"order of {LINES} lines through the door, times a native one", goal=1.3)
def door_to_native():
    door, _again, native = measured()
    return door / native


@figure(f"the same order of {LINES} lines once more, times a native one", goal=0.2)
def again_to_native():
    _door, again, native = measured()
    return again / native


if __name__ == "__main__":
    main(__file__)

"""One long order through the door, against the same order created natively.

Both are sent by the same person over the same connection to the same server, turn by
turn, and compared by their medians; the native order is one ``create`` with its lines.
"""

from functools import cache
from statistics import median
from time import perf_counter
from uuid import uuid4

import brand
from frame import figure, main

LINES = 270
TURNS = 7


def seconds(action, *args):
    start = perf_counter()
    result = action(*args)
    return perf_counter() - start, result


def through_the_door(reference):
    payload = {
        "client_order_ref": reference,
        "dealer_id": brand.dealer(),
        "lines": brand.order_lines(LINES),
    }
    return brand.admin().call("sale.order", "dms_submit_order", payload)["order_id"]


def natively():
    lines = [
        [0, 0, {"product_id": line["product_id"], "product_uom_qty": line["quantity"]}]
        for line in brand.order_lines(LINES)
    ]
    return brand.admin().create(
        "sale.order", partner_id=brand.dealer(), order_line=lines
    )


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
    rows = brand.admin().read("sale.order", [("id", "in", orders)], "amount_total")
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

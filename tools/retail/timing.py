"""How long the door takes for a long order, against a native order in one batch."""

import time
from dataclasses import dataclass
from statistics import median

from odoo import Command

from .documents import Document
from .masters import Masters
from .orders import Baskets

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians of several rounds, in seconds."""

    rows: int
    lines: int
    door: float
    native: float

    @property
    def ratio(self) -> float:
        return self.door / self.native


def compare(masters: Masters, basket: Document, rounds: int = ROUNDS) -> Timing:
    """Time the same order both ways, in turn, in one transaction that is undone.

    The native order is one ``create`` with all its lines and the dealer's price list,
    written to the database. A first round of each, not counted, fills the caches.
    """
    env, door, native = masters.env, [], []
    env.flush_all()
    with env.cr.savepoint(flush=False) as savepoint:
        masters.ensure([basket])
        payload = Baskets(masters).payload(basket, reference="timing")
        vals = _native_vals(masters, basket)
        for _round in range(rounds + 1):
            native.append(_timed(env, lambda: env["sale.order"].create(dict(vals))))
            door.append(_timed(env, lambda: _submit(env, payload)))
        savepoint.rollback()
        env.invalidate_all()
    return Timing(
        len(basket.rows), len(vals["order_line"]), median(door[1:]), median(native[1:])
    )


def _submit(env, payload):
    answer = env["sale.order"].dms_submit_order(payload)
    if not answer["created"]:
        raise RuntimeError("the order to be timed was there before")


def _native_vals(masters: Masters, basket: Document) -> dict:
    return {
        "partner_id": masters.partner_id(basket.customer),
        "company_id": masters.company.id,
        "pricelist_id": masters.pricelist.id,
        "order_line": [
            Command.create(
                {"product_id": masters.product_id(sku), "product_uom_qty": quantity}
            )
            for sku, quantity in basket.quantities.items()
        ],
    }


def _timed(env, act) -> float:
    """Return how long ``act`` takes including its writes, and undo them."""
    env.invalidate_all()
    with env.cr.savepoint(flush=False) as savepoint:
        start = time.perf_counter()
        act()
        env.flush_all()
        elapsed = time.perf_counter() - start
        savepoint.rollback()
        env.invalidate_all(flush=False)
    return elapsed

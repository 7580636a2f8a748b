"""How far an order has come, from the facts about it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery of an order that was not cancelled."""

    is_done: bool
    is_received: bool = False


def progress(decision: str, state: str, parcels: Sequence[Parcel] = ()) -> str | None:
    """Return how far an order has come, as the dealer is told.

    Goods that came back later change nothing: what was shipped and received stays so.

    Args:
        decision: of the brand: submitted, countered, approved, refused, or "" where
            none is due.
        state: of the order: draft, sent, sale or cancel.
        parcels: its deliveries that were not cancelled.

    >>> progress("approved", "sale", [Parcel(True, True), Parcel(False)])
    'part_received'
    >>> progress("", "draft") is None
    True
    """
    if decision == "refused" or state == "cancel":
        return "refused" if decision == "refused" else "cancelled"
    if state != "sale":
        return decision if decision in ("submitted", "countered") else None
    done = [parcel for parcel in parcels if parcel.is_done]
    received = [parcel for parcel in done if parcel.is_received]
    if not done:
        return "approved"
    if received:
        return "received" if len(received) == len(parcels) else "part_received"
    return "shipped" if len(done) == len(parcels) else "part_shipped"

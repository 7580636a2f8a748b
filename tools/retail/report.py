"""What was not loaded, for the person who has the file."""

import csv
from collections import Counter
from pathlib import Path

from .rows import Fault


def write(path: Path, faults: list[Fault]) -> None:
    """Write one CSV line per refused line of the file, in the file's order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["line", "invoice", "stock_code", "reason"])
        for fault in sorted(faults, key=lambda fault: fault.number):
            writer.writerow([fault.number, fault.document, fault.sku, fault.reason])


def reasons(faults: list[Fault]) -> list[tuple[str, int]]:
    """Return how often each reason occurs, the most frequent first."""
    return Counter(fault.reason.partition(":")[0] for fault in faults).most_common()

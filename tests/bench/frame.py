"""The frame of the benchmarks: figures with a goal, printed and kept as JSON.

A benchmark is a file ``bench_<name>.py`` that ``./dms bench <name>`` runs on a fresh
database with a server of its own (``DMS_E2E_URL``, ``DMS_E2E_DB``, ``DMS_E2E_LOG``)::

    from frame import figure, main

    @figure("order of 270 lines, times a native one", goal=1.3)
    def ratio():
        return door_seconds / native_seconds

    if __name__ == "__main__":
        main(__file__)

A figure is a ratio or a count, because seconds depend on the machine. A figure that
misses its goal, or raises, is SHORT; a benchmark informs and never fails a build.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

COMPARE = {"<=": lambda value, goal: value <= goal, ">=": lambda v, goal: v >= goal}


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Args:
        name: what is measured.
        value: a ratio or a count; ``None`` if the measurement raised.
        goal: what is wanted.
        better: ``<=`` if less is better, ``>=`` if more is.
    """

    name: str
    value: float | None
    goal: float
    better: str = "<="

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "SHORT"
        return "ok" if COMPARE[self.better](self.value, self.goal) else "SHORT"

    def __str__(self) -> str:
        value = "error" if self.value is None else f"{self.value:g}"
        return f"{self.name}: {value} {self.better} {self.goal:g} {self.verdict}"


_registered: list[tuple[str, float, str, Callable[[], float]]] = []


def figure(name: str, *, goal: float, better: str = "<="):
    """Register a function that measures one figure and returns it."""
    if better not in COMPARE:
        raise ValueError(f"better is one of {', '.join(COMPARE)}, not {better!r}")

    def register(measure: Callable[[], float]) -> Callable[[], float]:
        _registered.append((name, goal, better, measure))
        return measure

    return register


def main(file: str) -> None:
    """Measure everything that is registered; print it and write it down."""
    figures = []
    for name, goal, better, measure in _registered:
        try:
            value = round(float(measure()), 4)
        except Exception:
            traceback.print_exc(file=sys.stdout)
            value = None
        figures.append(Figure(name, value, goal, better))
        sys.stdout.write(f"{figures[-1]}\n")
        sys.stdout.flush()
    write(Path(file).stem.removeprefix("bench_"), figures)


def write(name: str, figures: list[Figure]) -> Path:
    folder = Path(os.environ.get("DMS_BENCH") or ".local/bench")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    rows = [{**asdict(each), "verdict": each.verdict} for each in figures]
    path.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    return path

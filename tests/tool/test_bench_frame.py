"""Benchmarks say ok or SHORT, and never fail."""

import json
import subprocess
import sys
from pathlib import Path

FRAME = Path(__file__).resolve().parents[1] / "bench"
BENCH = """
from frame import figure, main

@figure("ratio", goal=1.3)
def ratio():
    return 1.25

@figure("orders per query", goal=10, better=">=")
def orders():
    return 9

@figure("broken", goal=1)
def broken():
    raise RuntimeError("no server")

main("bench_sample.py")
"""


def test_each_figure_is_a_line_and_a_row(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", BENCH],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(FRAME), "DMS_BENCH": str(tmp_path)},
    )
    lines = [
        line for line in done.stdout.splitlines() if line.endswith(("ok", "SHORT"))
    ]
    assert lines == [
        "ratio: 1.25 <= 1.3 ok",
        "orders per query: 9 >= 10 SHORT",
        "broken: error <= 1 SHORT",
    ]
    rows = json.loads((tmp_path / "sample.json").read_text())
    assert [row["verdict"] for row in rows] == ["ok", "SHORT", "SHORT"]

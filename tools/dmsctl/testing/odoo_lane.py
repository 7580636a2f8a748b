"""The add-ons' own tests, in Odoo's runner, on a clone of the template."""

import re
import threading
from pathlib import Path

from ..databases import Databases
from ..layout import Layout
from ..odoo import Odoo
from ..server import free_port
from .results import Result, broken

TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading")
FAULT = re.compile(r" ERROR \S+ \S+: (FAIL|ERROR): (.+)$")
SKIP = re.compile(r" INFO \S+ \S+: skipped (.+)$")
PORTS = (18300, 18399)
_choosing = threading.Lock()
_taken: set[int] = set()


class OdooReport:
    """Collects what Odoo's log says of its tests."""

    def __init__(self, lane: str):
        self.lane = lane
        self.total: tuple[int, int, int] | None = None
        self.failures: list[str] = []
        self.skips: list[str] = []

    def read(self, line: str) -> None:
        if found := TOTAL.search(line):
            self.total = tuple(map(int, found.groups()))
        elif found := FAULT.search(line):
            self.failures.append(f"{self.lane}: {found[2]}")
        elif found := SKIP.search(line):
            self.skips.append(f"{self.lane}: {found[1]}")

    def result(self, code: int, log: Path) -> Result:
        """Counts; a run without a total, or one that found no test, has failed."""
        if self.total is None:
            return broken(f"{self.lane}: Odoo ended with {code}; read {log}")
        faults, errors, run = self.total
        failed = max(faults + errors, len(self.failures))
        if not run:
            return broken(f"{self.lane}: no test ran; read {log}")
        if code and not failed:
            return broken(f"{self.lane}: Odoo ended with {code}; read {log}")
        skipped = len(self.skips)
        passed = max(run - failed - skipped, 0)
        return Result(passed, failed, skipped, self.failures, self.skips)


def run(
    odoo: Odoo,
    databases: Databases,
    layout: Layout,
    lane: str,
    tags: str,
    template: str,
) -> Result:
    """Run the tests that ``tags`` select on a database of their own."""
    database = f"{template}_{re.sub(r'[^a-z0-9]+', '_', lane.lower())}"
    log = layout.logs / f"test-{lane.replace('/', '-')}.log"
    report = OdooReport(lane)
    databases.clone(template, database)
    port = _port()
    try:
        code = odoo.server(
            database,
            f"--test-tags={tags}",
            f"--http-port={port}",
            f"--screenshots={layout.shots}",
            log=log,
            on_line=report.read,
        )
    finally:
        _taken.discard(port)
        databases.drop(database)
    return report.result(code, log)


def _port() -> int:
    """A free port that no other lane of this run has been given."""
    with _choosing:
        first = PORTS[0]
        while True:
            port = free_port(first, PORTS[1])
            if port not in _taken:
                _taken.add(port)
                return port
            first = port + 1

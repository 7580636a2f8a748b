"""Tests that pytest runs: engine, repository, tool; and end to end on a server."""

import re
from pathlib import Path

from ..server import Server, free_port
from ..system_packages import browser
from ..workbench import Workbench
from .odoo_lane import PORTS
from .results import Result, broken, of_junit


def run(bench: Workbench, lane: str, paths: list[str], **environment: str) -> Result:
    """Run pytest on ``paths`` (relative to the project)."""
    if not paths:
        return broken(f"{lane}: there is no test file")
    report = bench.layout.logs / f"test-{lane}.xml"
    log = bench.layout.logs / f"test-{lane}.log"
    report.unlink(missing_ok=True)
    options = ["-q", "-p", "no:cacheprovider", f"--junitxml={report}", "--tb=short"]
    code = bench.children.run(
        [bench.layout.python, "-m", "pytest", *options, *paths],
        log=log,
        env=bench.odoo.environment(**environment),
        cwd=bench.layout.root,
    )
    if not report.is_file():
        return broken(f"{lane}: pytest ended with {code}; read {log}")
    result = of_junit(report)
    if code not in (0, 1) or not (result.passed + result.failed + result.skipped):
        result.add(broken(f"{lane}: pytest ended with {code}; read {log}"))
    return result


def run_end_to_end(
    bench: Workbench, lane: str, paths: list[str], template: str
) -> Result:
    """Start a server on a fresh clone, let pytest and a browser at it, stop it."""
    name = re.sub(r"[^a-z0-9]+", "_", lane.lower())
    database = f"{template}_{name}"
    bench.databases.clone(template, database)
    log = bench.layout.logs / f"test-{name}-server.log"
    server = Server(bench.odoo, database, free_port(*PORTS), log)
    try:
        # two workers, as in production: a dealer's two telephones meet in one moment
        server.start("--max-cron-threads=0", "--workers=2", *_gevent_port(server.port))
        server.wait()
        return run(
            bench,
            lane,
            paths,
            DMS_E2E_URL=server.url,
            DMS_E2E_DB=database,
            DMS_E2E_TEMPLATE=template,
            DMS_CHROMIUM=browser() or "",
            DMS_SHOTS=str(bench.layout.shots),
        )
    finally:
        server.stop()
        bench.databases.drop(database)


def _gevent_port(port: int) -> list[str]:
    return [f"--gevent-port={free_port(port + 1, PORTS[1] + 100)}"]


def test_files(root: Path, folder: str) -> list[str]:
    return [str(p.relative_to(root)) for p in sorted((root / folder).glob("test_*.py"))]

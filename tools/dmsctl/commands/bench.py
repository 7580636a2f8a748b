"""``./dms bench``: figures with their goals; it informs and never fails a build."""

import re

from .. import python_env, system_packages
from ..console import Failure
from ..server import Server, free_port
from ..workbench import Workbench

PORTS = (18380, 18399)
SIZES = {"dealers": 2000, "orders": 200_000}


def add(commands) -> None:
    parser = commands.add_parser("bench", help="measure, and compare with the goals")
    parser.add_argument("names", nargs="*", help="e.g. order_submit; default: all")
    for name, default in SIZES.items():
        parser.add_argument(
            f"--{name}", type=int, help=f"for portal: how many; default {default}"
        )
    parser.set_defaults(run=run)


def run(bench: Workbench, options) -> int:
    files = _files(bench, options.names)
    bench.plan(bench.SOFTWARE_STEPS + 3)
    with bench.preparing():
        bench.prepare_software()
        step = bench.step("Test and lint tools")
        step.done(python_env.prepare_tools(bench.layout, bench.children, step))
        core = bench.templates.core(bench.step("Odoo database"))
        template = bench.templates.with_addons(
            core, bench.addons, bench.step("Add-ons")
        )
    sizes = {
        f"DMS_BENCH_{name.upper()}": str(getattr(options, name))
        for name in SIZES
        if getattr(options, name)
    }
    for file in files:
        _measure(bench, template, file, sizes)
    return 0


def _files(bench: Workbench, names: list[str]):
    folder = bench.layout.root / "tests" / "bench"
    known = {re.sub("^bench_", "", f.stem): f for f in folder.glob("bench_*.py")}
    if unknown := set(names) - set(known):
        raise Failure(
            f"There is no benchmark {', '.join(sorted(unknown))}.",
            f"Known: {', '.join(sorted(known)) or 'none yet'}.",
        )
    return [known[name] for name in names or sorted(known)]


def _measure(bench: Workbench, template: str, file, sizes: dict[str, str]) -> None:
    """Give each benchmark a fresh database and a server of its own on it."""
    database = f"{template}_bench"
    bench.databases.clone(template, database)
    log = bench.layout.logs / f"{file.stem}.log"
    server = Server(bench.odoo, database, free_port(*PORTS), log)
    try:
        server.start("--max-cron-threads=0")
        server.wait()
        bench.children.run(
            [bench.layout.python, file],
            on_line=bench.console.say,
            cwd=bench.layout.root,
            env=bench.odoo.environment(
                DMS_E2E_URL=server.url,
                DMS_E2E_DB=database,
                DMS_E2E_LOG=str(log),
                DMS_BENCH=str(bench.layout.bench),
                DMS_CHROMIUM=system_packages.browser() or "",
                **sizes,
            ),
        )
    finally:
        server.stop()
        bench.databases.drop(database)

"""``./dms test``: everything, or what is named, and one line at the end."""

from concurrent.futures import ThreadPoolExecutor

from ..console import Failure
from ..system_packages import browser
from ..testing import odoo_lane, pytest_lane
from ..testing.plan import Lane, lanes
from ..testing.results import Result, broken
from ..workbench import Workbench

SIDE_BY_SIDE = 2  # one run of Odoo and its PostgreSQL keeps one core busy


def add(commands) -> None:
    parser = commands.add_parser(
        "test", help="run tests: all, or add-ons, engine, repo, tool, e2e, files"
    )
    parser.add_argument("targets", nargs="*")
    parser.add_argument(
        "--allow-skip", action="store_true", help="a skipped test is not a failure"
    )
    parser.set_defaults(run=run)


def run(bench: Workbench, options) -> int:
    chosen = lanes(bench.layout.root, bench.addons, options.targets)
    needs_odoo = any(lane.kind != "pytest" for lane in chosen)
    bench.plan(bench.SOFTWARE_STEPS + 1 + 2 * needs_odoo + len(chosen))
    template = ""
    with bench.preparing():
        bench.prepare_software()
        bench.prepare_tools()
        if needs_odoo:
            core = bench.templates.core(bench.step("Odoo database"))
            template = bench.templates.with_addons(
                core, bench.addons, bench.step("Add-ons")
            )
    if needs_odoo and not browser():
        raise Failure(
            "There is no browser for the tours.", "apt-get install chromium, then again."
        )
    total = _run_all(bench, chosen, template)
    return _report(bench, total, options.allow_skip)


def _run_all(bench: Workbench, chosen: list[Lane], template: str) -> Result:
    total = Result()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for result in pool.map(lambda lane: _run(bench, lane, template), chosen):
            total.add(result)
    return total


def _run(bench: Workbench, lane: Lane, template: str) -> Result:
    step = bench.step(f"Tests: {lane.name}")
    try:
        if lane.kind == "odoo":
            result = odoo_lane.run(
                bench.odoo,
                bench.databases,
                bench.layout,
                lane.name,
                ",".join(lane.what),
                template,
            )
        elif lane.kind == "e2e":
            result = pytest_lane.run_end_to_end(
                bench, lane.name, list(lane.what), template
            )
        else:
            result = pytest_lane.run(bench, lane.name, list(lane.what))
    except Failure as failure:
        result = broken(f"{lane.name}: {failure.what} {failure.advice}")
    step.done(result.line().replace(" passed", " ok"))
    return result


def _report(bench: Workbench, total: Result, allow_skip: bool) -> int:
    for name in total.failures:
        bench.console.say(f"  failed   {name}")
    for name in total.skips:
        bench.console.say(f"  skipped  {name}")
    if total.skipped and not allow_skip:
        bench.console.say("Skipped tests count as failed; --allow-skip accepts them.")
        total.failed += total.skipped
        total.skipped = 0
    if total.failed:
        bench.console.say(f"The logs are in {bench.layout.logs}.")
    bench.console.say(total.line())
    return 1 if total.failed else 0

"""``./dms test``: set up the same way, then run everything."""

from .. import system_packages
from ..addons import closure
from ..testing.plan import Selection, select, tasks
from ..testing.results import Outcome
from ..testing.runner import Runner
from ..workbench import Workbench


def add(commands) -> None:
    parser = commands.add_parser("test", help="run all tests, or those that are named")
    parser.add_argument(
        "what",
        nargs="*",
        help="add-on, add-on:Class.method, test file, or a suite: "
        "engine, repo, tool, odoo, e2e, i18n",
    )
    parser.add_argument(
        "--allow-skip",
        action="store_true",
        help="a skipped browser test is no failure",
    )
    parser.set_defaults(run=run)


def run(bench: Workbench, options) -> int:
    selection = select(options.what, bench.addons, bench.layout.root)
    template = _prepare(bench, selection)
    runner = Runner(bench, template)
    bench.step("Tests").say(f"two lanes; logs in {bench.layout.logs}")
    todo = tasks(selection, bench.addons, bench.layout.root)
    outcome = runner.run(todo)
    if not options.allow_skip:
        outcome.refuse_browser_skips()
    return _report(bench, outcome)


def _prepare(bench: Workbench, selection: Selection) -> str:
    """Software, tools and, if a test needs it, the template database."""
    needs_odoo = selection.needs_odoo
    bench.plan(bench.SOFTWARE_STEPS + 2 + 2 * needs_odoo)
    with bench.preparing():
        bench.prepare_software()
        bench.prepare_tools()
        if not needs_odoo:
            return ""
        chosen = bench.addons
        if not selection.needs_all_addons:
            chosen = closure(bench.addons, list(selection.addons))
        core = bench.templates.core(bench.step("Odoo template database"))
        step = bench.step("Add-ons template database")
        return bench.templates.with_addons(core, chosen, step)


def _report(bench: Workbench, outcome: Outcome) -> int:
    """Names and places of what failed; the last line is the count."""
    say = bench.console.say
    if not system_packages.browser():
        say("There is no browser: apt-get install chromium")
    for skip in outcome.skipped:
        say(f"SKIPPED {skip.name}: {skip.reason}")
    for broken in outcome.failed:
        say(f"FAILED {broken.name}\n       {broken.place}")
    say(str(outcome))
    return 1 if outcome.failed or not outcome.passed else 0

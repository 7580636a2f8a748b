"""``./dms i18n``: bring the translation files up to date with the code."""

from pathlib import Path

from ..console import Failure
from ..workbench import Workbench

SCRIPT = Path(__file__).parents[1] / "inside" / "catalogues.py"


def add(commands) -> None:
    parser = commands.add_parser(
        "i18n", help="regenerate the .pot and .po files of all or some add-ons"
    )
    parser.add_argument("addons", nargs="*", help="default: all")
    parser.set_defaults(run=run)


def run(bench: Workbench, options) -> int:
    unknown = set(options.addons) - set(bench.addons)
    if unknown:
        raise Failure(f"No such add-on: {', '.join(unknown)}.", "ls addons shows them.")
    bench.plan(bench.SOFTWARE_STEPS + 3)
    with bench.preparing():
        bench.prepare_software()
        core = bench.templates.core(bench.step("Odoo database"))
        template = bench.templates.with_addons(
            core, bench.addons, bench.step("Add-ons")
        )
    step = bench.step("Translation files")
    database = f"{template}_i18n"
    bench.databases.clone(template, database)
    try:
        code = bench.odoo.script(
            SCRIPT,
            *("--database", database, "--update", bench.layout.addons),
            *(options.addons or bench.addons),
            log=bench.layout.logs / "i18n.log",
            on_line=lambda line: bench.console.say(f"  {line}"),
        )
    finally:
        bench.databases.drop(database)
    if code:
        raise Failure(
            "The terms could not be exported.", f"Read {bench.layout.logs}/i18n.log."
        )
    step.done("up to date")
    return 0

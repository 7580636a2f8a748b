"""``./dms lint``: style of Python, Odoo, XML and scripts, and the repository's rules."""

from ..testing import pytest_lane
from ..testing.pytest_lane import test_files
from ..workbench import Workbench

PRETTIER = ("addons/**/*.xml", "addons/**/*.js", "addons/**/*.scss", "**/*.yml")


def add(commands) -> None:
    parser = commands.add_parser(
        "lint", help="ruff, pylint-odoo, prettier and the rules in tests/repo"
    )
    parser.add_argument("--fix", action="store_true", help="correct what can be")
    parser.set_defaults(run=run)


def run(bench: Workbench, options) -> int:
    bench.plan(bench.SOFTWARE_STEPS + 1 + 5)
    with bench.preparing():
        bench.prepare_software()
        bench.prepare_tools()
    good = [_check(bench, name, command) for name, command in _checks(bench, options)]
    good.append(_rules(bench))
    return 0 if all(good) else 1


def _checks(bench: Workbench, options) -> list[tuple[str, list[object]]]:
    tools = bench.layout.venv / "bin"
    prettier = bench.layout.node / "node_modules" / "prettier" / "bin" / "prettier.cjs"
    plugin = bench.layout.node / "node_modules" / "@prettier" / "plugin-xml" / "src"
    python = [str(addon.path) for addon in bench.addons.values()]
    return [
        ("Python (ruff)", [tools / "ruff", "check", *(["--fix"] if options.fix else [])]),
        (
            "Format (ruff)",
            [tools / "ruff", "format", *([] if options.fix else ["--check"])],
        ),
        ("Odoo (pylint)", [tools / "pylint", "--rcfile=.pylintrc", "-j2", *python]),
        (
            "XML, scripts (prettier)",
            [
                bench.layout.bin / "node",
                prettier,
                f"--plugin={plugin / 'plugin.js'}",
                "--log-level=warn",
                "--write" if options.fix else "--check",
                *PRETTIER,
            ],
        ),
    ]


def _check(bench: Workbench, name: str, command: list[object]) -> bool:
    step = bench.step(name)
    code, text = bench.children.output(
        command, cwd=bench.layout.root, env=bench.odoo.environment()
    )
    if code:
        bench.console.say(text.rstrip())
    step.done("clean" if not code else "not clean")
    return not code


def _rules(bench: Workbench) -> bool:
    step = bench.step("Rules of the repository")
    files = test_files(bench.layout.root, "tests/repo")
    result = pytest_lane.run(bench, "rules", files)
    for name in result.failures:
        bench.console.say(f"  failed   {name}")
    step.done("kept" if not result.failed else f"broken; read {bench.layout.logs}")
    return not result.failed

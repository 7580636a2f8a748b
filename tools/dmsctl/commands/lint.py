"""``./dms lint``: every check that needs no database."""

from collections.abc import Iterator
from pathlib import Path

from ..console import Failure
from ..workbench import Workbench

# What pylint-odoo wants otherwise than we do: README.md is what people read; `_ =
# self.env._` keeps lists of labels readable; small files extend one model several times;
# append-only models refuse write(); a small table is read whole.
NOT_OURS = (
    "missing-readme",
    "prefer-env-translation",
    "consider-merging-classes-inherited",
    "method-required-super",
    "no-search-all",
    "translation-required",  # tests say things to nobody
    "translation-not-lazy",
)
PYTHON = ("addons", "tools", "tests", "dms", "deploy")
FORMATTED = (".xml", ".js", ".scss", ".yml")
FORMATTED_FOLDERS = ("addons", "deploy", "tests")


def add(commands) -> None:
    parser = commands.add_parser("lint", help="ruff, pylint-odoo, prettier, repo tests")
    parser.add_argument("--fix", action="store_true", help="repair what tools can")
    parser.set_defaults(run=run)


def run(bench: Workbench, options) -> int:
    bench.plan(bench.SOFTWARE_STEPS + 1)
    with bench.preparing():
        bench.prepare_software()
        bench.prepare_tools()
    failed = []
    for name, command in _checks(bench, fix=options.fix):
        code, text = bench.children.output(
            command, cwd=bench.layout.root, env=bench.odoo.environment()
        )
        bench.console.say(f"{name}: {'FAILED' if code else 'ok'}")
        if code:
            bench.console.say(text)
            failed.append(name)
    if failed:
        raise Failure(
            f"Not clean: {', '.join(failed)}.",
            "./dms lint --fix repairs what tools can; correct the rest by hand.",
        )
    bench.console.say("Everything is clean.")
    return 0


def _checks(bench: Workbench, *, fix: bool) -> Iterator[tuple[str, list]]:
    """Names and command lines, in the order of their speed."""
    root, python = bench.layout.root, bench.layout.python
    folders = [name for name in PYTHON if (root / name).exists()]
    ruff = [bench.layout.venv / "bin" / "ruff"]
    cache = ["--cache-dir", bench.layout.cache / "ruff"]
    yield "ruff", [*ruff, "check", *cache, *(["--fix"] if fix else ["-q"]), *folders]
    check = [] if fix else ["--check", "-q"]
    yield "ruff format", [*ruff, "format", *cache, *check, *folders]
    files = list(_formatted(root))
    plugin = "@prettier/plugin-xml/src/plugin.js"
    modules = bench.layout.node / "node_modules"
    yield (
        "prettier",
        [
            *(bench.layout.bin / "node", modules / "prettier/bin/prettier.cjs"),
            *(f"--plugin={modules / plugin}", "--write" if fix else "--check"),
            *("--log-level", "warn", *files),
        ],
    )
    tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", root / "tests" / "repo"]
    yield "repo tests", [python, *tests]
    yield (
        "pylint-odoo",
        [
            *(python, "-m", "pylint", "-j2", "--rcfile=.pylintrc"),
            *(f"--disable={','.join(NOT_OURS)}", *_addons(root)),
        ],
    )


def _formatted(root: Path) -> Iterator[Path]:
    yield from root.glob("*.yml")
    for folder in FORMATTED_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in FORMATTED and "lib" not in path.parts:
                yield path.relative_to(root)


def _addons(root: Path) -> list[Path]:
    return sorted(path.parent for path in root.glob("addons/*/__manifest__.py"))

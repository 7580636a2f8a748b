"""Commands that are scripts of their own: ``load-retail`` and ``shots``."""

from pathlib import Path

from .. import python_env, system_packages
from ..console import Failure
from ..workbench import Workbench

LOADER = Path("tools") / "retail" / "load.py"
SHOTS = Path("tests") / "e2e" / "shots.py"


def add(commands) -> None:
    parser = commands.add_parser(
        "load-retail", help="turn a file of real retail lines into orders and invoices"
    )
    parser.add_argument("file", type=Path, help="CSV, also gzipped")
    parser.add_argument("--limit", type=int, help="stop after so many baskets")
    parser.add_argument("--database", help="instead of the served one")
    parser.set_defaults(run=load_retail, passes_rest=True)
    parser = commands.add_parser("shots", help="save pictures of the screens")
    parser.set_defaults(run=shots, passes_rest=True)


def load_retail(bench: Workbench, options) -> int:
    if not options.file.is_file():
        raise Failure(f"There is no file {options.file}.", "Check its name and path.")
    bench.quietly_ready()
    limit = ["--limit", options.limit] if options.limit else []
    database = options.database or bench.database
    _need(bench, database)
    return _script(
        bench, LOADER, "--database", database, options.file, *limit, *options.rest
    )


def shots(bench: Workbench, options) -> int:
    """Pictures of a served system: the one of ``./dms run``, which must be on."""
    facts = bench.running.read()
    if not facts:
        raise Failure("Nothing is served.", "Run ./dms run in another terminal first.")
    if not system_packages.browser():
        raise Failure("There is no browser.", "Install it: apt-get install chromium")
    bench.quietly_ready()
    bench.plan(1)
    step = bench.step("Test and lint tools")
    step.done(python_env.prepare_tools(bench.layout, bench.children, step))
    return _script(bench, SHOTS, *options.rest, url=facts["url"], db=facts["database"])


def _need(bench: Workbench, database: str) -> None:
    if database not in bench.databases.names():
        raise Failure(f"There is no database {database}.", "Run ./dms run first.")


def _script(bench: Workbench, script: Path, *arguments, url="", db="") -> int:
    path = bench.layout.root / script
    if not path.is_file():
        raise Failure(f"{script} is not in this tree.", "Check out the whole project.")
    environment = bench.odoo.environment(
        DMS_E2E_URL=url,
        DMS_E2E_DB=db,
        DMS_CHROMIUM=system_packages.browser() or "",
        DMS_SHOTS=str(bench.layout.shots),
    )
    command = [bench.layout.python, path, *arguments]
    return bench.children.attend(command, env=environment)

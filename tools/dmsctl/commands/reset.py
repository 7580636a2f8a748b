"""``./dms reset``: back to an empty table."""

import shutil

from ..console import Failure
from ..workbench import Workbench


def add(commands) -> None:
    parser = commands.add_parser(
        "reset", help="drop the served database (--all: remove .local altogether)"
    )
    parser.add_argument("--all", action="store_true", help="remove .local")
    parser.set_defaults(run=run)


def run(bench: Workbench, options) -> int:
    bench.layout.make()
    bench.running.stop()
    if options.all:
        return _remove_everything(bench)
    bench.quietly_ready()
    bench.databases.drop(bench.database)
    bench.console.say(f"Dropped {bench.database}; ./dms run makes it anew.")
    return 0


def _remove_everything(bench: Workbench) -> int:
    if bench.cluster.foreign:
        bench.console.say("Databases on the server of DMS_PG are left as they are.")
    bench.cluster.stop()
    bench.cluster.remove()
    try:
        shutil.rmtree(bench.layout.local)
    except OSError as error:
        raise Failure(
            f"{bench.layout.local} cannot be removed: {error}",
            "Remove it by hand, as the user that made it.",
        ) from error
    bench.console.say(f"Removed {bench.layout.local}; ./dms run installs it anew.")
    return 0

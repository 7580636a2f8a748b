"""``./dms stop``: end the server and the cluster."""

from ..workbench import Workbench


def add(commands) -> None:
    parser = commands.add_parser("stop", help="end the server and the database")
    parser.set_defaults(run=run)


def run(bench: Workbench, _options) -> int:
    bench.layout.make()
    served = bench.running.stop()
    stopped = bench.cluster.stop()
    bench.console.say(
        f"Server: {'stopped' if served else 'was not running'}. "
        f"PostgreSQL: {'stopped' if stopped else 'was not running'}."
    )
    return 0

"""The command line of ``./dms``."""

import argparse
import signal

from .commands import (
    bench,
    i18n,
    lint,
    odoo_cli,
    reset,
    run,
    scripts,
    status,
    stop,
    test,
)
from .console import Console, Failure
from .process import STOP_SIGNALS, Interrupted, on_stop_signals
from .workbench import Workbench

COMMANDS = (run, stop, reset, status, test, lint, odoo_cli, bench, scripts, i18n)
ENVIRONMENT = """\
environment:
  DMS_PORT=8069        where ./dms run serves        DMS_DB=dms      its database
  DMS_HOST=127.0.0.1   the address it listens on     DMS_LOCAL=DIR   instead of .local
  ODOO_HOME=DIR        use this Odoo 19 tree         DMS_APT_MIRROR  a Debian mirror
  DMS_PG="host=/run/postgresql port=5432 user=odoo"  use this PostgreSQL server
"""


def main(arguments: list[str]) -> int:
    """Run one command; whatever happens, no process of it stays behind."""
    parser = _parser()
    if not arguments or arguments[0] == "help":
        parser.print_help()
        return 0
    options, rest = parser.parse_known_args(arguments)
    if rest and not options.passes_rest:
        parser.error(f"unknown: {' '.join(rest)}; ./dms help lists the commands")
    options.rest = rest
    console = Console()
    bench_ = Workbench(console)
    on_stop_signals()
    try:
        return options.run(bench_, options) or 0
    except Failure as failure:
        console.fail(failure)
        return 1
    except Interrupted as interruption:
        console.say("Stopped.")
        return 128 + interruption.signum
    finally:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        bench_.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./dms",
        description="Install, run and test the dealer management system.",
        epilog=ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(passes_rest=False)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.add(commands)
    commands.add_parser("help", help="show this text")
    return parser

"""``./dms odoo …`` and ``./dms shell``: Odoo's own command line."""

import sys

from ..workbench import Workbench


def add(commands) -> None:
    parser = commands.add_parser(
        "odoo",
        help="Odoo's own command line, e.g. ./dms odoo -d X -i dms_base "
        "--stop-after-init",
        add_help=False,
    )
    parser.set_defaults(run=run_odoo, passes_rest=True)
    parser = commands.add_parser(
        "shell", help="Python with env on the served database", add_help=False
    )
    parser.set_defaults(run=run_shell, passes_rest=True)


def run_odoo(bench: Workbench, options) -> int:
    """Add the configuration after the subcommand, as Odoo wants it."""
    rest = options.rest
    subcommand = "server"
    if rest and not rest[0].startswith("-"):
        subcommand, *rest = rest
    bench.quietly_ready()
    if subcommand in ("server", "shell"):
        command = bench.odoo.command(subcommand, *rest)
    elif subcommand == "i18n":  # its options follow a subcommand of its own
        command = bench.odoo.command(subcommand, *rest)
        command = [*command[:3], *rest[:1], *command[3:5], *rest[1:]]
    else:
        command = [bench.layout.python, bench.odoo.tree.launcher, subcommand, *rest]
    return _attend(bench, command)


def run_shell(bench: Workbench, options) -> int:
    bench.quietly_ready()
    chosen = any(each.startswith(("-d", "--database")) for each in options.rest)
    database = [] if chosen else ["-d", bench.database]
    quiet = ["--log-level=warn", "--no-http"]
    return _attend(bench, bench.odoo.command("shell", *database, *quiet, *options.rest))


def _attend(bench: Workbench, command: list[object]) -> int:
    sys.stdout.flush()
    return bench.children.attend(command, env=bench.odoo.environment())

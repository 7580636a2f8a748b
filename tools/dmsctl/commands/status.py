"""``./dms status``: what is there and what runs."""

from ..odoo_tree import find
from ..stamps import Stamps
from ..workbench import Workbench


def add(commands) -> None:
    parser = commands.add_parser("status", help="say what is installed and running")
    parser.set_defaults(run=run)


def run(bench: Workbench, _options) -> int:
    bench.layout.make()
    say = bench.console.say
    stamps = Stamps(bench.layout.stamps)
    for title, name in (("Python packages", "venv"), ("Test tools", "tools")):
        say(f"{title + ':':<18}{'ready' if stamps.get(name) else 'not installed'}")
    try:
        say(f"{'Odoo:':<18}{find(bench.layout).home}")
    except Exception as error:
        say(f"{'Odoo:':<18}{error}")
    facts = bench.running.read()
    say(f"{'Server:':<18}{facts['url'] if facts else 'not running'}")
    _databases(bench)
    return 0


def _databases(bench: Workbench) -> None:
    say = bench.console.say
    if bench.cluster.foreign:
        say(f"{'PostgreSQL:':<18}DMS_PG={bench.cluster.foreign}")
        return
    bench.cluster._choose_user()
    pid = bench.cluster.postmaster()
    where = f"running ({bench.cluster.socket})" if pid else "not running"
    say(f"{'PostgreSQL:':<18}{where}")
    if pid:
        bench.databases.connection = bench.cluster.connection
        say(f"{'Databases:':<18}{', '.join(sorted(bench.databases.names()))}")

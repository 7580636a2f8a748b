"""``./dms run``: from nothing to a served system with its sign-in names."""

import os
import time
from pathlib import Path

from ..addons import Addon, content_hash
from ..checklog import Checklog
from ..console import Failure, Step
from ..server import Server, need_free_port
from ..workbench import Workbench

DEMO = Path("tools") / "demo" / "build.py"
MARK = "installed "  # what the database's comment starts with


def add(commands) -> None:
    parser = commands.add_parser("run", help="install what is missing, then serve")
    parser.add_argument("--no-demo", action="store_true", help="without demo brand")
    parser.add_argument(
        "--detach", action="store_true", help="come back, leave the server running"
    )
    parser.set_defaults(run=run)


def run(bench: Workbench, options) -> int:
    port = int(os.environ.get("DMS_PORT", "8069"))
    if facts := bench.running.read():
        bench.console.say(f"Serving already at {facts['url']}; ./dms stop ends it.")
        return 0
    need_free_port(port)
    demo = not options.no_demo and (bench.layout.root / DEMO).is_file()
    bench.plan(bench.SOFTWARE_STEPS + 3 + demo)
    with bench.preparing():
        bench.prepare_software()
        _prepare_database(bench)
        if demo:
            _build_demo(bench, bench.step("Demo brand"))
    server = _serve(bench, port, options.detach)
    if options.detach:
        bench.console.say("./dms stop ends it.")
        return 0
    bench.console.say("Ctrl-C ends it.")
    return _attend(bench, server)


def _prepare_database(bench: Workbench) -> None:
    """The database with today's add-ons: cloned the first time, updated later."""
    addons = bench.addons
    key = MARK + content_hash(addons)
    mark = bench.databases.names().get(bench.database)
    if mark is not None and mark.startswith(MARK):
        bench.step("Odoo database").done("there")
        step = bench.step("Add-ons")
        if mark == key:
            step.done("up to date")
            return
        _update(bench, addons, step)
    else:
        core = bench.templates.core(bench.step("Odoo database"))
        template = bench.templates.with_addons(core, addons, bench.step("Add-ons"))
        bench.databases.clone(template, bench.database)
    bench.databases.mark(bench.database, key)


def _update(bench: Workbench, addons: dict[str, Addon], step: Step) -> None:
    """Install new add-ons and update the others in the database that serves."""
    names = ",".join(addons)
    rows = bench.databases.query(
        bench.database, "SELECT name FROM ir_module_module WHERE state = 'installed'"
    )
    new = sorted(set(addons) - {name for (name,) in rows})
    log = bench.layout.logs / "update.log"
    checklog = Checklog(bench.layout.root, levels=("ERROR",))
    options = ["-u", names, *(("-i", ",".join(new)) if new else ())]
    code = bench.odoo.server(
        bench.database,
        *options,
        "--no-http",
        "--load-language=zh_CN",
        "--i18n-overwrite",
        log=log,
        step=step,
        on_line=checklog.read,
    )
    if code or checklog.complaints:
        shown = "; ".join(checklog.complaints[:3]) or f"exit code {code}"
        raise Failure(
            f"The add-ons could not be updated: {shown}",
            f"Read {log}; ./dms reset makes a new database.",
        )
    step.done("updated")


def _build_demo(bench: Workbench, step: Step) -> None:
    """Fill the database once; the mark is a system parameter in the database."""
    if _has_demo(bench):
        step.done("there")
        return
    log = bench.layout.logs / "demo.log"

    def on_line(line: str) -> None:
        text = line.strip()
        share, _, note = text.partition("%")
        if share.strip().isdigit():
            step.progress(int(share) / 100, note.strip())

    command = ("--database", bench.database)
    if bench.odoo.script(bench.layout.root / DEMO, *command, log=log, on_line=on_line):
        raise Failure(
            "The demo brand could not be built.",
            f"Read {log}; ./dms run --no-demo serves without it, after ./dms reset.",
        )
    left_out = "left out, there are dealers already"
    step.done("built" if _has_demo(bench) else left_out)


def _has_demo(bench: Workbench) -> bool:
    rows = bench.databases.query(
        bench.database, "SELECT 1 FROM ir_config_parameter WHERE key = 'dms.demo'"
    )
    return bool(rows)


def _serve(bench: Workbench, port: int, detach: bool) -> Server:
    step = bench.step("Server")
    log = bench.layout.logs / "server.log"
    server = Server(bench.odoo, bench.database, port, log)
    keep = (bench.cluster.lock_fd(),) if detach and bench.cluster.lock_fd() else ()
    address = os.environ.get("DMS_HOST", "127.0.0.1")
    server.start(
        "--max-cron-threads=1", f"--http-interface={address}", stay=detach, keep=keep
    )
    bench.running.write(
        server.child.pid if detach else os.getpid(), server.url, bench.database
    )
    try:
        server.wait(step)
    except BaseException:
        server.stop()
        bench.running.clear()
        raise
    step.done("ready")
    _sign_in_names(bench, server)
    return server


def _sign_in_names(bench: Workbench, server: Server) -> None:
    bench.console.say()
    bench.console.say(f"Odoo serves at {server.url}  (log: {server.log})")
    if _has_demo(bench):
        from demo import signin  # noqa: PLC0415  (the demo may be left out)

        bench.console.say(signin.table())
    else:
        bench.console.say("Sign in as admin, password admin.")


def _attend(bench: Workbench, server: Server) -> int:
    """Stay until the server ends or the user has had enough."""
    try:
        while server.child.poll() is None:
            time.sleep(0.2)
        raise Failure("The server ended.", f"Read {server.log}.")
    finally:
        server.stop()
        bench.running.clear()

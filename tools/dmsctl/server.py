"""The running server: start, wait until it answers, stop."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from .console import Failure, Step
from .odoo import Odoo
from .process import is_alive, start_time

START_TIMEOUT = 120.0


class Server:
    """One Odoo server on one database and port."""

    def __init__(self, odoo: Odoo, database: str, port: int, log: Path):
        self.odoo = odoo
        self.database = database
        self.port = port
        self.log = log
        self.child: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(
        self, *options: str, stay: bool = False, keep: tuple[int, ...] = ()
    ) -> None:
        """Start Odoo; ``stay`` lets it outlive this command."""
        need_free_port(self.port)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        command = self.odoo.command(
            "server",
            *("-d", self.database, f"--db-filter=^{self.database}$"),
            f"--http-port={self.port}",
            *options,
        )
        self.child = self.odoo.children.start(
            command,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
            env=self.odoo.environment(),
            cwd=self.odoo.layout.root,
            stay=stay,
            pass_fds=keep,
        )

    def wait(self, step: Step | None = None) -> None:
        """Wait until the server answers."""
        started = time.monotonic()
        while not self.answers():
            spent = time.monotonic() - started
            if self.child.poll() is not None or spent > START_TIMEOUT:
                raise Failure(
                    "Odoo did not start.",
                    f"Read {self.log}; ./dms reset makes a new database.",
                )
            if step:
                step.progress(min(0.95, spent / 15))
            time.sleep(0.2)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/web/health", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        from .process import end_group  # noqa: PLC0415  (kept beside its one use)

        if self.child:
            end_group(self.child)
            self.odoo.children.forget(self.child)
            self.child = None


def need_free_port(port: int) -> None:
    """Refuse a port that somebody listens on already."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with contextlib.suppress(OSError), socket.socket(family) as probe:
            probe.settimeout(1)
            if probe.connect_ex((address, port)) == 0:
                raise Failure(
                    f"Port {port} is in use by another program.",
                    "Stop that program, or choose another port by DMS_PORT=.",
                )


def free_port(first: int, last: int) -> int:
    """A port of the range that nobody listens on; by process, so that runs differ."""
    span = last - first + 1
    for offset in range(span):
        port = first + (os.getpid() + offset) % span
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise Failure(
        f"No free port between {first} and {last}.",
        "Stop programs that listen there, or set DMS_TEST_PORT to another first port.",
    )


class Running:
    """The file that says which process serves, for ``status`` and ``stop``."""

    def __init__(self, path: Path):
        self.path = path

    def write(self, pid: int, url: str, database: str) -> None:
        facts = {"pid": pid, "start": start_time(pid), "url": url, "database": database}
        self.path.write_text(json.dumps(facts))

    def read(self) -> dict | None:
        """The facts, if that very process still runs."""
        try:
            facts = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return None
        if is_alive(facts["pid"]) and start_time(facts["pid"]) == facts["start"]:
            return facts
        return None

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    def stop(self) -> bool:
        """Ask that process to end and wait for it; true if there was one."""
        facts = self.read()
        if not facts:
            self.clear()
            return False
        pid = facts["pid"]
        for signum, patience in ((signal.SIGTERM, 30), (signal.SIGKILL, 5)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signum)
            deadline = time.monotonic() + patience
            while self.read() and time.monotonic() < deadline:
                time.sleep(0.1)
        self.clear()
        return True

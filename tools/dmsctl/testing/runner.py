"""Two lanes of tests, each on databases of its own."""

import concurrent.futures
import os
import threading
import time
from pathlib import Path

from ..checklog import Checklog
from ..console import Failure
from ..process import is_alive
from ..server import Server, free_port
from ..system_packages import browser
from ..workbench import Workbench
from .plan import CATALOGUES, ODOO, SERVER_SUITES, Task
from .results import Broken, OdooLog, Outcome, read_junit

LANES = 2
FIRST_PORT = 18300
PORTS_PER_LANE = 40
PREFIX = "dms_test_"
TIMEOUT = 3600  # seconds for one task; far more than the longest needs
EXPORT = Path(__file__).parents[1] / "inside" / "catalogues.py"


class Runner:
    """Runs tasks and adds up what came out."""

    def __init__(self, bench: Workbench, template: str):
        self.bench = bench
        self.template = template
        self.total = Outcome()
        self._counter = 0
        self._lock = threading.Lock()
        self._lanes = threading.local()

    def run(self, tasks: list[Task]) -> Outcome:
        """Run all tasks, the waiting ones as a lane becomes free."""
        self.drop_remains()
        pool = concurrent.futures.ThreadPoolExecutor(LANES)
        try:
            waiting = {pool.submit(self._one, task) for task in tasks}
            while waiting:
                done, waiting = concurrent.futures.wait(
                    waiting, 0.5, concurrent.futures.FIRST_COMPLETED
                )
                for future in done:
                    self.total.add(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            self.bench.children.end_all()
            raise
        pool.shutdown()
        return self.total

    def drop_remains(self) -> None:
        """Databases of runs that were killed."""
        for name in self.bench.databases.names():
            pid = name.removeprefix(PREFIX).partition("_")[0]
            if name.startswith(PREFIX) and not (pid.isdigit() and is_alive(int(pid))):
                self.bench.databases.drop(name)

    def _one(self, task: Task) -> Outcome:
        started = time.monotonic()
        log = self._log(task)
        try:
            outcome = self._by_kind(task, log)
        except Failure as failure:
            outcome = Outcome(failed=[Broken(task.name, failure.what)])
        seconds = time.monotonic() - started
        self.bench.console.say(f"  {task.name}: {outcome} ({seconds:.0f} s) {log}")
        return outcome

    def _log(self, task: Task) -> Path:
        name = task.name.replace(" ", "-").replace("/", "-of-")
        return self.bench.layout.logs / f"test-{name}.log"

    def _by_kind(self, task: Task, log: Path) -> Outcome:
        if task.kind == ODOO:
            return self._on_database(self._odoo, task, log)
        if task.kind == CATALOGUES:
            return self._on_database(self._catalogues, task, log)
        if task.kind in SERVER_SUITES:
            return self._on_database(self._served, task, log)
        return self._pytest(task, log)

    def _on_database(self, action, task: Task, log: Path) -> Outcome:
        """Give the task a copy of the template, and drop it afterwards."""
        with self._lock:
            self._counter += 1
            name = f"{PREFIX}{os.getpid()}_{self._counter}"
            self.bench.databases.clone(self.template, name)
        try:
            return action(task, log, name)
        finally:
            self.bench.databases.drop(name)

    def _odoo(self, task: Task, log: Path, database: str) -> Outcome:
        reader = OdooLog()
        code = self.bench.odoo.server(
            database,
            f"--test-tags={','.join(task.targets)}",
            f"--http-port={self._port()}",
            f"--screenshots={self.bench.layout.shots}",
            log=log,
            on_line=reader.read,
            timeout=TIMEOUT,
        )
        return reader.outcome(code, log)

    def _catalogues(self, _task: Task, log: Path, database: str) -> Outcome:
        """Compare the .pot files with what Odoo would export now."""
        layout = self.bench.layout
        lines: list[str] = []
        code = self.bench.odoo.script(
            EXPORT,
            *("--database", database, "--check", layout.addons, *self.bench.addons),
            log=log,
            on_line=lines.append,
        )
        good = [line for line in lines if line.startswith("fresh ")]
        stale = [
            Broken(line, "./dms i18n renews it") for line in lines if "stale" in line
        ]
        if code and not stale:
            stale = [Broken("the export of terms", f"see {log}")]
        return Outcome(len(good), stale)

    def _served(self, task: Task, log: Path, database: str) -> Outcome:
        """Tests from outside: a server on a free port, pytest with a browser.

        Two workers, as in production: a dealer's two phones meet in one moment.
        """
        server_log = log.with_name(f"{log.stem}-server.log")
        port = self._port()
        server = Server(self.bench.odoo, database, port, server_log)
        gevent_port = f"--gevent-port={free_port(port + 1, port + PORTS_PER_LANE)}"
        server.start("--max-cron-threads=0", "--workers=2", gevent_port)
        try:
            server.wait()
            outcome = self._pytest(
                task,
                log,
                DMS_E2E_URL=server.url,
                DMS_E2E_DB=database,
                DMS_E2E_LOG=str(server_log),
                DMS_E2E_TEMPLATE=self.template,
                DMS_CHROMIUM=browser() or "",
                DMS_SHOTS=str(self.bench.layout.shots),
            )
        finally:
            server.stop()
        checklog = Checklog(self.bench.layout.root, levels=("ERROR",))
        for line in server_log.read_text(errors="replace").splitlines():
            checklog.read(line)
        outcome.failed += [
            Broken(f"error in the server's log: {line}", str(server_log))
            for line in checklog.complaints
        ]
        return outcome

    def _pytest(self, task: Task, log: Path, **extra: str) -> Outcome:
        layout = self.bench.layout
        report = log.with_suffix(".xml")
        report.unlink(missing_ok=True)
        folder = layout.root / "tests" / task.name
        code = self.bench.children.run(
            [
                *(layout.python, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                *(f"--rootdir={folder}", f"--junitxml={report}", *task.targets),
            ],
            log=log,
            cwd=layout.root,
            env=self.bench.odoo.environment(
                HYPOTHESIS_STORAGE_DIRECTORY=str(layout.cache / "hypothesis"), **extra
            ),
            timeout=TIMEOUT,
        )
        return read_junit(report, code, browser=task.kind in SERVER_SUITES)

    def _port(self) -> int:
        """A free port of the lane's own range."""
        if not hasattr(self._lanes, "number"):
            name = threading.current_thread().name
            self._lanes.number = int(name.rpartition("_")[2])
        first = int(os.environ.get("DMS_TEST_PORT", FIRST_PORT))
        first += self._lanes.number * PORTS_PER_LANE
        return free_port(first, first + PORTS_PER_LANE - 1)

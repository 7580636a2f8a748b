"""Everything a command needs at hand, prepared in numbered steps."""

import contextlib
import fcntl
import os
from collections.abc import Iterator

from . import odoo_tree, python_env, renderer, system_packages
from .addons import Addon, discover
from .console import Console, Step
from .databases import Databases
from .layout import Layout
from .odoo import Odoo
from .postgres import Cluster
from .process import Children
from .server import Running
from .templates import Templates


class Workbench:
    """The tools on the table, and the steps that put them there."""

    def __init__(self, console: Console):
        self.console = console
        self.layout = Layout.of_project()
        self.children = Children()
        self.cluster = Cluster(self.layout, self.children)
        self.databases = Databases(self.layout, self.cluster.connection)
        self.odoo = Odoo(self.layout, self.children, self.cluster.connection)
        self.templates = Templates(self.layout, self.odoo, self.databases)
        self.running = Running(self.layout.run / "server.json")
        self._number = 0
        self._total = 0

    @property
    def addons(self) -> dict[str, Addon]:
        return discover(self.layout.addons)

    @property
    def database(self) -> str:
        return os.environ.get("DMS_DB", "dms")

    def close(self) -> None:
        """End whatever this command started."""
        self.children.end_all()
        self.cluster.release()

    # ----- steps

    def plan(self, steps: int) -> None:
        self._number, self._total = 0, steps

    def step(self, title: str) -> Step:
        self._number += 1
        return Step(self.console, self._number, self._total, title)

    @contextlib.contextmanager
    def preparing(self) -> Iterator[None]:
        """One command prepares at a time; a second one waits for it."""
        self.layout.make()
        with (self.layout.run / "prepare.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.console.say("Waiting for another ./dms that is preparing …")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    SOFTWARE_STEPS = 5

    def prepare_software(self) -> None:
        """System packages, Odoo, Python packages, PDF renderer, PostgreSQL."""
        layout, children = self.layout, self.children
        step = self.step("System packages")
        step.done(system_packages.install(children, step, layout.logs / "apt.log"))
        for title, prepare in (
            ("Odoo 19", odoo_tree.prepare),
            ("Python packages", python_env.prepare),
            ("PDF renderer and fonts", renderer.prepare),
        ):
            step = self.step(title)
            step.done(prepare(layout, children, step))
        step = self.step("PostgreSQL")
        step.done(self.cluster.start(step))
        self._connect()

    def prepare_tools(self) -> None:
        step = self.step("Test and lint tools")
        step.done(python_env.prepare_tools(self.layout, self.children, step))

    def quietly_ready(self) -> None:
        """What a later command needs when everything was prepared before."""
        self.layout.make()
        odoo_tree.find(self.layout)
        self.cluster.start()
        self._connect()

    def _connect(self) -> None:
        connection = self.cluster.connection
        self.databases.connection = self.odoo.connection = connection
        self.odoo.configure()

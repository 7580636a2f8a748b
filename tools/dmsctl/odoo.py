"""Odoo's own command line with everything around it set."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from .addons import discover
from .console import Step
from .layout import Layout
from .odoo_tree import OdooTree, find
from .postgres import Connection
from .process import Children

LOADING = re.compile(r"Loading module (\w+) \((\d+)/(\d+)\)")
OPTIONS = {
    "list_db": "False",
    "workers": "0",
    "max_cron_threads": "0",
    "http_interface": "127.0.0.1",
    "server_wide_modules": "base,rpc,web",
    "limit_time_real": "1200",
    "limit_time_cpu": "1200",
}


class Odoo:
    """Starts Odoo for one working copy."""

    def __init__(self, layout: Layout, children: Children, connection: Connection):
        self.layout = layout
        self.children = children
        self.connection = connection

    @property
    def tree(self) -> OdooTree:
        return find(self.layout)

    def environment(self, **extra: str) -> dict[str, str]:
        """Programs, fonts and configuration for Odoo and for our own scripts."""
        path = f"{self.layout.bin}:{self.layout.venv / 'bin'}:{os.environ['PATH']}"
        return {
            **os.environ,
            "PATH": path,
            "VIRTUAL_ENV": str(self.layout.venv),
            "XDG_DATA_HOME": str(self.layout.xdg),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "ODOO_RC": str(self.layout.odoo_conf),
            "DMS_ROOT": str(self.layout.root),
            "DMS_LOCAL": str(self.layout.local),
            "LC_ALL": "C.UTF-8",
            "LANG": "C.UTF-8",
            **extra,
        }

    def configure(self) -> None:
        """Write the configuration file; only its owner may read it."""
        options = {
            **OPTIONS,
            **self.connection.options,
            "data_dir": str(self.layout.data),
        }
        if discover(self.layout.addons):
            options["addons_path"] = str(self.layout.addons)
        lines = ["[options]", *(f"{k} = {v}" for k, v in options.items()), ""]
        part = self.layout.odoo_conf.with_name(f"odoo.conf.{os.getpid()}")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write("\n".join(lines))
        part.replace(self.layout.odoo_conf)  # who reads it meanwhile reads all of it

    def command(self, subcommand: str, *arguments: object) -> list[object]:
        return [
            self.layout.python,
            self.tree.launcher,
            subcommand,
            "-c",
            self.layout.odoo_conf,
            *arguments,
        ]

    def server(
        self,
        database: str,
        *arguments: object,
        log: Path,
        step: Step | None = None,
        on_line: Callable[[str], None] | None = None,
        timeout: float | None = None,
    ) -> int:
        """Run ``odoo server … --stop-after-init`` to its end."""

        def watch(line: str) -> None:
            found = LOADING.search(line) if step else None
            if found and found[1] != "base":  # base is loaded before all others
                step.progress(int(found[2]) / int(found[3]), found[1])
            if on_line:
                on_line(line)

        return self.children.run(
            self.command("server", "-d", database, "--stop-after-init", *arguments),
            log=log,
            on_line=watch,
            timeout=timeout,
            env=self.environment(),
            cwd=self.layout.root,
        )

    def script(self, script: Path, *arguments: object, log: Path, on_line=None) -> int:
        """Run one of our scripts with the virtual environment's Python."""
        return self.children.run(
            [self.layout.python, script, *arguments],
            log=log,
            on_line=on_line,
            env=self.environment(),
            cwd=self.layout.root,
        )

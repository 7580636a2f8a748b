"""Databases of the project: templates that are made once and cloned in a second."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from .apt import last_line
from .console import Failure
from .layout import Layout
from .postgres import Connection

SQL = Path(__file__).parent / "inside" / "sql.py"


class Databases:
    """Creates, clones, marks and drops databases together with their filestores."""

    def __init__(self, layout: Layout, connection: Connection):
        self.layout = layout
        self.connection = connection

    def query(self, database: str, *statements: str, values: tuple = ()) -> list[list]:
        """Run statements through the virtual environment's database driver."""
        link = self.connection
        target = {
            "host": link.host,
            "port": link.port,
            "user": link.user,
            "password": link.password,
            "dbname": database,
        }
        order = {
            "connection": {name: value for name, value in target.items() if value},
            "statements": statements,
            "values": values,
        }
        done = subprocess.run(
            [self.layout.python, SQL],
            input=json.dumps(order),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Failure(
                f"PostgreSQL refuses: {last_line(done.stderr)}",
                "Check DMS_PG (the user needs CREATEDB)."
                if os.environ.get("DMS_PG")
                else "Run ./dms stop and try again; ./dms reset begins anew.",
            )
        return json.loads(done.stdout)

    def names(self) -> dict[str, str]:
        """All databases with their marks."""
        rows = self.query(
            "postgres",
            "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '')"
            "  FROM pg_database WHERE NOT datistemplate",
        )
        return dict(rows)

    def clone(self, template: str, name: str) -> None:
        """A copy of the database, with hard links to the template's files."""
        self.drop(name)
        self._disconnect(template)
        self.query(
            "postgres", f"CREATE DATABASE {_quoted(name)} TEMPLATE {_quoted(template)}"
        )
        source = self.filestore(template)
        if source.is_dir():
            shutil.copytree(source, self.filestore(name), copy_function=os.link)

    def drop(self, name: str) -> None:
        self._disconnect(name)
        self.query("postgres", f"DROP DATABASE IF EXISTS {_quoted(name)}")
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def rename(self, old: str, new: str) -> None:
        self.drop(new)
        self._disconnect(old)
        self.query(
            "postgres", f"ALTER DATABASE {_quoted(old)} RENAME TO {_quoted(new)}"
        )
        if self.filestore(old).is_dir():
            self.filestore(old).rename(self.filestore(new))

    def mark(self, name: str, text: str) -> None:
        """Write a note on the database that lives and dies with it."""
        self.query("postgres", f"COMMENT ON DATABASE {_quoted(name)} IS '{text}'")

    def filestore(self, name: str) -> Path:
        return self.layout.data / "filestore" / name

    def _disconnect(self, name: str) -> None:
        self.query(
            "postgres",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            values=(name,),
        )


def _quoted(name: str) -> str:
    if not name.replace("_", "").replace("-", "").isalnum():
        raise Failure(
            f"{name!r} cannot be the name of a database.",
            "Use letters, digits, - and _ only.",
        )
    return f'"{name}"'

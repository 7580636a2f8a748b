"""A PostgreSQL cluster of the project's own: a unix socket, no port, never as root."""

import contextlib
import fcntl
import os
import pwd
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import postgres_files
from .apt import last_line
from .console import Failure, Step
from .layout import Layout
from .process import Children

PORT = 5432  # only part of the socket's name: the cluster listens on no address
SETTINGS = """
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
max_connections = 120
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 256MB
jit = off
# A development cluster: what it holds can be made again, so speed goes before
# surviving a power cut. See docs/decisions/0003-own-postgresql-cluster.md.
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
checkpoint_timeout = 30min
"""


@dataclass(frozen=True)
class Connection:
    """Where the databases are; what Odoo's ``db_*`` options say."""

    host: str
    port: str
    user: str
    password: str = ""

    @property
    def options(self) -> dict[str, str]:
        given = {
            "db_host": self.host,
            "db_port": self.port,
            "db_user": self.user,
            "db_password": self.password,
        }
        return {name: value for name, value in given.items() if value}


def parse_connection(text: str) -> Connection:
    """Read ``DMS_PG``, e.g. ``host=/run/postgresql port=5432 user=odoo``."""
    try:
        given = dict(part.split("=", 1) for part in shlex.split(text))
        return Connection(
            given.pop("host", ""),
            given.pop("port", ""),
            given.pop("user", ""),
            given.pop("password", ""),
            **given,
        )
    except (ValueError, TypeError) as error:
        raise Failure(
            f"DMS_PG={text!r} cannot be read.",
            "Write it like DMS_PG='host=/run/postgresql port=5432 user=odoo'.",
        ) from error


class Cluster:
    """Starts with the first command that needs it and stops with the last.

    Every user holds a shared lock on a file; who can take the lock alone is the last.
    """

    def __init__(self, layout: Layout, children: Children):
        self.layout = layout
        self.children = children
        self.foreign = os.environ.get("DMS_PG")
        self._lock = None
        self.base = layout.pg
        self._as_user: list[str] = []
        self._programs: postgres_files.Programs | None = None

    # ----- what the rest of the tool asks for

    @property
    def connection(self) -> Connection:
        if self.foreign:
            return parse_connection(self.foreign)
        return Connection(str(self.socket), str(PORT), "odoo")

    @property
    def socket(self) -> Path:
        if self.base != self.layout.pg:
            return self.base / "socket"
        return self.layout.socket_dir()

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def _lock_file(self) -> Path:
        return self.layout.run / "pg.lock"

    def start(self, step: Step | None = None) -> str:
        """Start (and the first time make) the cluster; safe to call twice."""
        if self.foreign:
            return f"using {self.connection.host or 'the default server'}"
        self._choose_user()
        self._find_programs(step)
        self._hold()
        if self.postmaster():
            return "running"
        self._clear_remains()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        code, text = self._pg_ctl("start", "-l", str(self.base / "log"), "-w", "-t60")
        if code:
            raise Failure(
                f"PostgreSQL does not start: {last_line(text)}",
                f"Read {self.base / 'log'}; ./dms reset --all begins anew.",
            )
        self.children.spared.add(self.postmaster())
        return "started"

    def release(self) -> None:
        """Stop the cluster if nobody else uses it.

        A detached server holds the lock through the very descriptor that this process
        has: asked through that one, the kernel would say yes. So it is asked anew.
        """
        if self.foreign or not self._lock:
            return
        self._lock.close()
        self._lock = None
        with contextlib.suppress(OSError), self._lock_file.open("w") as alone:
            fcntl.flock(alone, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.stop()

    def stop(self) -> bool:
        """Stop the cluster; true if one ran."""
        if self.foreign:
            return False
        self._choose_user()
        if not self.postmaster():
            return False
        self._programs = self._programs or postgres_files.find(self.base / "programs")
        self._pg_ctl("stop", "-m", "fast", "-w", "-t60")
        return True

    def lock_fd(self) -> int | None:
        """A descriptor that keeps the cluster alive as long as somebody holds it."""
        return self._lock.fileno() if self._lock else None

    def postmaster(self) -> int:
        """Process id of the running server, 0 if there is none."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return 0
        return pid if os.fsencode(str(self.data)) in command else 0

    def programs(self) -> postgres_files.Programs | None:
        return self._programs or postgres_files.find(self.base / "programs")

    def remove(self) -> None:
        """Delete a cluster that lives outside ``.local``."""
        self._choose_user()
        if self.base != self.layout.pg:
            shutil.rmtree(self.base, ignore_errors=True)

    # ----- how it is done

    def _choose_user(self) -> None:
        """As root find somebody else to be: PostgreSQL refuses to run as root."""
        if os.geteuid() != 0 or self._as_user:
            return
        owner = self.data.stat().st_uid if self.data.exists() else None
        if owner in (None, 0) and _can_map_user():
            self._as_user = ["unshare", "-U", "--map-user=1000", "--map-group=1000"]
            return
        account = _unprivileged_account(owner)
        self._as_user = [
            "setpriv",
            f"--reuid={account.pw_uid}",
            f"--regid={account.pw_gid}",
            "--clear-groups",
        ]
        if not _can_enter(account, self.layout.pg):
            self.base = Path("/var/tmp") / f"dms-{self.layout.short_id}"
        for folder in (self.base, self.socket):
            folder.mkdir(parents=True, exist_ok=True)
            os.chown(folder, account.pw_uid, account.pw_gid)

    def _find_programs(self, step: Step | None) -> None:
        folder = self.base / "programs"
        self._programs = postgres_files.find(folder)
        if not self._programs and step:
            self._programs = postgres_files.fetch(
                folder, self.layout.cache, self.children, step
            )
        if not self._programs:
            raise Failure("PostgreSQL is not installed yet.", "Run ./dms run once.")

    def _hold(self) -> None:
        if not self._lock:
            self._lock = self._lock_file.open("w")
            fcntl.flock(self._lock, fcntl.LOCK_SH)

    def _clear_remains(self) -> None:
        """Remove what a killed server left, if that server is certainly gone."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.base.chmod(0o700)
        code, text = self._run(
            "initdb",
            *("-D", str(self.data), "-U", "odoo", "-A", "trust", "-E", "UTF8"),
            *("--locale=C.UTF-8", "--no-sync", "--no-instructions"),
        )
        if code:
            shutil.rmtree(self.data, ignore_errors=True)
            raise Failure(
                f"PostgreSQL cannot make a cluster: {last_line(text)}",
                "Set DMS_PG to a server that runs, or run ./dms as a normal user.",
            )
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(SETTINGS.format(port=PORT, socket=self.socket))

    def _pg_ctl(self, verb: str, *options: str) -> tuple[int, str]:
        return self._run("pg_ctl", verb, "-D", str(self.data), *options)

    def _run(self, program: str, *arguments: str) -> tuple[int, str]:
        """Run one of PostgreSQL's programs as a user that it accepts."""
        with (self.layout.logs / "pg_ctl.log").open("w+") as log:
            child = self.children.start(
                [*self._as_user, self._programs.bin / program, *arguments],
                cwd=self.base,
                env={**self._programs.environment, "HOME": str(self.base)},
                stdout=log,  # not a pipe: the server would hold it open
                stderr=subprocess.STDOUT,
                stay=True,
            )
            code = child.wait()
            self.children.spared.discard(child.pid)
            log.seek(0)
            return code, log.read()


def _can_map_user() -> bool:
    if not shutil.which("unshare"):
        return False
    command = ["unshare", "-U", "--map-user=1000", "--map-group=1000", "true"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _unprivileged_account(owner: int | None) -> pwd.struct_passwd:
    """Whoever owns the cluster already, else ``postgres``, else ``nobody``."""
    if owner:
        return pwd.getpwuid(owner)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Failure(
        "PostgreSQL refuses to run as root, and there is no user to run it as.",
        "Run ./dms as a normal user, or set DMS_PG to a server that runs.",
    )


def _can_enter(account: pwd.struct_passwd, folder: Path) -> bool:
    command = ["setpriv", f"--reuid={account.pw_uid}", "--clear-groups", "test", "-x"]
    return subprocess.run([*command, folder.parent], check=False).returncode == 0

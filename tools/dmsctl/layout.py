"""Where everything lives: the project, and the git-ignored ``.local`` beside it."""

import hashlib
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .console import Failure

SOCKET_NAME = "/.s.PGSQL.5432.lock"
SOCKET_PATH_LIMIT = 107  # bytes that Linux leaves for the address of a unix socket


@dataclass(frozen=True)
class Layout:
    """The folders of one working copy."""

    root: Path
    local: Path

    @classmethod
    def of_project(cls) -> "Layout":
        root = Path(__file__).resolve().parents[2]
        return cls(root, Path(os.environ.get("DMS_LOCAL") or root / ".local"))

    def __getattr__(self, name: str) -> Path:
        """``layout.venv`` is ``.local/venv``, and so on for every folder in it."""
        if name in FOLDERS:
            return self.local / name
        raise AttributeError(name)

    @property
    def addons(self) -> Path:
        return self.root / "addons"

    @property
    def logs(self) -> Path:
        return self.run / "log"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def odoo_conf(self) -> Path:
        return self.run / "odoo.conf"

    @cached_property
    def short_id(self) -> str:
        """Ten characters that tell this working copy from another one."""
        return hashlib.sha256(str(self.local).encode()).hexdigest()[:10]

    def make(self) -> None:
        """Create the folders; refuse a ``.local`` that belongs to somebody else."""
        try:
            for folder in (*(self.local / name for name in FOLDERS), self.logs):
                folder.mkdir(parents=True, exist_ok=True)
            probe = self.run / ".writable"
            probe.touch()
            probe.unlink()
        except PermissionError as error:
            raise Failure(
                f"{self.local} belongs to another user.",
                "Run ./dms as that user, or delete the folder and run it again.",
            ) from error

    def socket_dir(self) -> Path:
        """A folder for PostgreSQL's socket that is short enough for the kernel."""
        wanted = self.run / "pg"
        if len(os.fsencode(f"{wanted}{SOCKET_NAME}")) < SOCKET_PATH_LIMIT:
            wanted.mkdir(parents=True, exist_ok=True)
            return wanted
        return self._private_dir(f"dms-{os.getuid()}-{self.short_id}")

    def _private_dir(self, name: str) -> Path:
        base = os.environ.get("XDG_RUNTIME_DIR", "")
        if not (base and os.access(base, os.W_OK) and len(base) < 60):
            base = "/tmp"  # not tempfile: TMPDIR may be as deep as the project
        folder = Path(base) / name
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.getuid():
            raise Failure(
                f"{folder} was made by another user.",
                "Delete it, or set XDG_RUNTIME_DIR to a folder of your own.",
            )
        return folder


FOLDERS = (
    "odoo",
    "venv",
    "pg",
    "bin",
    "xdg",
    "data",
    "run",
    "bench",
    "cache",
    "node",
    "shots",
    "stamps",
)


def python_version() -> str:
    """The interpreter that virtual environments are made with."""
    return ".".join(map(str, sys.version_info[:3]))

"""PostgreSQL's programs: the machine's own, else Debian's packages, unpacked.

Installing Debian's ``postgresql`` would create and start a cluster for the whole
machine, so the packages (and the libraries that the machine lacks) are only unpacked.
"""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from .apt import PrivateApt
from .console import Failure, Step
from .process import Children

OLDEST = 13  # what Odoo 19 asks for
SERVER_PACKAGES = re.compile(r"(postgresql-(client-)?\d+|libpq5)$")
LIBRARIES = re.compile(r"lib[\w.+-]+$")
NOT_NEEDED = re.compile(r"lib(llvm|z3|perl|.*-perl|c-bin|c6|c-l10n)")  # jit, scripts


@dataclass(frozen=True)
class Programs:
    """A folder with ``initdb``, ``pg_ctl`` and so on, and what they need to run."""

    bin: Path
    environment: dict[str, str]


def find(folder: Path) -> Programs | None:
    """The newest PostgreSQL of the machine, else the one unpacked in ``folder``."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found = [path for path in found if float(path.parent.name) >= OLDEST]
    if found:
        newest = max(found, key=lambda path: float(path.parent.name))
        return Programs(newest, dict(os.environ))
    unpacked = next(folder.glob("usr/lib/postgresql/*/bin/initdb"), None)
    if not unpacked:
        return None
    libraries = sorted({str(p.parent) for p in folder.glob("usr/lib/**/*.so*")})
    libraries += sorted({str(p.parent) for p in folder.glob("lib/**/*.so*")})
    path = ":".join(p for p in libraries if "/postgresql/" not in p)
    return Programs(unpacked.parent, {**os.environ, "LD_LIBRARY_PATH": path})


def fetch(folder: Path, cache: Path, children: Children, step: Step) -> Programs:
    """Unpack Debian's packages into ``folder``, whole or not at all."""
    apt = PrivateApt(cache / "apt-pg", children)
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        step.say("downloading PostgreSQL from the Debian archive")
        names = choose(apt.open().would_install("postgresql"))
        apt.unpack(apt.download(names, cache / "pg", step), part)
    finally:
        apt.forget()
    shutil.rmtree(cache / "pg", ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    programs = find(folder)
    if not programs:
        raise Failure(
            "Debian's packages hold no PostgreSQL server.",
            "Install postgresql with apt, or set DMS_PG to a server that runs.",
        )
    return programs


def choose(would_install: list[str]) -> list[str]:
    """The server, its client, and the libraries that this machine lacks."""
    return [
        name
        for name in would_install
        if SERVER_PACKAGES.match(name)
        or (LIBRARIES.match(name) and not NOT_NEEDED.match(name))
    ]

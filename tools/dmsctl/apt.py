"""Debian packages without touching the system: private lists, verified, unpacked.

The mirror is the one that the machine's own apt uses; nothing is installed.
"""

import os
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from .console import Failure, Step
from .process import Children

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
NETWORK_ADVICE = (
    "Check that this machine reaches its Debian mirror (apt-get update), "
    "then run the same command again."
)


@dataclass(frozen=True)
class Package:
    """What apt says about one file to download."""

    uri: str
    file: str
    size: int


class PrivateApt:
    """apt with lists, cache and (optionally) suites of its own.

    Args:
        folder: scratch folder, removed by :meth:`forget`.
        suites: Debian suites to read from the system's mirror; empty means the
            system's own sources, in private lists.
    """

    def __init__(self, folder: Path, children: Children, suites: tuple[str, ...] = ()):
        self.folder = folder
        self.children = children
        self.suites = suites
        self._options: list[str] = []

    def open(self) -> "PrivateApt":
        """Fetch the package lists; signatures are verified by apt as always."""
        for name in ("lists/partial", "cache/archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._options = [
            f"-oDir::State::Lists={self.folder / 'lists'}",
            f"-oDir::Cache={self.folder / 'cache'}",
            f"-oAPT::Sandbox::User={_user_name()}",
            "-oDebug::NoLocking=1",
        ]
        if self.suites:
            self._options += self._own_sources()
        code, text = self._apt("apt-get", "update")
        if code:
            raise Failure(
                f"apt could not read its lists: {last_line(text)}", NETWORK_ADVICE
            )
        return self

    def versions(self, name: str) -> list[str]:
        """Versions on offer, newest first."""
        _code, text = self._apt("apt-cache", "madison", name)
        return [line.split("|")[1].strip() for line in text.splitlines() if "|" in line]

    def would_install(self, name: str) -> list[str]:
        """Names that ``apt-get install`` would add or renew on this machine."""
        code, text = self._apt(
            "apt-get", "--simulate", "--no-install-recommends", "install", name
        )
        if code:
            raise Failure(f"apt knows no {name}: {last_line(text)}", NETWORK_ADVICE)
        return re.findall(r"^Inst (\S+)", text, re.M)

    def download(self, names: list[str], into: Path, step: Step) -> list[Path]:
        """Download packages (``name``, ``name=version`` or ``name/suite``)."""
        code, text = self._apt("apt-get", "download", "--print-uris", *names)
        wanted = parse_uris(text)
        if code or not wanted:
            raise Failure(f"apt offers no {', '.join(names)}.", NETWORK_ADVICE)
        into.mkdir(parents=True, exist_ok=True)
        total = sum(package.size for package in wanted)
        child = self.children.start(
            ["apt-get", "-qq", *self._options, "download", *names],
            cwd=into,
            stdout=(into / "download.log").open("wb"),
            stderr=-2,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        while child.poll() is None:
            here = sum(p.stat().st_size for p in into.glob("**/*.deb*") if p.is_file())
            step.progress(here / total, f"of {total // 1_000_000} MB")
            time.sleep(0.5)
        self.children.forget(child)
        files = [into / package.file for package in wanted]
        missing = [file.name for file in files if not file.is_file()]
        if child.returncode or missing:
            log = (into / "download.log").read_text(errors="replace")
            raise Failure(f"The download failed: {last_line(log)}", NETWORK_ADVICE)
        return files

    def unpack(self, files: list[Path], into: Path) -> None:
        """``dpkg -x`` each package into a folder."""
        into.mkdir(parents=True, exist_ok=True)
        for file in files:
            code, text = self.children.output(["dpkg", "-x", file, into])
            if code:
                raise Failure(
                    f"{file.name} cannot be unpacked: {last_line(text)}",
                    "Check the free disk space (df -h), then run the command again.",
                )

    def forget(self) -> None:
        """Remove lists and sources; they hold the mirror's address."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _own_sources(self) -> list[str]:
        mirror = os.environ.get("DMS_APT_MIRROR") or system_mirror(self.children)
        signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        path = self.folder / "sources.list"
        path.write_text(
            "".join(f"deb {signed}{mirror} {suite} main\n" for suite in self.suites)
        )
        return [f"-oDir::Etc::SourceList={path}", "-oDir::Etc::SourceParts=/dev/null"]

    def _apt(self, program: str, *arguments: str) -> tuple[int, str]:
        if not shutil.which(program):
            raise Failure(
                "This machine has no apt.",
                "Use Debian 12, or docker compose, or ODOO_HOME= and DMS_PG=.",
            )
        quiet = ["-qq"] if arguments[0] == "update" else ["-q"]
        return self.children.output(
            [program, *quiet, *self._options, *arguments],
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )


def system_mirror(children: Children) -> str:
    """Address of the Debian archive in the machine's own apt configuration."""
    _code, text = children.output(
        [
            "apt-get",
            "indextargets",
            "--format",
            "$(REPO_URI) $(RELEASE) $(COMPONENT)",
            "Identifier: Packages",
        ]
    )
    mirror = pick_mirror(text)
    if not mirror:
        raise Failure(
            "The apt sources of this machine name no Debian mirror.",
            "Set DMS_APT_MIRROR to the address of one and run the command again.",
        )
    return mirror


def pick_mirror(index_targets: str) -> str:
    """The first archive that carries ``main`` and is not the security archive."""
    for line in index_targets.splitlines():
        uri, release, component = (line.split() + ["", "", ""])[:3]
        if component == "main" and "security" not in f"{uri} {release}":
            return uri
    return ""


def parse_uris(text: str) -> list[Package]:
    """Read the lines of ``apt-get download --print-uris``."""
    found = re.findall(r"^'([^']+)' (\S+) (\d+)", text, re.M)
    return [Package(uri, file, int(size)) for uri, file, size in found]


def last_line(text: str) -> str:
    """The most telling line of a tool's output: the last error, else the last one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("E:", "ERROR", "npm error"))]
    return (errors or lines or ["no output"])[-1]


def _user_name() -> str:
    import pwd  # noqa: PLC0415  (not on every platform that reads this module)

    return pwd.getpwuid(os.getuid()).pw_name

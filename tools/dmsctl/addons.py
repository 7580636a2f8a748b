"""The add-ons of this project, found by their manifests and never listed by hand.

Also used by the container image (``python3 addons.py FOLDER``), so that both ways of
installing install the same add-ons.
"""

import ast
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

# Files that never reach a database; a change in them leaves the templates valid.
NOT_DATA = ("tests", "__pycache__", "newsfragments")


@dataclass(frozen=True)
class Addon:
    """One installable add-on."""

    path: Path
    manifest: dict

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def depends(self) -> list[str]:
        return self.manifest.get("depends", ["base"])

    @property
    def python_dependencies(self) -> list[str]:
        return self.manifest.get("external_dependencies", {}).get("python", [])

    def files(self) -> list[Path]:
        """What an installation reads."""
        return [
            path
            for path in sorted(self.path.rglob("*"))
            if path.is_file()
            and path.suffix not in (".md", ".pyc")
            and not set(path.relative_to(self.path).parts) & set(NOT_DATA)
        ]

    def test_files(self) -> list[Path]:
        return sorted(self.path.glob("tests/**/test_*.py"))


def discover(folder: Path) -> dict[str, Addon]:
    """All installable add-ons in a folder, by name."""
    found = {}
    for manifest in sorted(folder.glob("*/__manifest__.py")):
        content = ast.literal_eval(manifest.read_text())
        if content.get("installable", True):
            found[manifest.parent.name] = Addon(manifest.parent, content)
    return found


def foreign_depends(addons: dict[str, Addon]) -> list[str]:
    """What the add-ons need of Odoo itself."""
    needed = {name for addon in addons.values() for name in addon.depends}
    return sorted(needed - set(addons))


def closure(addons: dict[str, Addon], names: list[str]) -> dict[str, Addon]:
    """The named add-ons with all of ours that they stand on or that glue them."""
    chosen: dict[str, Addon] = {}
    queue = list(names)
    while queue:
        name = queue.pop()
        if name in addons and name not in chosen:
            chosen[name] = addons[name]
            queue += addons[name].depends
    for addon in addons.values():
        glue = addon.manifest.get("auto_install")
        if glue and not (set(addon.depends) & set(addons)) - set(chosen):
            chosen[addon.name] = addon
    return dict(sorted(chosen.items()))


def content_hash(addons: dict[str, Addon]) -> str:
    """Changes with every file that an installation of these add-ons reads."""
    total = hashlib.sha256()
    for addon in addons.values():
        for path in addon.files():
            total.update(str(path.relative_to(addon.path.parent)).encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


if __name__ == "__main__":
    sys.stdout.write(",".join(discover(Path(sys.argv[1]))) + "\n")

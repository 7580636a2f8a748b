"""What the tests of the repository's rules look at."""

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("addons", "tools", "tests", "docs", "deploy")


@dataclass(frozen=True)
class Addon:
    path: Path

    @property
    def name(self):
        return self.path.name

    @property
    def manifest(self):
        return ast.literal_eval((self.path / "__manifest__.py").read_text())

    def files(self, pattern):
        return sorted(
            p for p in self.path.rglob(pattern) if "__pycache__" not in p.parts
        )


def addons():
    return [Addon(p.parent) for p in sorted(ROOT.glob("addons/*/__manifest__.py"))]


def sources(*suffixes):
    """Text files of the project that people write and read."""
    tops = [p for p in ROOT.iterdir() if p.is_file()]
    deep = [p for folder in OURS for p in (ROOT / folder).rglob("*") if p.is_file()]
    return [
        path
        for path in sorted(tops + deep)
        if path.suffix in suffixes
        and not {"__pycache__", "node_modules"} & set(path.parts)
        and not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    ]

"""Steps that need not be done twice: a stamp holds the hash of their inputs."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path


def digest(*parts: object) -> str:
    """Sixteen characters that change with any of the parts."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digest_files(paths: Iterable[Path], root: Path) -> str:
    """A digest over names below ``root`` and contents, independent of order."""
    rows = sorted((str(p.relative_to(root)), file_hash(p)) for p in paths)
    return digest(rows)


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Stamps:
    """Marks of finished steps. A step that was interrupted leaves none."""

    def __init__(self, folder: Path):
        self.folder = folder

    def holds(self, name: str, key: str) -> bool:
        path = self.folder / name
        return path.is_file() and path.read_text().strip() == key

    def clear(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def set(self, name: str, key: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{name}.part"
        part.write_text(key + "\n")
        part.replace(self.folder / name)

    def get(self, name: str) -> str:
        path = self.folder / name
        return path.read_text().strip() if path.is_file() else ""

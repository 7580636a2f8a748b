"""Unexpected warnings and errors in Odoo's log; a clean install has none."""

import re
from pathlib import Path

LINE = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ (WARNING|ERROR|CRITICAL) (.*)")
ALLOWED = Path("tests") / "allowed_log_lines.txt"


class Checklog:
    """Reads log lines and keeps those that nobody allowed.

    Args:
        root: the project; ``tests/allowed_log_lines.txt`` in it holds one regular
            expression per line, and comments that say why.
        levels: what counts.
    """

    def __init__(self, root: Path, levels: tuple[str, ...] = ("WARNING", "ERROR")):
        self.levels = (*levels, "CRITICAL")
        self.allowed = [re.compile(text) for text in allowed_patterns(root / ALLOWED)]
        self.complaints: list[str] = []

    def read(self, line: str) -> None:
        found = LINE.match(line)
        if not found or found[1] not in self.levels:
            return
        if not any(pattern.search(line) for pattern in self.allowed):
            self.complaints.append(f"{found[1]} {found[2]}")


def allowed_patterns(path: Path) -> list[str]:
    if not path.is_file():
        return []
    lines = (line.strip() for line in path.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]

"""Unexpected warnings and errors in Odoo's log; a clean install has none."""

import re
from pathlib import Path

LINE = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ ([A-Z]+) (.*)")
ALLOWED = Path("tests") / "allowed_log_lines.txt"


class Checklog:
    """Reads log lines and keeps those that nobody allowed.

    Args:
        root: the project; ``tests/allowed_log_lines.txt`` in it holds one regular
            expression per line, and comments that say why. It may match anywhere in a
            record, its traceback included.
        levels: what counts.
    """

    def __init__(self, root: Path, levels: tuple[str, ...] = ("WARNING", "ERROR")):
        self.levels = (*levels, "CRITICAL")
        self.allowed = [re.compile(text) for text in allowed_patterns(root / ALLOWED)]
        self._record: list[str] = []
        self._complaints: list[str] = []

    def read(self, line: str) -> None:
        found = LINE.match(line)
        if found:
            self._judge()
            self._record = [line] if found[1] in self.levels else []
        elif self._record:
            self._record.append(line)

    @property
    def complaints(self) -> list[str]:
        self._judge()
        return self._complaints

    def _judge(self) -> None:
        """Look at a record as a whole: what it is about may stand in its traceback."""
        text, self._record = "\n".join(self._record), []
        if text and not any(pattern.search(text) for pattern in self.allowed):
            found = LINE.match(text)
            self._complaints.append(f"{found[1]} {found[2]}")


def allowed_patterns(path: Path) -> list[str]:
    if not path.is_file():
        return []
    lines = (line.strip() for line in path.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]

"""What came out of a test run, read from Odoo's log or from pytest's report."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d \S+ \d+ (\w+) \S+ ([\w.]+): ?(.*)$")
STARTING = re.compile(r"^Starting (\S+) \.\.\.")
BROKEN = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(.+)$")
CLASS_STEP = re.compile(r"^(setUpClass|tearDownClass|setUpModule) \((\S+)\)")
SKIPPED = re.compile(r"^skipped (\S+(?: \(\S+\))?) : (.*)$")
TRACE = re.compile(r'^\s*File "([^"]+)", line (\d+)')
BROWSER_WORDS = re.compile(r"chrom|browser|websocket|headless|devtools", re.I)
PYTEST_PLACE = re.compile(r"^(\S+\.py:\d+):", re.M)


@dataclass(frozen=True)
class Broken:
    """A test that failed: its name and where to look."""

    name: str
    place: str = ""


@dataclass(frozen=True)
class Skip:
    """A test that did not run, and why."""

    name: str
    reason: str
    browser: bool = False


@dataclass
class Outcome:
    """The result of one suite, or of all of them added up."""

    passed: int = 0
    failed: list[Broken] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def refuse_browser_skips(self) -> None:
        """A browser test that did not run proves nothing: count it as failed."""
        for skip in self.skipped:
            if skip.browser:
                self.failed.append(Broken(skip.name, f"skipped: {skip.reason}"))
        self.skipped = [skip for skip in self.skipped if not skip.browser]

    def __str__(self) -> str:
        return (
            f"{self.passed} passed, {len(self.failed)} failed, "
            f"{len(self.skipped)} skipped"
        )


class OdooLog:
    """Reads the log of ``--test-tags`` line by line."""

    def __init__(self):
        self.started: set[str] = set()
        self.places: dict[str, str] = {}  # of the broken ones, in order
        self.skips: dict[str, Skip] = {}
        self._current = ""

    def read(self, line: str) -> None:
        found = LOG_LINE.match(line)
        if not found:
            self._read_trace(line)
            return
        self._current = ""
        level, logger, text = found.groups()
        if ".tests" not in logger and not BROKEN.match(text):
            return
        if match := STARTING.match(text):
            self.started.add(_full(logger, match[1]))
        elif match := SKIPPED.match(text):
            name = _full(logger, match[1])
            browser = bool(BROWSER_WORDS.search(match[2]))
            self.skips[name] = Skip(name, match[2].strip(), browser)
        elif level == "ERROR" and (match := BROKEN.match(text)):
            self._current = _broken_name(logger, match[1])
            self.places.setdefault(self._current, "")

    def outcome(self, exit_code: int, log: Path) -> Outcome:
        """Count; a run that failed without a failing test is a failure as well."""
        failed = [Broken(name, place) for name, place in self.places.items()]
        good = self.started - set(self.places) - set(self.skips)
        if exit_code and not failed:
            failed = [Broken("the run itself", f"exit code {exit_code}, see {log}")]
        if not failed and not self.started:
            failed = [Broken("no test ran", f"see {log}")]
        return Outcome(len(good), failed, list(self.skips.values()))

    def _read_trace(self, line: str) -> None:
        """Remember the innermost line of the traceback that lies in our code."""
        if self._current and (match := TRACE.match(line)) and "/addons/" in match[1]:
            self.places[self._current] = f"{match[1]}:{match[2]}"


def read_junit(path: Path, exit_code: int, *, browser: bool = False) -> Outcome:
    """Read pytest's report; ``browser`` says that its skips matter."""
    outcome = Outcome()
    try:
        cases = list(ElementTree.parse(path).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        cases = []
    for case in cases:
        name = f"{case.get('classname')}.{case.get('name')}"
        broken = case.find("failure")
        broken = case.find("error") if broken is None else broken
        skip = case.find("skipped")
        if broken is not None:
            places = PYTEST_PLACE.findall(broken.text or "")
            outcome.failed.append(Broken(name, places[-1] if places else ""))
        elif skip is not None:
            outcome.skipped.append(Skip(name, skip.get("message", ""), browser))
        else:
            outcome.passed += 1
    if exit_code and not outcome.failed:
        outcome.failed.append(Broken("pytest itself", f"exit code {exit_code}"))
    return outcome


def _full(logger: str, name: str) -> str:
    return f"{logger.removeprefix('odoo.addons.')}.{name}"


def _broken_name(logger: str, text: str) -> str:
    """The test's name without the parameters of its subtests."""
    if step := CLASS_STEP.match(text):
        return f"{step[2].removeprefix('odoo.addons.')} ({step[1]})"
    return _full(logger, text.split()[0])

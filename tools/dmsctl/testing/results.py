"""Counts of passed, failed and skipped tests, whatever runner they come from."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Result:
    """The outcome of one or more runs."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)
    skips: list[str] = field(default_factory=list)

    def add(self, other: "Result") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.failures += other.failures
        self.skips += other.skips

    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def broken(what: str) -> Result:
    """The result of a runner that did not get as far as counting."""
    return Result(failed=1, failures=[what])


def of_junit(path: Path) -> Result:
    """Read pytest's XML report."""
    result = Result()
    for case in ET.parse(path).iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}::{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            result.failed += 1
            result.failures.append(name)
        elif (skip := case.find("skipped")) is not None:
            result.skipped += 1
            result.skips.append(f"{name}: {skip.get('message', '')}")
        else:
            result.passed += 1
    return result

"""What a step found, and how it is read from the tools' own reports."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Counts:
    """Numbers of tests; ``notes`` say what was skipped and why."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list[str] = field(default_factory=list)

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped, self.notes + other.notes)


def from_exit_code(code: int) -> Counts:
    """A tool that is one check."""
    return Counts(passed=1) if code == 0 else Counts(failed=1)


def from_junit(path: Path, code: int) -> Counts:
    """pytest's own report; a run that died before writing one counts as a failure."""
    if not path.exists():
        return Counts(failed=1)
    suite = ElementTree.parse(path).getroot().find("testsuite")
    assert suite is not None
    numbers = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
    failed = numbers["failures"] + numbers["errors"]
    if code not in (0, 1, 5) or (code != 0 and not failed):
        failed += 1
    reasons: dict[str, int] = {}
    for skip in suite.iter("skipped"):
        reason = skip.get("message", "no reason given")
        reasons[reason] = reasons.get(reason, 0) + 1
    notes = [f"{count} x {reason}" for reason, count in sorted(reasons.items())]
    passed = numbers["tests"] - numbers["failures"] - numbers["errors"] - numbers["skipped"]
    return Counts(passed, failed, numbers["skipped"], notes)


_LAST_LINE = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped\s*$", re.MULTILINE)


def from_last_line(output: str, code: int) -> Counts:
    """A suite that ends with ``N passed, N failed, N skipped``; without that line, or with an odd exit code, it failed."""
    found = _LAST_LINE.findall(output)
    if not found:
        return Counts(failed=1)
    passed, failed, skipped = (int(number) for number in found[-1])
    if code != 0 and failed == 0:
        failed = 1
    notes = [line.strip()[2:] for line in output.splitlines() if line.startswith("! ")]
    return Counts(passed, failed, skipped, notes)

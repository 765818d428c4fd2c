"""``python tests/runner [step ...]``: run the steps, print what failed and what could not run, end with the counts."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import environments
import steps
from counts import Counts


def main(wanted: list[str]) -> int:
    os.chdir(steps.PROJECT)
    if "--list" in wanted:
        for step in steps.STEPS:
            print(f"{step.name:<16}{step.title}")
        return 0
    unknown = set(wanted) - {step.name for step in steps.STEPS}
    if unknown:
        print(f"There is no step {min(unknown)}; --list names them.")
        return 2
    total = Counts()
    for step in steps.STEPS:
        if wanted and step.name not in wanted:
            continue
        total += run_step(step)
    if total.notes:
        print("\nWhat could not run here, and why:")
        for note in total.notes:
            print(f"  - {note}")
    print(f"\n{total.passed} passed, {total.failed} failed, {total.skipped} skipped", flush=True)
    return 1 if total.failed or not total.passed else 0


def run_step(step: steps.Step) -> Counts:
    began = time.monotonic()
    print(f"\n== {step.title}", flush=True)
    missing = step.missing()
    if missing:
        print(f"   cannot run: {missing}", flush=True)
        return Counts(skipped=1, notes=[f"{step.title}: {missing}"])
    try:
        counts = step.run()
    except environments.SetupError as error:
        print(f"   {error}")
        counts = Counts(failed=1)
    print(f"   {counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped in {time.monotonic() - began:.0f} s", flush=True)
    return counts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
